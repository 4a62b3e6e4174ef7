const revoked = Proxy.revocable(function () { }, {});
revoked.revoke();
const values = [undefined, null, true, false, 0, -0, 1, NaN, Infinity, 1.5, -3, 4294967296, '', ' ', '0', '12', ' 0x1f ', '1e3', 'text', 'é', 0n, 10n, -10n, 2n ** 70n,
  Symbol('s'), Symbol.iterator, {}, [], [5], [1, 2], () => 1, function f() { }, class { }, new Number(5), new String('x'), new Boolean(false), new Date(NaN), /x/,
  new Proxy([], {}), new Proxy(() => 1, {}), new Map(), Promise.resolve(1), new Uint8Array(2), Object(Symbol('o')), Object(3n),
  {valueOf() { return 7; }}, {toString() { return 'seven'; }}, {valueOf() { throw mine('valueOf'); }, toString() { throw mine('toString'); }},
  {[Symbol.toPrimitive](hint) { return hint; }}, {[Symbol.toPrimitive]() { return {}; }}, {valueOf() { return 5n; }}, {valueOf() { return Symbol('v'); }, toString() { return Symbol('t'); }},
  async () => 1, async function f() { }, { async m() { } }.m, function* f() { }, { *m() { } }.m, function* f() { }(), NULL];
const types = ['undefined', 'null', 'boolean', 'number', 'string', 'symbol', 'object', 'function', 'external', 'bigint'];
const brief = (v) => v && typeof v === 'object' ? Object.prototype.toString.call(v) : show(v);
values.forEach((v, i) => {
  const r = addon.type_of(v, 1);
  print(i + ' typeof ' + (r.status ? text(r) : types[r.value]) + ', array ' + text(addon.is_array(v, 1)));
  for (const f of ['coerce_to_bool', 'coerce_to_number', 'coerce_to_string']) print(i + ' ' + f + ': ' + text(addon[f](v, 1)));
  const o = addon.coerce_to_object(v, 1);
  print(i + ' coerce_to_object: ' + (o.status ? text(o) : brief(o.value) + ' ' + (o.value === v)));
});
print(types[addon.type_of(revoked.proxy, 1).value]);
print([{}, [], () => 1, new Date(0), 'text', 1.5, true, 1n, Symbol.iterator].map((v) => addon.same_handle(v)).join());
for (const f of ['coerce_to_bool', 'coerce_to_number', 'coerce_to_object', 'coerce_to_string', 'type_of', 'is_array']) { call(f, 1, NULL); call(f, NULL, NULL); }

class A { }
class B extends A { static [Symbol.hasInstance](v) { if (v === 'throw') throw mine('hasInstance'); return v === 'yes'; } }
const noProto = function () { };
noProto.prototype = 5;
for (const [v, c] of [[new A(), A], [{}, A], [new A(), Object], ['yes', B], ['no', B], ['throw', B], [5, Number], [Object(5), Number], [A, Function], [{}, noProto],
  [new A(), new Proxy(A, {})], [new A(), A.bind(null)], [{}, {}], [{}, 5], [{}, 'x'], [{}, undefined], [{}, null], [{}, NULL], [NULL, A], [NULL, NULL], [{}, () => 1],
  [new Proxy({}, {getPrototypeOf() { throw mine('getPrototypeOf'); }}), A]]) {
  const r = addon.instance_of(v, c, 1);
  print('instanceof ' + (v === NULL ? 'NULL' : typeof v) + ' ' + (c === NULL ? 'NULL' : typeof c) + ': ' + text(r));
}
print(text(addon.instance_of({}, A, NULL)));
print(text(addon.instance_of({}, 5, NULL)));

const o = {}, s = Symbol('x');
const same = [[1, 1], [1, 1.0], [1, '1'], [0, -0], [NaN, NaN], ['a', 'a'], ['a' + 'b', 'ab'], ['é', '\u00e9'], [o, o], [o, {}], [s, s], [s, Symbol('x')], [null, undefined], [null, null],
  [undefined, undefined], [true, true], [true, 1], [1n, 1n], [1n, 1], [2n ** 70n, 2n ** 70n], ['x'.repeat(300), 'x'.repeat(300)], [() => 1, () => 1], [1.5, 1.5], [4294967296, 4294967296]];
for (const [x, y] of same) print('strict equals ' + (typeof x) + ' ' + (typeof y) + ': ' + text(addon.strict_equals(x, y, 1)));
call('strict_equals', NULL, 1, 1);
call('strict_equals', 1, NULL, 1);
call('strict_equals', 1, 1, NULL);

for (const source of ['1 + 1', '', '"text"', 'this === globalThis', 'var runScriptVar = 5; runScriptVar', 'throw 5', 'throw {a: 1}', 'syntax error here', 'undefined', '({a: 1})',
  'let runScriptLet = 6; runScriptLet', 'runScriptLet + runScriptVar']) call('run_script', source, 1);
for (const source of [5, {}, NULL, undefined, new String('1')]) call('run_script', source, 1);
call('run_script', '1', NULL);
call('run_script', 5, NULL);
print(typeof runScriptVar);

for (const n of [0, 100, -50, 1e9, -1e9]) call('adjust', n, 1);
call('adjust', 1, NULL);
print(addon.instance().map((r) => typeof r === 'number' ? r : text(r)).join('; '));
print(addon.version().slice(0, -3).map((r) => typeof r === 'object' ? text(r) : r).join('; '));
const file = addon.file_name(1);
print(statuses[file.status] + ' ' + file.value.replace(/^file:\/\/.*\/operations.*\.node$/, 'file:///operations.node'));
call('file_name', NULL);
print(addon.pending('5').map((s) => statuses[s]).join(' '));
print(addon.nulls('5').map((s) => statuses[s]).join(' '));
