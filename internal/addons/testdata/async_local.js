// The asynchronous context of addons' callbacks: that of the call which began
// the operation.
'use strict';
const { AsyncLocalStorage } = require('async_hooks');
const [work, threadsafe, context] = process.argv.slice(2).map((f) => require(f));
const NULL = Symbol.for('NULL');
const store = new AsyncLocalStorage();
const log = (what) => console.log(what + ': ' + store.getStore());

store.run('created', () => {
  const w = work.make(() => {
    log('work');
    process.nextTick(log, 'tick of work');
    Promise.resolve().then(() => log('promise of work'));
    functions();
  }, NULL, NULL, NULL);
  store.run('queued', () => work.queue(w));
});
log('outside');

function functions() {
  store.run('function', () => {
    let calls = 0;
    const t = threadsafe.create((data) => {
      log('call ' + data);
      setImmediate(log, 'immediate of call ' + data);
      if (++calls === 3) setTimeout(contexts, 20);
    }, NULL, 'name', 0, 1, NULL, 0, true, true).value;
    store.run('pushed', () => { for (let i = 1; i <= 3; i++) threadsafe.push(t, i, NULL); });
    threadsafe.release(t, NULL);
    log('after pushing');
  });
}

function contexts() {
  const c = store.run('context', () => context.init(NULL, 'name', true).value);
  const d = store.run('another', () => context.init({}, 'name', true).value);
  store.run('caller', () => {
    context.make(c, {}, () => log('make'), NULL, NULL, NULL);
    context.within(d, () => log('within'));
    context.make(NULL, {}, () => log('make without'), NULL, NULL, NULL);
    log('afterwards');
  });
}
