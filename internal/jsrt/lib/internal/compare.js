'use strict';
// Deep equality, loose and strict, as assert defines it.
const native = binding('util');
const hasOwn = (o, k) => Object.prototype.hasOwnProperty.call(o, k);
const isEnumerable = (o, k) => Object.prototype.propertyIsEnumerable.call(o, k);

function isDeepEqual(a, b) { return equal(a, b, false, null); }
function isDeepStrictEqual(a, b) { return equal(a, b, true, null); }

function equal(a, b, strict, memo) {
  if (a === b) return a !== 0 || !strict || Object.is(a, b);
  if (strict) {
    if (typeof a !== 'object') return typeof a === 'number' && Number.isNaN(a) && Number.isNaN(b);
    if (typeof b !== 'object' || a === null || b === null) return false;
    if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  } else {
    if (a === null || typeof a !== 'object') {
      // eslint-disable-next-line eqeqeq
      return (b === null || typeof b !== 'object') && (a == b || (a !== a && b !== b));
    }
    if (b === null || typeof b !== 'object') return false;
  }
  const kind = native.kind(a), other = native.kind(b);
  const tagA = Object.prototype.toString.call(a), tagB = Object.prototype.toString.call(b);
  if (tagA !== tagB) return false;
  if (kind === 'Array' || other === 'Array') {
    if (kind !== other || a.length !== b.length) return false;
    const ka = ownKeys(a, true, strict), kb = ownKeys(b, true, strict);
    if (ka.length !== kb.length) return false;
    return compareKeys(a, b, strict, memo, 'Array', ka);
  }
  if (tagA === '[object Object]' && kind === 'Object' && other === 'Object') return compareKeys(a, b, strict, memo, 'Object');
  if (kind !== other) {
    if (!(kind === 'Error' || other === 'Error' || a instanceof Error || b instanceof Error)) return false;
  }
  switch (kind) {
    case 'Date':
      if (Date.prototype.getTime.call(a) !== Date.prototype.getTime.call(b) &&
        !(Number.isNaN(Date.prototype.getTime.call(a)) && Number.isNaN(Date.prototype.getTime.call(b)))) return false;
      break;
    case 'RegExp':
      if (a.source !== b.source || a.flags !== b.flags || a.lastIndex !== b.lastIndex) return false;
      break;
    case 'Error':
      if ((!isEnumerable(a, 'message') && (a.message !== b.message)) || (!isEnumerable(a, 'name') && a.name !== b.name)) return false;
      if (hasOwn(a, 'cause') !== hasOwn(b, 'cause') || (hasOwn(a, 'cause') && !equal(a.cause, b.cause, strict, memo))) return false;
      if (hasOwn(a, 'errors') !== hasOwn(b, 'errors') || (hasOwn(a, 'errors') && !isEnumerable(a, 'errors') && !equal(a.errors, b.errors, strict, memo))) return false;
      break;
    case 'TypedArray': {
      if (!strict && (native.typedName(a) === 'Float32Array' || native.typedName(a) === 'Float64Array')) {
        if (a.length !== b.length) return false;
        for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
      } else if (a.byteLength !== b.byteLength || binding('buffer').compare(a, b) !== 0) return false;
      const ka = ownKeys(a, true, strict), kb = ownKeys(b, true, strict);
      if (ka.length !== kb.length) return false;
      return compareKeys(a, b, strict, memo, 'Object', ka);
    }
    case 'DataView':
      if (a.byteLength !== b.byteLength || binding('buffer').compare(a, b) !== 0) return false;
      break;
    case 'Set':
      if (a.size !== b.size) return false;
      return compareKeys(a, b, strict, memo, 'Set');
    case 'Map':
      if (a.size !== b.size) return false;
      return compareKeys(a, b, strict, memo, 'Map');
    case 'ArrayBuffer':
      if (a.byteLength !== b.byteLength || binding('buffer').compare(a, b) !== 0) return false;
      break;
    case 'Number': if (!Object.is(Number.prototype.valueOf.call(a), Number.prototype.valueOf.call(b))) return false; break;
    case 'String': if (String.prototype.valueOf.call(a) !== String.prototype.valueOf.call(b)) return false; break;
    case 'Boolean': if (Boolean.prototype.valueOf.call(a) !== Boolean.prototype.valueOf.call(b)) return false; break;
    case 'BigInt': if (BigInt.prototype.valueOf.call(a) !== BigInt.prototype.valueOf.call(b)) return false; break;
    case 'Symbol': if (Symbol.prototype.valueOf.call(a) !== Symbol.prototype.valueOf.call(b)) return false; break;
    case 'WeakMap': case 'WeakSet': case 'Promise':
      return false;
    default:
      if (a instanceof Error || b instanceof Error) {
        if (a.message !== b.message || a.name !== b.name) return false;
      }
      if (strict && a instanceof URL && b instanceof URL && a.href !== b.href) return false;
  }
  return compareKeys(a, b, strict, memo, 'Object');
}

function ownKeys(value, nonIndex, strict) {
  const keys = nonIndex ? native.extraKeys(value, false) : Object.keys(value);
  if (strict) for (const s of Object.getOwnPropertySymbols(value)) if (isEnumerable(value, s)) keys.push(s);
  return keys;
}

function compareKeys(a, b, strict, memo, form, keys) {
  if (keys === undefined) {
    keys = ownKeys(a, false, strict);
    if (keys.length !== ownKeys(b, false, strict).length) return false;
  }
  for (const key of keys) if (!(strict ? isEnumerable : hasOwn)(b, key)) return false;
  if (keys.length === 0 && (form === 'Object' || (form === 'Array' && a.length === 0) || ((form === 'Set' || form === 'Map') && a.size === 0))) return true;
  // Pairs under way count as equal, so that cycles end.
  if (memo === null) memo = { a: new Map(), b: new Map(), depth: 0 };
  else {
    const seen = memo.a.get(a);
    if (seen !== undefined) {
      const other = memo.b.get(b);
      if (other !== undefined) return seen === other;
    }
  }
  memo.depth++;
  memo.a.set(a, memo.depth);
  memo.b.set(b, memo.depth);
  const result = compareContent(a, b, strict, keys, memo, form);
  memo.a.delete(a);
  memo.b.delete(b);
  return result;
}

function compareContent(a, b, strict, keys, memo, form) {
  if (form === 'Set') { if (!compareSets(a, b, strict, memo)) return false; }
  else if (form === 'Map') { if (!compareMaps(a, b, strict, memo)) return false; }
  else if (form === 'Array') {
    for (let i = 0; i < a.length; i++) {
      if (hasOwn(a, i)) { if (!hasOwn(b, i) || !equal(a[i], b[i], strict, memo)) return false; }
      else if (hasOwn(b, i)) return false;
    }
  }
  for (const key of keys) if (!equal(a[key], b[key], strict, memo)) return false;
  return true;
}

const isObject = (v) => v !== null && typeof v === 'object';
function takeEqual(set, value, strict, memo) {
  for (const candidate of set) if (equal(value, candidate, strict, memo)) { set.delete(candidate); return true; }
  return false;
}
function compareSets(a, b, strict, memo) {
  let left = null; // of b, what must still find its partner
  for (const v of a) {
    if (b.has(v)) continue;
    if (!isObject(v) && strict) return false;
    if (left === null) { left = new Set(); for (const w of b) if (!a.has(w)) left.add(w); }
    if (!takeEqual(left, v, strict, memo)) return false;
  }
  return left === null || left.size === 0;
}
function compareMaps(a, b, strict, memo) {
  let left = null;
  for (const [key, value] of a) {
    if (b.has(key)) {
      if (!equal(value, b.get(key), strict, memo)) return false;
      continue;
    }
    if (!isObject(key) && strict) return false;
    if (left === null) { left = new Set(); for (const k of b.keys()) if (!a.has(k)) left.add(k); }
    let found = false;
    for (const k of left) {
      if (equal(key, k, strict, memo) && equal(value, b.get(k), strict, memo)) { left.delete(k); found = true; break; }
    }
    if (!found) return false;
  }
  return true;
}

module.exports = { isDeepEqual, isDeepStrictEqual };
