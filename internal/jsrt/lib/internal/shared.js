'use strict';
// SharedArrayBuffer: an ArrayBuffer of another prototype; and Atomics.
const native = binding('buffer');
const byteLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get;
const checked = (value, name) => {
  if (!(value instanceof SharedArrayBuffer)) throw new TypeError(`Method SharedArrayBuffer.prototype.${name} called on incompatible receiver ${String(value)}`);
  return value;
};
function SharedArrayBuffer(length) {
  if (!new.target) throw new TypeError("Constructor SharedArrayBuffer requires 'new'");
  const n = length === undefined ? 0 : Math.trunc(+length) || 0;
  if (n < 0 || n > 2 ** 33) throw new RangeError('Array buffer allocation failed');
  return Object.setPrototypeOf(native.shared(n), new.target.prototype);
}
Object.defineProperty(SharedArrayBuffer, 'length', { value: 1 });
const proto = Object.create(Object.prototype, {
  constructor: { value: SharedArrayBuffer, writable: true, configurable: true },
  byteLength: { get() { return byteLength.call(checked(this, 'byteLength')); }, configurable: true },
  growable: { get() { return false; }, configurable: true },
  maxByteLength: { get() { return byteLength.call(checked(this, 'maxByteLength')); }, configurable: true },
  slice: { value: function slice(start, end) {
    checked(this, 'slice');
    const bytes = new Uint8Array(this).slice(start, end);
    const copy = new SharedArrayBuffer(bytes.length);
    new Uint8Array(copy).set(bytes);
    return copy;
  }, writable: true, configurable: true },
  [Symbol.toStringTag]: { value: 'SharedArrayBuffer', configurable: true },
});
Object.defineProperty(SharedArrayBuffer, 'prototype', { value: proto, writable: false });
Object.defineProperty(SharedArrayBuffer, Symbol.species, { get() { return this; }, configurable: true });

const atomic = binding('atomics');
function operand(array, value) { return typeof array[0] === 'bigint' || /^Big/.test(array[Symbol.toStringTag]) ? BigInt(value) : Math.trunc(+value) || 0; }
function at(array, index, waitable) {
  const tag = ArrayBuffer.isView(array) && array[Symbol.toStringTag];
  if (!tag || /^Float|Clamped/.test(tag) || (waitable && tag !== 'Int32Array' && tag !== 'BigInt64Array')) throw new TypeError('[object Array] is not an integer typed array.');
  index = Math.trunc(+index) || 0;
  if (index < 0 || index >= array.length) throw new RangeError('Invalid atomic access index');
  return index;
}
// Each is one step for other threads: Go holds a lock over all of them.
const op = (name, f) => ({ [name](array, index, value) {
  index = at(array, index);
  value = operand(array, value);
  atomic.lock();
  try {
    const old = array[index];
    array[index] = f(old, value);
    return old;
  } finally { atomic.unlock(); }
} })[name];
function waiting(array, index, value, timeout) {
  index = at(array, index, true);
  if (!(array.buffer instanceof SharedArrayBuffer)) throw new TypeError('[object Int32Array] is not a shared typed array.');
  const t = timeout === undefined ? Infinity : +timeout;
  return [array, index * array.BYTES_PER_ELEMENT, operand(array, value), Number.isNaN(t) ? Infinity : Math.max(0, t), () => array[index]];
}
const Atomics = {
  add: op('add', (a, b) => a + b), sub: op('sub', (a, b) => a - b), and: op('and', (a, b) => a & b), or: op('or', (a, b) => a | b), xor: op('xor', (a, b) => a ^ b),
  exchange: op('exchange', (a, b) => b),
  load(array, index) { index = at(array, index); atomic.lock(); try { return array[index]; } finally { atomic.unlock(); } },
  store(array, index, value) { index = at(array, index); value = operand(array, value); atomic.lock(); try { array[index] = value; } finally { atomic.unlock(); } return value; },
  compareExchange(array, index, expected, value) {
    index = at(array, index);
    value = operand(array, value);
    const probe = new array.constructor([operand(array, expected)])[0];
    atomic.lock();
    try {
      const old = array[index];
      if (old === probe) array[index] = value;
      return old;
    } finally { atomic.unlock(); }
  },
  isLockFree(n) { return n === 1 || n === 2 || n === 4 || n === 8; },
  wait(array, index, value, timeout) { return atomic.wait(...waiting(array, index, value, timeout)); },
  waitAsync(array, index, value, timeout) {
    const args = waiting(array, index, value, timeout);
    let done;
    const promise = new Promise((resolve) => { done = resolve; });
    if (args[3] === 0) return { async: false, value: array[index] === args[2] ? 'timed-out' : 'not-equal' };
    return atomic.waitAsync(...args, done) ? { async: true, value: promise } : { async: false, value: 'not-equal' };
  },
  notify(array, index, count) {
    index = at(array, index, true);
    return atomic.notify(array, index * array.BYTES_PER_ELEMENT, count === undefined ? -1 : Math.max(0, Math.trunc(+count) || 0));
  },
};
Object.defineProperty(Atomics, Symbol.toStringTag, { value: 'Atomics', configurable: true });
for (const name of Object.keys(Atomics)) Object.defineProperty(Atomics, name, { enumerable: false });
module.exports = { SharedArrayBuffer, Atomics, prototype: proto };
