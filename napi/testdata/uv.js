var next = {
  'repeated 3 times': () => addon.queue(),
  work: () => addon.threads(),
  'async closed': () => { addon.left(); addon.later(); },
};
process.on('uncaughtException', (e) => print('uncaught ' + show(e)));
print(addon.start((what) => {
  print(what);
  process.nextTick(() => print('tick'));
  Promise.resolve().then(() => print('promise'));
  if (next[what]) next[what]();
  if (what === 'timer') throw mine('in timer');
}).map((s) => statuses[s] || s).join(' '));
