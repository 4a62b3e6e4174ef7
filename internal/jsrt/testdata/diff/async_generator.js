'use strict';
// Async generators, which are lowered.
const util = require('util');
const log = (...args) => console.log(...args);
const g = async function* () { yield 1; const x = await 2; yield* other(); return x; };
async function* other(a, b = 1) { try { yield 'a'; yield Promise.resolve('b'); } finally { log('finally'); } }
const o = { async *m(x) { yield x; }, k: async function* named(...r) { yield r; }, l: async function* () {} };
class A { async *m(x) { yield this; } f = async function* () {}; static async *[Symbol.asyncIterator]() { yield 3; } }

const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);
log(Object.getOwnPropertyNames(AsyncIteratorPrototype), typeof AsyncIteratorPrototype[Symbol.asyncIterator]);
log(AsyncIteratorPrototype[Symbol.asyncIterator].name, AsyncIteratorPrototype[Symbol.asyncIterator].call(5));
for (const f of [g, other, o.k, o.l]) {
  log(f.name, Object.prototype.toString.call(f), f.constructor.name, util.types.isAsyncFunction(f), util.types.isGeneratorFunction(f));
  log(Object.getPrototypeOf(f) === g.constructor.prototype, Object.getPrototypeOf(f.prototype) === g.constructor.prototype.prototype, Object.keys(f.prototype), 'constructor' in f.prototype);
  log(util.inspect(f), JSON.stringify(Object.getOwnPropertyDescriptor(f, 'prototype')));
}
const AsyncGeneratorPrototype = g.constructor.prototype.prototype;
log(Object.prototype.toString.call(g()), util.inspect(g()), AsyncGeneratorPrototype.isPrototypeOf(g()), AsyncGeneratorPrototype.isPrototypeOf(o.m()), AsyncIteratorPrototype.isPrototypeOf(new A().m()));
log(Object.getOwnPropertyNames(AsyncGeneratorPrototype), AsyncGeneratorPrototype.next.length, AsyncGeneratorPrototype.constructor === g.constructor.prototype);
log(util.types.isGeneratorObject(g()));

async function order() {
  const seen = [];
  const it = g();
  const tick = (n) => Promise.resolve().then(() => seen.push(n)).then(() => seen.push(n + 0.5));
  for (const k of ['next', 'next', 'next', 'next', 'next', 'next']) it[k]().then((r) => seen.push([k, r.value, r.done]));
  tick(1); tick(2);
  await new Promise((resolve) => setImmediate(resolve));
  log(JSON.stringify(seen));
}
async function ends() {
  const seen = [];
  const note = (name) => [(r) => seen.push([name, r.value, r.done]), (e) => seen.push([name, e])];
  const early = other();
  early.return(Promise.resolve(7)).then(...note('return early'));
  early.next().then(...note('next'));
  early.throw('x').then(...note('throw'));
  const late = other();
  late.next().then(...note('first'));
  late.return(Promise.resolve(8)).then(...note('return late'));
  late.next().then(...note('after'));
  const thrown = other();
  thrown.throw('y').then(...note('throw early'));
  const failing = (async function* () { try { yield Promise.reject('z'); } catch (e) { yield `caught ${e}`; } throw 'w'; })();
  failing.next().then(...note('caught'));
  failing.next().then(...note('thrown'));
  failing.next().then(...note('done'));
  const inner = (async function* () { try { yield* other(); } finally { seen.push('outer finally'); } })();
  inner.next().then(...note('delegated'));
  inner.return(9).then(...note('return delegated'));
  const without = (async function* () { yield* { [Symbol.asyncIterator]() { return { next: () => 5 }; } }; })();
  without.next().catch((e) => seen.push(e.message));
  const catching = (async function* () { try { yield* other(); } catch (e) { yield e; } })();
  catching.next().then(...note('c1'));
  catching.throw('thrown in').then(...note('c2'));
  catching.next().then(...note('c3'));
  const awaits = (async function* () { try { yield 1; } finally { await 2; await 3; yield 4; } })();
  awaits.next().then(...note('f1'));
  awaits.return(5).then(...note('f2'));
  awaits.next().then(...note('f3'));
  const rejecting = other();
  rejecting.next().then(...note('r1'));
  rejecting.return(Promise.reject('no')).then(...note('r2'));
  await new Promise((resolve) => setImmediate(resolve));
  log(JSON.stringify(seen));
  await AsyncGeneratorPrototype.next.call({}).catch((e) => log(e.constructor.name));
}
(async () => {
  await order();
  await ends();
  for await (const x of A) log(x);
  for await (const x of o.k(1, 2)) log(x);
  for await (const x of other()) { log(x); break; }
  const fromSync = (async function* () { yield* [1, Promise.resolve(2)]; })();
  for await (const x of fromSync) log(x);
  log(hoisted.constructor.name, await hoisted().next());
  async function* hoisted() { yield arguments.length; }
  { log(Object.prototype.toString.call(block)); async function* block() {} }
  switch (1) { case 1: log(Object.prototype.toString.call(inCase)); async function* inCase() {} }
  const { byDefault = async function* () {}, aliased: alias = async function* () {} } = {};
  log(byDefault.name, alias.name, ((f = async function* () {}) => f.name)());
  let later;
  later = async function* () {};
  log(later.name, (() => async function* () {})().name, [async function* () {}][0].constructor.name);
})();
