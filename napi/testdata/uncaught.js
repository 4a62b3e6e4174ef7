// Each value is thrown in a turn of its own; the next one waits for what comes
// of it, or, where nothing need come of it, a few turns.
let heard = 0;
process.on('uncaughtException', (e) => { heard++; print('uncaught ' + show(e)); });
process.on('warning', (w) => print('warning ' + w.name + ' ' + w.code));
const queue = [];
for (const way of ['work', 'call', 'finalizer'])
  for (const v of [mine('thrown by ' + way), 'a text', undefined, {an: 'object'}]) queue.push([way, v]);
function next() {
  if (queue.length === 0) return;
  const [way, v] = queue.shift(), before = heard;
  let turns = 20;
  print(way + ' ' + show(v));
  addon[way](v);
  (function wait() {
    if (way === 'work' ? heard === before : turns-- > 0) setImmediate(wait);
    else next();
  })();
}
next();
