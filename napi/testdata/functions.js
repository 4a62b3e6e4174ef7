print(addon.add(1, 2) + ' ' + addon.add(1.5, 1e10) + ' ' + addon.add(-0.5, 0.5));
print(show(addon.seen(1, 'two', 2.5, null, undefined, true, 3000000000)));
for (const self of [undefined, null, 1, 's', true, addon]) {
  const r = addon.seen.call(self);
  print('receiver ' + show(self === addon ? 'addon' : self) + ': ' +
    (r.self === globalThis ? 'globalThis' : r.self === addon ? 'addon' : typeof r.self + ' ' + r.self.constructor.name + ' ' + r.self));
}
print(show(addon.seen.call(addon).self === addon));
const values = [0, -1, 2147483647, 2147483648, -2147483648, -2147483649, 1e300, -0, NaN, Infinity, 0.1, '', 'abc', 'é', '日本', '\ud800', 'x'.repeat(300),
  true, false, null, undefined, Symbol('s'), 10n, addon, addon.add, [1, 2]];
print(values.every((v) => Object.is(addon.returns(v), v)));
print(show(addon.returns()));

// new
const made = new addon.seen(1);
print(show(made.argc) + ' ' + (lastSeen.target === addon.seen) + ' ' + (made === lastSeen) + ' ' + (lastSeen.self instanceof addon.seen));
const plain = new addon.returns(5);
print(Object.getPrototypeOf(plain) === addon.returns.prototype);
print(plain instanceof addon.returns);
class Sub extends addon.returns { constructor() { super(1); this.own = 2; } }
print(new Sub() instanceof Sub && new Sub() instanceof addon.returns && new Sub().own === 2);
class Over extends addon.seen { }
new Over();
print(lastSeen.target === Over && lastSeen.self instanceof Over);
print(Reflect.construct(addon.returns, [], Array) instanceof Array);

// shape
for (const f of [addon.add, call('create', NULL, NULL, 1, 1), call('create', 'name', NULL, 1, 1), call('create', 'name', 2, 1, 1), call('create', '', 0, 1, 1)]) {
  print(show(Object.getOwnPropertyNames(f).filter((k) => k !== 'arguments' && k !== 'caller')) + ' ' + f.length + ' ' + show(f.name) + ' ' + typeof f + ' ' + Object.prototype.toString.call(f));
  print(descriptor(f, 'name') + ' | ' + descriptor(f, 'length') + ' | ' + descriptor(f, 'prototype').replace(/\{.*\}/, '{}'));
  print(descriptor(f.prototype, 'constructor').replace(/function.*/, 'function') + ' ' + (f.prototype.constructor === f) + ' ' + show(Object.getOwnPropertyNames(f.prototype)));
  print(Object.getPrototypeOf(f) === Function.prototype && Object.getPrototypeOf(f.prototype) === Object.prototype);
}
call('create', 'n', -2, 1, 1);
call('create', 'n', 2147483648, 1, 1);
call('create', 'n', 536870889, 1, 1);
call('create', 'n', 1, NULL, 1);
call('create', 'n', 1, 1, NULL);
call('create', 'n', 1, NULL, NULL);

// throwing
for (const v of [mine('m'), 'text', undefined, null, 5, {a: 1}]) {
  try { addon.throws(v, 1); print('returned'); } catch (e) { print('caught ' + show(e) + ' ' + (e === v)); }
}
const thrower = () => { throw mine('from js', TypeError); };
call('invoke', addon, thrower, [], 0, 1);
call('invoke', addon, () => addon.throws(mine('twice')), [], 0, 1);
try { [1].forEach(() => { try { addon.throws(mine('inner')); } finally { print('finally'); } }); } catch (e) { print(show(e)); }

// napi_call_function
call('invoke', addon, function () { return this === addon && arguments.length; }, [1, 2, 3], 3, 1);
call('invoke', undefined, function () { 'use strict'; return this; }, [], 0, 1);
call('invoke', 5, function () { 'use strict'; return this; }, [], 0, 1);
call('invoke', 5, function () { return typeof this; }, [], 0, 1);
call('invoke', addon, (...a) => a, ['a', 1.5, null, undefined, 'é'], 5, 1);
call('invoke', addon, () => 5, NULL, 0, NULL);
call('invoke', addon, () => 5, NULL, 0, 1);
call('invoke', addon, () => 5, NULL, 1, 1);
call('invoke', NULL, () => 5, [], 0, 1);
call('invoke', addon, NULL, [], 0, 1);
call('invoke', addon, {}, [], 0, 1);
call('invoke', addon, 5, [], 0, 1);
call('invoke', NULL, 5, NULL, 1, 1);
call('invoke', addon, class {}, [], 0, 1);
call('invoke', addon, new Proxy(() => 6, {}), [], 0, 1);
call('invoke', addon, addon.returns, [7], 1, 1);
call('invoke', addon, (function () { return this; }).bind('x'), [], 0, 1);
call('invoke', addon, Math.max, [3, 9, 4], 3, 1);

// napi_new_instance
call('construct', Date, [0], 1, 1) instanceof Date;
call('construct', class A { constructor(x) { this.x = x; } }, [1], 1, 1);
call('construct', function B(x) { this.y = x; }, [2], 1, 1);
call('construct', class { constructor() { throw mine('no', RangeError); } }, [], 0, 1);
call('construct', () => 1, [], 0, 1);
call('construct', NULL, [], 0, 1);
call('construct', {}, [], 0, 1);
call('construct', 'x', [], 0, 1);
call('construct', Date, NULL, 1, 1);
call('construct', Date, NULL, 0, NULL);
call('construct', 5, NULL, 0, NULL);
call('construct', addon.seen, [1], 1, 1).argc;

print(addon.info(1, 2).map((r) => r !== null && typeof r === 'object' ? text(r) : show(r)).join('; '));
print(show(addon.nulls()));
print(show(addon.pending(addon.add)));

