const C = call('define', 'MyClass', NULL, 1);
const common = (k) => k !== 'arguments' && k !== 'caller';
print(show(Reflect.ownKeys(C).filter(common).map(String)) + ' ' + C.name + ' ' + C.length + ' ' + typeof C);
print(show(Reflect.ownKeys(C.prototype).map(String).sort()) + ' ' + Object.getOwnPropertyNames(C.prototype));
for (const k of Reflect.ownKeys(C.prototype).sort((a, b) => String(a) < String(b) ? -1 : 1)) {
  const d = Object.getOwnPropertyDescriptor(C.prototype, k);
  print(String(k) + ' ' + descriptor(C.prototype, k));
  for (const f of [d.value, d.get, d.set])
    if (typeof f === 'function' && f !== C) print('  ' + show(f.name) + f.length + ' ' + show(Reflect.ownKeys(f).filter(common).map(String)));
}
for (const k of ['staticMethod', 'staticBoth', 'staticValue', 'prototype', 'name', 'length']) {
  print(k + ' ' + descriptor(C, k).replace(/ value {.*/, ' value {}'));
  const d = Object.getOwnPropertyDescriptor(C, k);
  for (const f of [d.value, d.get, d.set])
    if (typeof f === 'function') print('  ' + show(f.name) + f.length);
}
const told = () => last.what + ' argc ' + last.argc + ' data ' + last.data + ' self ' + (last.self === globalThis ? 'globalThis' : last.self === C ? 'C' : last.self instanceof C ? 'instance' : typeof last.self) +
  ' target ' + (last.target === NULL ? 'NULL' : last.target === C ? 'C' : show(last.target)) + ('first' in last ? ' first ' + show(last.first) : '');
const o = new C();
print(told() + ' ' + (o === last.self) + ' ' + Object.prototype.toString.call(o));
print(o.method(1, 2) + ' ' + told());
print(o[Symbol.for('sym')]() + ' ' + told());
print(o.both + ' ' + told());
o.both = 6;
print(told());
print(o.readOnly + ' ' + told());
o.writeOnly = 7;
print(show(o.writeOnly) + ' ' + told());
print(o.value + ' ' + (o.value = 6, o.value) + ' ' + (o.writable = 6, o.writable));
print(C.staticMethod() + ' ' + told());
print(C.staticBoth + ' ' + told());
C.staticBoth = 8;
print(told());
print(C.staticValue + ' ' + (C.staticValue = 9, C.staticValue));

// without new, with a result, subclasses
print(show(C()) + ' ' + told());
print(show(C.call(o)) + ' ' + told());
print(show(C(5)) + ' ' + told());
const other = {other: 1};
print(new C(other) === other);
print(new C(5) instanceof C);
class Sub extends C { constructor(...a) { super(...a); this.own = 1; } sub() { return super.method(); } }
const sub = new Sub();
print((last.target === Sub) + ' ' + (last.self === sub) + ' ' + sub.own + ' ' + (sub instanceof C) + ' ' + sub.sub());
print(Reflect.construct(C, [], Array) instanceof Array);
const bound = new (C.bind(null, undefined))();
print(bound instanceof C);

// receivers
const D = call('define', 'Other', 3, 1);
print(D.name);
for (const self of [{}, Object.create(C.prototype), undefined, 5, null, new D(), new Proxy(o, {}), C, C.prototype, o, sub, Reflect.construct(C, [], Array), Object.create(o)]) {
  try { print(C.prototype.method.call(self)); } catch (e) { print(show(e) + ' ' + e.message); }
  try { print(Object.getOwnPropertyDescriptor(C.prototype, 'both').get.call(self)); } catch (e) { print(show(e)); }
}
const fake = {};
Object.setPrototypeOf(fake, C.prototype);
try { fake.method(); } catch (e) { print(show(e)); }
const moved = new C();
Object.setPrototypeOf(moved, null);
print(C.prototype.method.call(moved));
const frozen = Object.freeze(new C());
print(frozen.method());
print(show(Reflect.ownKeys(new C())) + JSON.stringify(new C()));
try { print(typeof new C.prototype.method()); } catch (e) { print(show(e)); }
try { print(typeof new C.staticMethod()); } catch (e) { print(show(e)); }

// arguments
call('define', NULL, NULL, 1);
call('define', NULL, 0, 1);
call('define', 'X', -2, 1);
call('define', 'X', 2147483648, 1);
call('define', 'X', 536870889, 1);
call('define', NULL, -2, 1);
call('define', 'X', NULL, NULL);
call('define', '', 0, 1);
call('define', 'Ünï', NULL, 1);
call('define', 'X', NULL, 1, 5, 1);
call('define', 'X', NULL, 1, {}, 1);
call('define', 'X', NULL, 1, 5, 1, 1024);
call('define', 'X', NULL, 1, 'extra', 1, 1024);
call('plain', 1, 1, 1);
call('plain', NULL, 1, 1);
call('plain', NULL, 0, 1);
call('plain', 1, 1, NULL);
call('pending');
print(statuses[addon.nulls()]);
for (const name of ['fixed', 'name', 'prototype']) call('statics', name);
