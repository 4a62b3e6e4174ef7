const numbers = [0, 1, -1, 2147483647, 2147483648, -2147483648, -2147483649, 4294967295, 4294967296, 4294967297, 1.5, -1.5, 0.99, -0.99, -0, 1e15, 1e17, -1e17,
  9007199254740991, 9007199254740993, 9223372036854775807, 9223372036854774784, -9223372036854775808, 1e19, -1e19, 1e20, 1e300, -1e300, 5e-324, NaN, Infinity, -Infinity,
  6442450944.7, -6442450944.7];
for (const n of numbers) {
  call('create_double', n, 1);
  for (const f of ['get_value_int32', 'get_value_uint32', 'get_value_int64', 'get_value_double']) call(f, n, 1);
}
for (const n of [0, -1, 2147483647, 2147483648, -2147483648, 4294967295]) {
  call('create_int32', n, 1);
  call('create_uint32', n, 1);
  call('create_int64', n, 1);
}
for (const n of [9007199254740991, -9007199254740991, 9007199254740992, 1e18]) call('create_int64', n, 1);
const others = ['text', '', null, undefined, true, false, 10n, Symbol('s'), {}, [], () => 1, new Number(5), new String('x'), new Boolean(true), NULL];
for (const f of ['get_value_int32', 'get_value_uint32', 'get_value_int64', 'get_value_double', 'get_value_bool', 'get_array_length'])
  for (const v of others) call(f, v, 1);
for (const v of [[1, 2, 3], new Array(5), new Uint8Array(3), new Proxy([1], {}), {length: 3}]) call('get_array_length', v, 1);
for (const f of ['get_value_int32', 'get_value_uint32', 'get_value_int64', 'get_value_double']) { call(f, 1, NULL); call(f, 'x', NULL); }
call('get_value_bool', true, NULL);
call('get_array_length', [], NULL);
for (const f of ['create_int32', 'create_uint32', 'create_int64', 'create_double', 'create_array', 'create_array_with_length', 'create_object',
  'get_boolean', 'get_global', 'get_null', 'get_undefined']) call(f, 1, NULL);
call('create_symbol', 'x', NULL);
call('get_boolean', 1, 1);
call('get_boolean', NULL, 1);
call('get_null', 1, 1);
call('get_undefined', 1, 1);
print(addon.get_global(1, 1).value === globalThis);
print(Object.getPrototypeOf(addon.create_object(1, 1).value) === Object.prototype);
call('create_array', 1, 1);
for (const n of [0, 3, 1000, -1, 4294967296, 4294967299]) print(n + ' ' + addon.create_array_with_length(n, 1).value.length);
for (const d of ['text', '', 'é', '\ud800', NULL, undefined, 5, {}]) {
  const r = addon.create_symbol(d, 1);
  print(text(r) + (r.value ? ' ' + show(r.value.description) + typeof r.value : ''));
}
print(addon.create_symbol('x', 1).value === addon.create_symbol('x', 1).value);
for (let maker = 0; maker < 5; maker++) {
  for (let i = 0; i < 31; i++) call('create8', maker, i, 1);
  call('create8', maker, 0, NULL);
  call('create8', maker, 6, NULL);
}
print(addon.create8(4, 0, 1).value === Symbol.for('plain'));
for (let maker = 0; maker < 2; maker++) {
  for (let i = 0; i < 12; i++) call('create16', maker, i, 1);
  call('create16', maker, NULL, 1);
  call('create16', maker, 0, NULL);
}
for (const i of [0, 1, 4, 5, 6, 7, 8, 10, 30]) call('external8', i, 1, 1);
for (const i of [0, 1, 4, 6, 10, 11]) call('external16', i, 1, 1);
call('external8', 0, NULL, 1);
call('external8', 0, 1, NULL);
call('external16', 0, NULL, NULL);
print(addon.copied());

const texts = ['', 'abc', 'h\u00e9', '\u65e5\u672c', '\u{1f600}', 'a\u{1f600}b', '\ud800', 'a\udc00', '\ud83dx', 'x'.repeat(5), '\0a', '\u00ff\u0100', '\u07ff\u0800\uffff'];
for (const f of ['utf8', 'latin1', 'utf16'])
  for (const s of texts)
    for (const size of [NULL, 0, 1, 2, 3, 4, 5, 6, 7, 8, 12]) {
      const r = addon[f](s, size, 1);
      print(f + ' ' + show(s) + ' ' + show(size) + ': ' + text(r) + ' ' + r.n + ' ' + r.buf);
    }
for (const f of ['utf8', 'latin1', 'utf16']) {
  for (const v of [NULL, 5, {}, undefined, null, Symbol('s'), new String('x')]) call(f, v, 8, 1);
  call(f, 'x', NULL, NULL);
  call(f, 'x', 8, NULL);
  call(f, 'x', 0, NULL);
  call(f, 5, NULL, NULL);
  for (const s of ['x'.repeat(1000), 'é'.repeat(500), '日'.repeat(300), 'x' + 'y'.repeat(200)]) print(f + ' ' + addon[f](s, NULL, 1).n + ' ' + addon[f](s, 900, 1).n + ' ' + addon[f](s, 1190, 1).n);
}
print(show(addon.nulls().map((s) => statuses[s])));
print(show(addon.pending([]).map((s) => statuses[s])));
