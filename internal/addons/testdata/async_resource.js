// Whether an asynchronous context keeps the resource it was made with.
'use strict';
const { createHook, executionAsyncResource } = require('async_hooks');
const [context] = process.argv.slice(2).map((f) => require(f));
const NULL = Symbol.for('NULL');
const gc = globalThis.gc || (require('v8').setFlagsFromString('--expose-gc'), require('vm').runInNewContext('gc'));
createHook({ init() {} }).enable();
const kept = { name: 'kept' };
const contexts = [context.init(kept, 'name', true).value, context.init({ name: 'not kept' }, 'name', true).value];
setTimeout(() => {
  gc();
  for (const c of contexts) context.make(c, {}, () => console.log(typeof executionAsyncResource(), executionAsyncResource().name), NULL, NULL, NULL);
  console.log(kept.name);
}, 1);
