// What async_hooks tell of addons' operations.
'use strict';
const hooks = require('async_hooks');
const [work, threadsafe, context] = process.argv.slice(2).map((f) => require(f));
const NULL = Symbol.for('NULL');
const names = new Map(), events = [];
hooks.createHook({
  init(id, type, trigger) { if (/^our/.test(type)) { names.set(id, type); events.push('init ' + type + ' trigger ' + (trigger === hooks.executionAsyncId())); } },
  before(id) { if (names.has(id)) events.push('before ' + names.get(id) + ' ' + (hooks.executionAsyncId() === id)); },
  after(id) { if (names.has(id)) events.push('after ' + names.get(id)); },
  destroy(id) { if (names.has(id)) events.push('destroy ' + names.get(id)); },
}).enable();
const t = threadsafe.create((data) => events.push('call ' + data), NULL, 'our function', 0, 1, NULL, 0, true, true).value;
threadsafe.push(t, 1, NULL);
threadsafe.push(t, 2, NULL);
threadsafe.release(t, NULL);
const after = (event, f) => (events.includes(event) ? f() : setImmediate(after, event, f));
after('destroy our function', () => {
  const c = context.init(NULL, 'our context', true).value;
  context.make(c, {}, () => events.push('make ' + names.get(hooks.executionAsyncId())), NULL, NULL, NULL);
  context.within(c, () => events.push('within ' + names.get(hooks.executionAsyncId())));
  context.destroy(c);
  after('destroy our context', () => { for (const e of events) console.log(e); });
});
