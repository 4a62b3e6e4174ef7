// Built-in functions that came with a release are there from it on.
'use strict';
const has = (o, ...names) => names.map((n) => `${n} ${typeof o?.[n]}`).join(', ');
console.log(has(globalThis, 'Iterator', 'CustomEvent'));
console.log(has(Promise, 'withResolvers', 'try'), has(Object, 'groupBy'), has(Map, 'groupBy'), has(Array, 'fromAsync'), has(RegExp, 'escape'));
console.log(has(Set.prototype, 'union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom'));
console.log(has(ArrayBuffer.prototype, 'transfer', 'transferToFixedLength'));

if (typeof Iterator === 'function') {
  class Counter extends Iterator {}
  const plain = Object.setPrototypeOf({}, Iterator.prototype);
  console.log(Object.prototype.toString.call(new Counter()), Object.prototype.toString.call(plain), plain.constructor === Iterator);
  for (const key of ['constructor', Symbol.toStringTag]) {
    const { get, set, enumerable, configurable } = Object.getOwnPropertyDescriptor(Iterator.prototype, key);
    console.log(get.name, set.name, enumerable, configurable);
    plain[key] = 'mine';
    console.log(Object.getOwnPropertyDescriptor(plain, key));
    plain[key] = 'again';
    console.log(plain[key]);
    try { Iterator.prototype[key] = 1; } catch (e) { console.log(e.name); }
    try { set.call(1, 1); } catch (e) { console.log(e.name); }
  }
}
