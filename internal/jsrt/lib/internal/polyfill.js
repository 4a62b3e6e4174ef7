'use strict';
// What V8 has and goja lacks, by the name of its holder.
const define = (holder, name, length, f) => {
  Object.defineProperty(f, 'name', { value: name, configurable: true });
  Object.defineProperty(f, 'length', { value: length, configurable: true });
  exports[`${holder}.${name}`] = f;
};
const method = (f) => ({ f(...args) { return f(this, ...args); } }).f;

define('Promise', 'withResolvers', 0, method((C) => {
  let resolve, reject;
  const promise = new C((a, b) => { resolve = a; reject = b; });
  return { promise, resolve, reject };
}));
define('Promise', 'try', 1, method((C, f, ...args) => new C((resolve) => resolve(f(...args)))));
define('Object', 'groupBy', 2, method((_, items, f) => {
  const groups = Object.create(null);
  let i = 0;
  for (const item of items) {
    const key = f(item, i++);
    const k = typeof key === 'symbol' ? key : `${key}`;
    if (groups[k]) groups[k].push(item); else groups[k] = [item];
  }
  return groups;
}));
define('Map', 'groupBy', 2, method((_, items, f) => {
  const groups = new Map();
  let i = 0;
  for (const item of items) {
    const key = f(item, i++), list = groups.get(key);
    if (list) list.push(item); else groups.set(key, [item]);
  }
  return groups;
}));
define('Array', 'fromAsync', 1, method(async (C, items, map, thisArg) => {
  const result = typeof C === 'function' ? new C() : [];
  let i = 0;
  const put = async (value) => { result[i] = map ? await map.call(thisArg, value, i) : value; i++; };
  if (items[Symbol.asyncIterator]) {
    const it = items[Symbol.asyncIterator]();
    for (let step; !(step = await it.next()).done;) await put(step.value);
  } else if (items[Symbol.iterator]) {
    for (const item of items) await put(await item);
  } else {
    for (let k = 0; k < Math.trunc(items.length); k++) await put(await items[k]);
  }
  result.length = i;
  return result;
}));
define('RegExp', 'escape', 1, method((_, text) => {
  if (typeof text !== 'string') throw new TypeError('RegExp.escape: argument must be a string');
  let out = '';
  for (const c of text) {
    const n = c.codePointAt(0);
    if (out === '' && /[0-9A-Za-z]/.test(c)) out += `\\x${n.toString(16).padStart(2, '0')}`;
    else if (/[\^$\\.*+?()[\]{}|/]/.test(c)) out += `\\${c}`;
    else if ('\t\n\v\f\r'.includes(c)) out += `\\${'tnvfr'['\t\n\v\f\r'.indexOf(c)]}`;
    else if (/[,\-=<>#&!%:;@~'`"\s]/.test(c) && n < 256) out += `\\x${n.toString(16).padStart(2, '0')}`;
    else out += c;
  }
  return out;
}));
const surrogates = (text, replace) => {
  let out = '', well = true;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0xd800 || c > 0xdfff) { if (replace) out += text[i]; continue; }
    const next = text.charCodeAt(i + 1);
    if (c < 0xdc00 && next >= 0xdc00 && next <= 0xdfff) { if (replace) out += text[i] + text[i + 1]; i++; continue; }
    well = false;
    if (!replace) return false;
    out += '\ufffd';
  }
  return replace ? (well ? text : out) : true;
};
define('String.prototype', 'isWellFormed', 0, method((text) => surrogates(`${text}`, false)));
define('String.prototype', 'toWellFormed', 0, method((text) => surrogates(`${text}`, true)));

const setLike = (other) => {
  if (other === null || typeof other !== 'object') throw new TypeError(`${String(other)} is not an object`);
  if (Number.isNaN(+other.size)) throw new TypeError("The 'size' property must be a number");
  if (typeof other.has !== 'function' || typeof other.keys !== 'function') throw new TypeError("The 'has' and 'keys' properties must be functions");
  return { size: +other.size, has: (v) => !!other.has(v), *keys() { const it = other.keys(); for (let s; !(s = it.next()).done;) yield s.value; } };
};
const onSet = (name, f) => define('Set.prototype', name, 1, method((set, other) => { Set.prototype.has.call(set); return f(set, setLike(other)); }));
onSet('union', (a, b) => { const r = new Set(a); for (const v of b.keys()) r.add(v); return r; });
onSet('intersection', (a, b) => {
  const r = new Set();
  if (a.size <= b.size) { for (const v of a) if (b.has(v)) r.add(v); } else for (const v of b.keys()) if (a.has(v)) r.add(v);
  return r;
});
onSet('difference', (a, b) => { const r = new Set(a); if (a.size <= b.size) { for (const v of a) if (b.has(v)) r.delete(v); } else for (const v of b.keys()) r.delete(v); return r; });
onSet('symmetricDifference', (a, b) => { const r = new Set(a); for (const v of b.keys()) { if (a.has(v)) r.delete(v); else r.add(v); } return r; });
onSet('isSubsetOf', (a, b) => { if (a.size > b.size) return false; for (const v of a) if (!b.has(v)) return false; return true; });
onSet('isSupersetOf', (a, b) => { if (a.size < b.size) return false; for (const v of b.keys()) if (!a.has(v)) return false; return true; });
onSet('isDisjointFrom', (a, b) => { for (const v of b.keys()) if (a.has(v)) return false; return true; });

const byteLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get;
const transfer = (buffer, length) => {
  const old = byteLength.call(buffer);
  const n = length === undefined ? old : Math.trunc(+length) || 0;
  const fresh = new ArrayBuffer(n);
  new Uint8Array(fresh).set(new Uint8Array(buffer, 0, Math.min(n, old)));
  binding('buffer').detach(buffer);
  return fresh;
};
define('ArrayBuffer.prototype', 'transfer', 0, method(transfer));
define('ArrayBuffer.prototype', 'transferToFixedLength', 0, method(transfer));

// Iterator, with the helpers, which are on the prototype of all iterators.
const IteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
function Iterator() { if (!new.target || new.target === Iterator) throw new TypeError('Abstract class Iterator not directly constructable'); }
Object.defineProperty(Iterator, 'prototype', { value: IteratorPrototype, writable: false });
Iterator.from = function from(o) {
  const it = o[Symbol.iterator] ? o[Symbol.iterator]() : o;
  if (it instanceof Iterator) return it;
  return Object.setPrototypeOf({ next: () => it.next(), return: (v) => (it.return ? it.return(v) : { value: v, done: true }) }, IteratorPrototype);
};
const iterate = function* (it) {
  const next = it.next;
  let finished = false;
  try {
    for (let s; !(s = next.call(it)).done;) yield s.value;
    finished = true;
  } finally {
    if (!finished && it.return) it.return();
  }
};
const callable = (f) => { if (typeof f !== 'function') throw new TypeError(`${String(f)} is not a function`); };
const helpers = {
  map(f) { callable(f); const self = this; return (function* () { let i = 0; for (const v of iterate(self)) yield f(v, i++); })(); },
  filter(f) { callable(f); const self = this; return (function* () { let i = 0; for (const v of iterate(self)) if (f(v, i++)) yield v; })(); },
  take(n) { n = Math.trunc(+n); if (!(n >= 0)) throw new RangeError(`${n} must be positive`); const self = this; return (function* () { let i = 0; if (n > 0) for (const v of iterate(self)) { yield v; if (++i >= n) return; } })(); },
  drop(n) { n = Math.trunc(+n); if (!(n >= 0)) throw new RangeError(`${n} must be positive`); const self = this; return (function* () { let i = 0; for (const v of iterate(self)) if (i++ >= n) yield v; })(); },
  flatMap(f) { callable(f); const self = this; return (function* () { let i = 0; for (const v of iterate(self)) yield* f(v, i++); })(); },
  reduce(f, ...rest) {
    callable(f);
    let i = 0, has = rest.length > 0, acc = rest[0];
    for (const v of iterate(this)) { if (!has) { acc = v; has = true; } else acc = f(acc, v, i); i++; }
    if (!has) throw new TypeError('Reduce of a done iterator with no initial value');
    return acc;
  },
  toArray() { return [...iterate(this)]; },
  forEach(f) { callable(f); let i = 0; for (const v of iterate(this)) f(v, i++); },
  some(f) { callable(f); let i = 0; for (const v of iterate(this)) if (f(v, i++)) return true; return false; },
  every(f) { callable(f); let i = 0; for (const v of iterate(this)) if (!f(v, i++)) return false; return true; },
  find(f) { callable(f); let i = 0; for (const v of iterate(this)) if (f(v, i++)) return v; return undefined; },
};
for (const [name, f] of Object.entries(helpers)) if (!(name in IteratorPrototype)) Object.defineProperty(IteratorPrototype, name, { value: f, writable: true, configurable: true });
// Two that are accessors, for what assigns to them on objects that inherit them.
const assign = (o, key, value) => {
  if ((typeof o !== 'object' && typeof o !== 'function') || o === null || o === IteratorPrototype) throw new TypeError(`Cannot assign to ${String(key)} of Iterator.prototype`);
  if (Object.hasOwn(o, key)) o[key] = value;
  else Object.defineProperty(o, key, { value, writable: true, enumerable: true, configurable: true });
};
const accessors = {
  get constructor() { return Iterator; }, set constructor(v) { assign(this, 'constructor', v); },
  get [Symbol.toStringTag]() { return 'Iterator'; }, set [Symbol.toStringTag](v) { assign(this, Symbol.toStringTag, v); },
};
for (const key of Reflect.ownKeys(accessors)) Object.defineProperty(IteratorPrototype, key, { ...Object.getOwnPropertyDescriptor(accessors, key), enumerable: false });
exports.Iterator = Iterator;
