'use strict';
// WeakRef and FinalizationRegistry over the collector of Go.
const native = binding('gc');

function canBeHeldWeakly(value) {
  if (typeof value === 'symbol') return Symbol.keyFor(value) === undefined;
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

class WeakRef {
  #deref;
  constructor(target) {
    if (!canBeHeldWeakly(target)) throw new TypeError('WeakRef: target must be an object');
    this.#deref = native.weak(target);
  }
  deref() { return this.#deref(); }
  get [Symbol.toStringTag]() { return 'WeakRef'; }
}

class FinalizationRegistry {
  #cleanup;
  #byToken = new WeakMap();
  constructor(cleanup) {
    if (typeof cleanup !== 'function') throw new TypeError('FinalizationRegistry: cleanup must be callable');
    this.#cleanup = (held) => { cleanup(held); };
  }
  register(target, held, token) {
    if (!canBeHeldWeakly(target)) throw new TypeError('FinalizationRegistry.prototype.register: invalid target');
    if (Object.is(target, held)) throw new TypeError('FinalizationRegistry.prototype.register: target and holdings must not be same');
    if (token !== undefined && !canBeHeldWeakly(token)) throw new TypeError(`Invalid unregisterToken ('${String(token)}')`);
    const id = native.watch(target, this.#cleanup, held);
    if (token !== undefined) {
      const ids = this.#byToken.get(token);
      if (ids) ids.push(id); else this.#byToken.set(token, [id]);
    }
  }
  unregister(token) {
    if (!canBeHeldWeakly(token)) throw new TypeError(`Invalid unregisterToken ('${String(token)}')`);
    const ids = this.#byToken.get(token);
    if (!ids) return false;
    this.#byToken.delete(token);
    for (const id of ids) native.unwatch(id);
    return true;
  }
  get [Symbol.toStringTag]() { return 'FinalizationRegistry'; }
}

function gc() { native.gc(); }
module.exports = { WeakRef, FinalizationRegistry, gc };
