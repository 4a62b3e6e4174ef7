'use strict';
// Timeout and Immediate over the loop's timers.
const native = binding('timers');
const { context, newId, run, destroy } = binding('async');
const { validateFunction } = require('internal/errors');

const STOP = 0, START = 1, REF = 2, UNREF = 3;
const MAX = 2 ** 31 - 1;
const byId = new Map(); // timers whose primitive was asked for
const kResource = Symbol('asyncId');

function duration(after) {
  after = +after;
  if (!(after >= 1 && after <= MAX)) {
    if (after > MAX) {
      process.emitWarning(`${after} does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.`, 'TimeoutOverflowWarning');
    }
    return 1;
  }
  return Math.trunc(after);
}

class Timeout {
  #native; #args; #context; #hasRef = true;
  constructor(callback, after, args, repeat) {
    this._idleTimeout = duration(after);
    this._idlePrev = this;
    this._idleNext = this;
    this._idleStart = null;
    this._onTimeout = callback;
    this._repeat = repeat ? this._idleTimeout : null;
    this._destroyed = false;
    this[kResource] = newId('Timeout', this);
    Object.defineProperty(this, kResource, { enumerable: false });
    this.#args = args;
    this.#context = context();
    this.#native = native.timer(this);
    this._idleStart = native.now();
    this.#native(START, this._idleTimeout);
  }
  _run() {
    const id = this[kResource];
    const callback = this._onTimeout;
    if (typeof callback !== 'function') return;
    try {
      run(id, 0, this.#context, callback, this, this, ...this.#args);
    } finally {
      if (this._repeat !== null && !this._destroyed) {
        if (!this.#native(4)) this.#native(START, this._idleTimeout);
      } else if (!this.#native(4) && !this._destroyed) {
        this.#end();
      }
    }
  }
  #end() {
    this._destroyed = true;
    destroy(this[kResource]);
    if (this._primitive !== undefined) byId.delete(this._primitive);
  }
  _stop() {
    this.#native(STOP);
    if (!this._destroyed) this.#end();
    this._onTimeout = null;
  }
  ref() { this.#hasRef = true; this.#native(REF); return this; }
  unref() { this.#hasRef = false; this.#native(UNREF); return this; }
  hasRef() { return this.#hasRef; }
  refresh() {
    if (this._onTimeout !== null) { this._destroyed = false; this.#native(START, this._idleTimeout); }
    return this;
  }
  close() { clearTimeout(this); return this; }
  [Symbol.toPrimitive]() {
    const id = this[kResource];
    if (!byId.has(id)) {
      byId.set(id, this);
      Object.defineProperty(this, '_primitive', { value: id, configurable: true });
    }
    return id;
  }
  [Symbol.dispose]() { clearTimeout(this); }
}
Object.defineProperty(Timeout.prototype, '_run', { enumerable: false });

class Immediate {
  #native; #args; #context;
  constructor(callback, args) {
    this._idleNext = null;
    this._idlePrev = null;
    this._onImmediate = callback;
    this._argv = undefined;
    this._destroyed = false;
    this[kResource] = newId('Immediate', this);
    Object.defineProperty(this, kResource, { enumerable: false });
    this.#args = args;
    this.#context = context();
    this.#native = native.immediate(this);
  }
  _run() {
    const id = this[kResource];
    const callback = this._onImmediate;
    this._destroyed = true;
    try {
      run(id, 0, this.#context, callback, this, this, ...this.#args);
    } finally {
      this._onImmediate = null;
      destroy(id);
    }
  }
  _stop() {
    if (this._destroyed) return;
    this._destroyed = true;
    this.#native(STOP);
    this._onImmediate = null;
    destroy(this[kResource]);
  }
  ref() { this.#native(REF); return this; }
  unref() { this.#native(UNREF); return this; }
  hasRef() { return !this._destroyed; }
  [Symbol.dispose]() { clearImmediate(this); }
}

function setTimeout(callback, after, ...args) {
  validateFunction(callback, 'callback');
  return new Timeout(callback, after, args, false);
}
function setInterval(callback, repeat, ...args) {
  validateFunction(callback, 'callback');
  return new Timeout(callback, repeat, args, true);
}
function setImmediate(callback, ...args) {
  validateFunction(callback, 'callback');
  return new Immediate(callback, args);
}
function clearTimeout(timer) {
  if (timer instanceof Timeout) return timer._stop();
  if (typeof timer === 'number' || typeof timer === 'string') {
    const found = byId.get(+timer);
    if (found) found._stop();
  }
}
function clearInterval(timer) { clearTimeout(timer); }
function clearImmediate(immediate) {
  if (immediate instanceof Immediate) immediate._stop();
}

const lazyPromises = () => require('timers/promises');
const promisified = require('internal/symbols').customPromisify;
Object.defineProperty(setTimeout, promisified, { get: () => lazyPromises().setTimeout, enumerable: true });
Object.defineProperty(setImmediate, promisified, { get: () => lazyPromises().setImmediate, enumerable: true });

module.exports = { setTimeout, clearTimeout, setImmediate, clearImmediate, setInterval, clearInterval };
Object.defineProperty(module.exports, 'promises', { get: lazyPromises, enumerable: true, configurable: true });
