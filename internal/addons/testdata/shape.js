// Prints the shapes of values, and of the addons given behind the file of the
// script that describes them.
'use strict';
const fs = require('fs');
const { types } = require('util');
const describe = globalThis.shape ?? (0, eval)(fs.readFileSync(process.argv[2], 'utf8'))(types);
const print = (name, value) => console.log(`${name}: ${JSON.stringify(JSON.parse(describe(value)), null, 1)}`);
const fail = () => { throw new Error('called'); };
// count returns how many values a shape shows.
const count = (s) => Object.values(s.keys ?? {}).concat(Object.values(s.proto ?? {})).reduce((n, v) => n + count(v), 1);

print('primitives', { u: undefined, n: null, b: true, d: 1.5, i: 1n, s: 'text', y: Symbol('y'), NaN });
print('root', 7);
print('order', { z: 1, 10: 1, 2: 1, a: 1, [Symbol('s')]: 1, [Symbol.iterator]: 1, [Symbol()]: 1 });
print('not enumerable', Object.defineProperty({}, 'hidden', { value: 1 }));
print('accessors', { get a() { return fail(); }, set b(v) { fail(); }, get c() { return fail(); }, set c(v) { fail(); } });
print('functions', {
  f: function f(a, b) {}, arrow: (a) => a, anonymous: (() => () => 1)(), method() {}, async: async (a) => a, generator: function* g() {},
  native: Math.max, bound: function x(a, b) {}.bind(null, 1),
});
print('class', class A { constructor(a, b, c) {} static s() {} static get g() { return fail(); } m(x) {} get p() { return fail(); } [Symbol.iterator]() {} });
print('derived', class B extends Map {});
print('function as class', Object.assign(function Old() {}, { version: 1 }));
print('with prototype', (() => { function Old() {} Old.prototype.m = function m() {}; return Old; })());
print('hostile names', [Object.defineProperty(() => {}, 'name', { get: fail }), Object.defineProperty(() => {}, 'name', { value: {} }),
  Object.defineProperty(() => {}, 'length', { value: Infinity }), Object.defineProperty((a) => {}, 'name', { value: 'n'.repeat(1000) })]);
print('lists', { array: [1, 'a', {}], bytes: new Uint8Array(3), view: new DataView(new ArrayBuffer(8)), boxed: new String('ab'), sparse: [, 1] });
print('depth', { a: { b: { c: { d: { e: 1 } }, f: class { m() {} } } } });
const loop = { f() {}, 'a/b~c': {} };
loop.self = loop;
loop.f.up = loop;
loop.g = loop.f;
loop.h = { again: loop['a/b~c'] };
print('again', loop);
print('inherits nothing', Object.assign(Object.create(null), { a: 1 }));
print('names of Object.prototype', JSON.parse('{"__proto__": 1, "toString": 2, "constructor": 3, "toJSON": 4}'));
print('toJSON', { toJSON: fail, toString: fail, valueOf: fail, [Symbol.toPrimitive]: fail });
const trap = new Proxy({}, { get: (_, name) => (name === '__esModule' ? undefined : fail) });
print('proxies', { object: new Proxy({}, trap), function: new Proxy(function () {}, trap), class: (() => { function C() {} C.prototype = new Proxy({}, trap); return C; })() });
print('proxy', new Proxy({}, trap));
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();
print('revoked', revoked);

const many = {};
for (let i = 0; i < 3000; i++) many['k' + i] = i;
const some = JSON.parse(describe({ many, after: 1 }));
console.log('many keys:', Object.keys(some.keys.many.keys).length, some.keys.many.more, some.keys.after);
const wide = {};
for (let i = 0; i < 1900; i++) {
  wide['w' + i] = {};
  for (let j = 0; j < 50; j++) wide['w' + i]['k' + j] = {};
}
const widely = JSON.parse(describe(wide));
console.log('many values:', count(widely), widely.more);
const texts = {};
for (let i = 0; i < 1000; i++) texts['\u0001'.repeat(10000) + i] = { ['\u0001'.repeat(10000)]: 1 };
console.log('long names:', Object.keys(JSON.parse(describe(texts)).keys)[0].length, JSON.parse(describe(texts)).more, describe(texts).length);
print('long list', (() => { const a = []; a[3] = 1; a.length = 4294967295; return a; })());
const bytes = JSON.parse(describe(new Uint8Array(1 << 24)));
console.log('many bytes:', Object.keys(bytes.keys).length, bytes.length, bytes.more);
let deep = {};
for (let i = 0; i < 1e5; i++) deep = { deep };
console.log('deep:', describe(deep).length);

for (const file of process.argv.slice(3)) print('addon', require(file));

// What follows breaks the world; the description must not notice.
const value = { a: [1, 'x'], f: function f() {}, s: Symbol('s'), [Symbol('s')]: class C { m() {} } };
const before = describe(value);
const define = Object.defineProperty;
for (const holder of [Reflect, Object, JSON, Array, ArrayBuffer, Map.prototype, WeakMap.prototype, Symbol.prototype, String.prototype, Array.prototype, Function.prototype]) {
  for (const name of ['ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'stringify', 'isArray', 'isView', 'get', 'set', 'has', 'toString', 'slice', 'valueOf',
    'keys', 'create', 'assign', 'call', 'apply', 'concat', 'push']) {
    if (Object.hasOwn(holder, name)) define(holder, name, { value: fail });
  }
}
const inherited = ['0', '1', '2', 'get', 'set', 't', 'keys', 'n', 'more', 'toJSON'];
const hostile = { __proto__: null, get: fail, set: fail, configurable: true };
for (let i = 0; i < inherited.length; i++) define(Object.prototype, inherited[i], hostile);
const after = describe(value);
for (let i = 0; i < inherited.length; i++) delete Object.prototype[inherited[i]];
if (after !== before) throw new Error(after);
