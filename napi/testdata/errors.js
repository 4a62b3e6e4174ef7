var show0 = show;
show = (v, d) => v instanceof Error ? v.constructor.name + ' ' + show0(v.code) + ' ' + (v.coded !== undefined || v.mine || 'code' in v || v.plain ? v.message : '') : show0(v, d);
for (const v of [mine('m'), 'text', 5, undefined, null, {}, NULL]) call('throw_value', v);
for (const kind of [0, 1, 2, 3]) {
  for (const [code, message] of [['CODE', 'message'], [NULL, 'message'], ['', ''], ['CODE', NULL], ['é', 'ü日\u{1f600}'], [NULL, NULL]]) {
    const r = addon.throw_error(kind, code, message);
    print(text(r) + (r.exception ? ' ' + show(r.exception.message) + ' ' + Reflect.ownKeys(r.exception).includes('code') + ' ' + (descriptor(r.exception, 'code')) +
      ' ' + descriptor(r.exception, 'message') + ' ' + Object.prototype.toString.call(r.exception) : ''));
  }
  for (const [code, message] of [['CODE', 'message'], [NULL, 'message'], ['CODE', NULL], [5, 'message'], ['CODE', 5], [undefined, 'message'], ['CODE', undefined], ['é', '']]) {
    const r = addon.create_error(kind, code, message, 1);
    print(text(r) + (r.value ? ' ' + show(r.value.message) + ' ' + r.value.name + ' ' + ('code' in r.value) + ' ' + (typeof r.value.stack) : ''));
  }
  call('create_error', kind, NULL, 'message', NULL);
  call('create_error', kind, NULL, 5, NULL);
}
class MyError extends TypeError {}
for (const v of [new Error('x'), new RangeError('x'), new MyError('x'), {}, Object.create(Error.prototype), Error.prototype, 'Error', null, undefined, 5, Error,
  new Proxy(new Error('x'), {}), NULL]) {
  const r = addon.is_error(v, 1);
  print(text(r));
}
call('is_error', {}, NULL);
print(addon.last().join('\n'));
for (const v of [mine('m'), undefined, 'text']) print(addon.pending(v).map((s) => typeof s === 'number' ? statuses[s] : show(s)).join(' '));
const e = mine('again');
try { addon.again(e); } catch (x) { print(x === e); }
print(show(addon.attempt(() => { throw mine('tried'); })));
print(show(addon.attempt(() => addon.again(mine('tried twice')))));
print(show(addon.attempt(() => { throw undefined; })));
print(addon.attempt(function f() { f(); }) instanceof RangeError);
print(show(addon.nulls().map((s) => statuses[s])));
call('fatal_exception', NULL);
// From the addon into a script and back, a script's error keeps its identity and its place.
function thrower() { throw e; }
try { addon.attempt(() => { try { addon.again(e); } catch (x) { print('inside ' + (x === e)); throw x; } }); } catch (x) { print('outside'); }
// An error whose code cannot be set.
Object.defineProperty(Error.prototype, 'code', {set() { throw mine('no code'); }, configurable: true});
for (const kind of [0, 1, 2, 3]) {
  call('create_error', kind, 'CODE', 'message', 1);
  call('throw_error', kind, 'CODE', 'message');
}
delete Error.prototype.code;
