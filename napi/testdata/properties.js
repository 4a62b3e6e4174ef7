
const s1 = Symbol('s1'), s2 = Symbol('s2');
const traps = {};
for (const trap of ['get', 'set', 'has', 'deleteProperty', 'ownKeys', 'getOwnPropertyDescriptor', 'defineProperty', 'getPrototypeOf',
  'preventExtensions', 'isExtensible', 'setPrototypeOf']) traps[trap] = () => { throw mine(trap); };
const hostile = new Proxy({}, traps);
const hostileText = 'hostile';
const showPlain = show;
show = (v, d) => v === hostile ? hostileText : showPlain(v, d);

// keys
const base = Object.create({inherited: 1, b: 2}, {hiddenBase: {value: 1, enumerable: false}});
const full = Object.create(base, {
  b: {value: 1, writable: true, enumerable: false, configurable: true},
  readonly: {value: 2, writable: false, enumerable: true, configurable: true},
  fixed: {value: 3, writable: true, enumerable: true, configurable: false},
  accessor: {get() { return 1; }, enumerable: true, configurable: true},
  2: {value: 'two', writable: true, enumerable: true, configurable: true},
  1: {value: 'one', writable: true, enumerable: true, configurable: true},
  10: {value: 'ten', writable: false, enumerable: false, configurable: false},
  '-1': {value: 0, writable: true, enumerable: true, configurable: true},
  '01': {value: 0, writable: true, enumerable: true, configurable: true},
  4294967294: {value: 'last index', writable: true, enumerable: true, configurable: true},
  4294967295: {value: 'no index', writable: true, enumerable: true, configurable: true},
  'é': {value: 0, writable: true, enumerable: true, configurable: true},
  '\ud800': {value: 0, writable: true, enumerable: true, configurable: true},
  [s1]: {value: 0, writable: true, enumerable: true, configurable: true},
  [s2]: {value: 0, writable: false, enumerable: false, configurable: false},
});
const keys = (r) => r && print('  ' + r.map((k) => typeof k + ' ' + show(k)).join(', '));
const quiet = (name, ...args) => { const r = addon[name](...args); return r.status === 0 ? r.value : (print(text(r)), []); };
for (const mode of [0, 1])
  for (const conversion of [0, 1])
    for (let filter = 0; filter < 32; filter++) {
      print('mode ' + mode + ' conversion ' + conversion + ' filter ' + filter);
      keys(quiet('all_names', full, mode, filter, conversion, 1).filter((k) => !(k in Object.prototype)));
    }
keys(quiet('names', full, 1));
keys(quiet('names', ['a', , 'c'], 1));
keys(quiet('names', 'text', 1));
keys(quiet('all_names', new Uint8Array(3), 1, 0, 0, 1));
keys(quiet('all_names', new Proxy({a: 1, [s1]: 2}, {}), 1, 2, 0, 1));
call('names', {}, 1);
call('names', 5, 1);
call('names', undefined, 1);
call('names', null, 1);
call('names', NULL, 1);
call('names', {}, NULL);
call('names', hostile, 1);
call('all_names', {a: 1}, 2, 0, 0, 1);
call('all_names', {a: 1}, 0, 0, 2, 1);
call('all_names', undefined, 2, 0, 0, 1);
call('all_names', {a: 1}, 1, 0, 0, NULL);
call('all_names', NULL, 1, 0, 0, 1);
call('all_names', hostile, 1, 2, 0, 1);

// get, set, has, delete
const box = () => Object.create({up: 1}, {
  a: {value: 1, writable: true, enumerable: true, configurable: true},
  ro: {value: 2, writable: false, enumerable: true, configurable: false},
  get: {get() { throw mine('getter'); }, set(v) { throw mine('setter ' + v); }, enumerable: true},
  noset: {get() { return 7; }, enumerable: true},
  0: {value: 'zero', writable: true, configurable: true}, [s1]: {value: 'sym', writable: true, configurable: true},
  'é': {value: 'e acute', writable: true, configurable: true}, '\ud800': {value: 'lone', writable: true, configurable: true},
});
print(show(Reflect.ownKeys(box())));
show = (v, d) => v === hostile ? hostileText : v && typeof v === 'object' && Object.hasOwn(v, 'noset') ? 'box' : showPlain(v, d);
for (const key of ['a', 'up', 'ro', 'get', 'noset', 'none', 0, '0', s1, s2, 'é', '\ud800', 1.5, -0, null, undefined, true, {toString() { return 'a'; }}, {toString() { throw mine('key'); }}, 'toString']) {
  call('get_property', box(), key, 1);
  call('has_property', box(), key, 1);
  call('has_own', box(), key, 1);
  const o = box();
  call('delete_property', o, key, 1);
  const p = box();
  call('set_property', p, key, 'new');
  try { print('  now ' + show(p[key])); } catch (e) { print('  now ' + show(e)); }
}
for (const o of [undefined, null, NULL, 5, 'text', true, s1, hostile, Object.freeze({a: 1}), Object.preventExtensions({}), [1, 2], () => 1]) {
  call('get_property', o, 'length', 1);
  call('has_property', o, 'length', 1);
  call('has_own', o, 'length', 1);
  call('has_own', o, 5, 1);
  call('delete_property', o, 'x', 1);
  call('set_property', o, 'a', 2);
  call('get_named', o, 'length', 1);
  call('has_named', o, 'length', 1);
  call('set_named', o, 'a', 3);
  call('set_named', o, NULL, 3);
  call('get_named', o, NULL, 1);
  call('has_named', o, NULL, 1);
  call('get_element', o, 0, 1);
  call('has_element', o, 0, 1);
  call('set_element', o, 0, 2);
  call('delete_element', o, 0, 1);
  call('delete_element', o, 7, NULL);
  call('delete_property', o, 'y', NULL);
  if (o !== hostile) call('prototype', o, 1);
  call('prototype', o, NULL);
}
print(show(addon.prototype(Object.create(null), 1).value));
call('prototype', hostile, 1);
call('prototype', new Proxy([], {}), 1);
for (const f of ['get_property', 'has_property', 'has_own']) {
  call(f, {}, 'a', NULL);
  call(f, {}, NULL, 1);
  call(f, undefined, NULL, 1);
  call(f, undefined, 'a', NULL);
}
call('delete_property', {}, NULL, 1);
call('set_property', {}, 'a', NULL);
call('set_property', {}, NULL, 1);
call('set_named', {}, 'a', NULL);
call('get_named', {}, 'a', NULL);
call('has_named', {}, 'a', NULL);
call('set_element', {}, 0, NULL);
call('get_element', {}, 0, NULL);
call('has_element', {}, 0, NULL);
{
  const o = {};
  for (const name of ['a', 'é', '日本', '\u{1f600}', '', '0', '__proto__', 'x'.repeat(100)]) {
    call('set_named', o, name, name);
    call('get_named', o, name, 1);
    call('has_named', o, name, 1);
  }
  for (const i of [0, 1, 4294967294, 4294967295, 2147483648]) {
    call('set_element', o, i, i);
    call('get_element', o, i, 1);
    call('has_element', o, i, 1);
    call('delete_element', o, i, 1);
    call('has_element', o, i, 1);
  }
  print(show(Object.keys(o)));
  const a = [1, 2, 3];
  call('set_element', a, 5, 'x');
  print(a.length + show(4 in a));
  call('delete_element', a, 0, 1);
  call('delete_element', Object.freeze([1]), 0, 1);
}

// define
for (const kind of ['v', 'm', 'g', 's', 'gs', 'gm'])
  for (const attributes of [0, 1, 2, 4, 7, 5, 1031]) {
    const o = {};
    print(kind + ' ' + attributes + ': ' + text(addon.define(o, kind, 'key', 'value', attributes, 1)) + ' ' + descriptor(o, 'key'));
  }
for (const key of ['named', 'é', s1, 5, undefined, {}]) {
  const o = {};
  print(show(key) + ': ' + text(addon.define(o, 'v', key, 1, 7, 1)) + ' ' + descriptor(o, key));
}
{
  const o = {};
  addon.define(o, 'm', 'f', NULL, 7, 1);
  print(show(o.f.name) + o.f() + show(Object.getOwnPropertyNames(o.f).includes('prototype')));
  addon.define(o, 'g', 'g', NULL, 7, 1);
  print(show(Object.getOwnPropertyDescriptor(o, 'g').get.name) + o.g);
  for (const frozen of [Object.freeze({}), hostile, 5, undefined, null, NULL, new Proxy({}, {defineProperty: () => false})])
    for (const kind of ['v', 'm', 'g'])
      for (const attributes of [7, 0]) print(kind + ' ' + attributes + ' on ' + show(frozen) + ': ' + text(addon.define(frozen, kind, 'key', 1, attributes, 1)));
  const fixed = Object.defineProperty({}, 'key', {value: 1});
  for (const kind of ['v', 'm', 'g']) print(kind + ' on fixed: ' + text(addon.define(fixed, kind, 'key', 2, 7, 1)));
  call('define', {}, 'v', 'key', 1, 7, NULL);
  call('define_none', {});
  call('define_none', undefined);
  call('define_none', NULL);
  const two = {};
  print(text(addon.define_two(two)) + show(Reflect.ownKeys(two)));
}

// freeze, seal
for (const f of ['freeze', 'seal']) {
  const o = {a: 1};
  call(f, o);
  print(descriptor(o, 'a') + Object.isExtensible(o));
  for (const v of [undefined, null, NULL, 5, 'text', hostile, [1], new Proxy({}, {preventExtensions: () => false})]) call(f, v);
}
print(addon.pending({}).map((s) => statuses[s]).join(' '));
print(addon.nulls({}).map((s) => statuses[s]).join(' '));
