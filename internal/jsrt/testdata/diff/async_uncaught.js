// Handlers of what nobody caught run where it was thrown.
const { AsyncLocalStorage, AsyncResource, executionAsyncId } = require('async_hooks');
const store = new AsyncLocalStorage();
let ids, next;
process.on('uncaughtException', (e) => {
  console.log(e.message, store.getStore(), ids ? executionAsyncId() > 1 : '');
  setTimeout(() => { console.log('after', e.message, store.getStore()); store.enterWith(undefined); next(); }, 1);
});
process.on('unhandledRejection', (e) => { console.log('unhandled', e.message, store.getStore()); throw e; });
const fail = () => { throw new Error(store.getStore()); };
const step = (name, withIds, f) => new Promise((resolve) => {
  next = resolve;
  ids = withIds;
  setImmediate(() => store.run(name, f));
});
(async () => {
  await step('timer', true, () => setTimeout(fail, 1));
  await step('tick', true, () => process.nextTick(fail));
  await step('immediate', true, () => setImmediate(fail));
  await step('resource', true, () => { const r = new AsyncResource('R'); setImmediate(() => store.run('other', () => r.runInAsyncScope(fail))); });
  await step('rejection', false, () => { Promise.reject(new Error('rejection')); });
  await step('reaction', false, () => { Promise.resolve().then(fail); });
  await step('async', false, async () => { await 1; fail(); });
  await step('caught', true, () => {
    try { new AsyncResource('R').runInAsyncScope(() => store.run('inner', fail)); } catch (e) { console.log('caught', e.message, store.getStore()); }
    setImmediate(fail);
  });
  console.log(store.getStore());
})();
