const s = Symbol('s'), proto = {inherited: 1};
call('with_properties', null, [], [], 0, 1);
for (const p of [null, NULL, proto, Array.prototype]) {
  const r = addon.with_properties(p, ['b', 'a', s, '1', 'é'], [1, 'two', {}, null, undefined], 5, 1);
  const got = Object.getPrototypeOf(r.value);
  print(text(r).replace(/ = .*/, '') + ' ' + (got === p || (p === NULL && got === null)) + ' ' + show(Reflect.ownKeys(r.value)) + descriptor(r.value, 'a') + r.value.b);
}
call('with_properties', null, ['a', 5], [1, 2], 2, 1);
call('with_properties', null, [undefined], [1], 1, 1);
call('with_properties', null, NULL, [1], 1, 1);
call('with_properties', null, ['a'], NULL, 1, 1);
call('with_properties', null, NULL, NULL, 0, 1);
call('with_properties', null, ['a'], [1], 1, NULL);
call('with_properties', null, ['a', 'a'], [1, 2], 2, 1);
print(String(Object.getOwnPropertyDescriptor(addon.with_properties(null, ['__proto__'], [5], 1, 1).value, '__proto__').value));

const o = {};
call('set_prototype', o, proto);
print(Object.getPrototypeOf(o) === proto);
call('set_prototype', o, null);
print(String(Object.getPrototypeOf(o)));
const cycle = Object.create(o);
for (const [object, value] of [[o, cycle], [Object.freeze({}), proto], [Object.freeze({}), Object.prototype], [o, NULL], [NULL, proto], [undefined, proto], [null, null], [5, proto],
  [new Proxy({}, {setPrototypeOf() { throw mine('trap'); }}), proto], [new Proxy({}, {setPrototypeOf() { return false; }}), proto]]) {
  print(text(addon.set_prototype(object, value)));
}
print(show(addon.pending({}).map((x) => statuses[x])));
