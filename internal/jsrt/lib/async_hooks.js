'use strict';
const native = binding('async');
const { nodeError, invalidArgType, validateFunction, validateString } = require('internal/errors');

// Contexts are Maps that never change: AsyncLocalStorage → store.
class AsyncLocalStorage {
  #enabled = false;
  #default;
  constructor(options) { if (options && 'defaultValue' in options) this.#default = options.defaultValue; if (options && options.name) this.name = options.name; }
  #with(store) {
    const frame = new Map(native.context());
    frame.set(this, store);
    return frame;
  }
  run(store, callback, ...args) {
    const previous = native.setContext(this.#with(store));
    try { return Reflect.apply(callback, null, args); } finally { native.setContext(previous); }
  }
  exit(callback, ...args) { return this.run(undefined, callback, ...args); }
  enterWith(store) { native.setContext(this.#with(store)); }
  getStore() {
    const frame = native.context();
    if (frame === undefined || !frame.has(this)) return this.#default;
    return frame.get(this);
  }
  disable() {
    const frame = native.context();
    if (frame === undefined || !frame.has(this)) return;
    const next = new Map(frame);
    next.delete(this);
    native.setContext(next);
  }
  static bind(fn) { return AsyncResource.bind(fn); }
  static snapshot() { return AsyncLocalStorage.bind((callback, ...args) => callback(...args)); }
}

const active = new Set();
function update() {
  if (active.size === 0) { native.setHooks(undefined); return; }
  const emit = (name) => (...args) => {
    for (const hook of [...active]) {
      if (!hook._on[name]) continue;
      try { hook._on[name](...args); } catch (error) {
        process._rawDebug(error.stack || String(error));
        process.exit(1);
      }
    }
  };
  native.setHooks({ init: emit('init'), before: emit('before'), after: emit('after'), destroy: emit('destroy'), promiseResolve: emit('promiseResolve') });
}
class AsyncHook {
  constructor(on) { Object.defineProperty(this, '_on', { value: on }); }
  enable() { active.add(this); update(); return this; }
  disable() { active.delete(this); update(); return this; }
}
function createHook(callbacks) {
  const on = {};
  for (const name of ['init', 'before', 'after', 'destroy', 'promiseResolve']) {
    const f = callbacks[name];
    if (f === undefined) continue;
    if (typeof f !== 'function') throw nodeError('TypeError', 'ERR_ASYNC_CALLBACK', `hook.${name} must be a function`);
    on[name] = f;
  }
  return new AsyncHook(on);
}

const registry = new FinalizationRegistry((id) => native.destroy(id));
class AsyncResource {
  #id; #trigger; #context; #destroyed = false;
  constructor(type, options = {}) {
    validateString(type, 'type');
    let trigger = options;
    let manual = false;
    if (typeof options !== 'number') {
      trigger = options.triggerAsyncId === undefined ? native.executionId() : options.triggerAsyncId;
      manual = !!options.requireManualDestroy;
    }
    if (!Number.isSafeInteger(trigger) || trigger < -1) throw nodeError('RangeError', 'ERR_INVALID_ASYNC_ID', `Invalid triggerAsyncId value: ${trigger}`);
    if (type.length === 0 && active.size > 0) throw nodeError('TypeError', 'ERR_ASYNC_TYPE', `Invalid name for async "type": ${type}`);
    this.#trigger = trigger;
    this.#context = native.context();
    this.#id = native.newId(type, this);
    if (!manual && active.size > 0) registry.register(this, this.#id);
  }
  runInAsyncScope(fn, thisArg, ...args) {
    return native.run(this.#id, this.#trigger, this.#context, fn, thisArg, this, ...args);
  }
  emitDestroy() {
    if (this.#destroyed) throw nodeError('Error', 'ERR_ASYNC_RESOURCE_DESTROYED', 'destroy hook called more than once');
    this.#destroyed = true;
    native.destroy(this.#id);
    return this;
  }
  asyncId() { return this.#id; }
  triggerAsyncId() { return this.#trigger; }
  bind(fn, thisArg) {
    validateFunction(fn, 'fn');
    const self = this;
    const bound = thisArg === undefined ? function(...args) { return self.runInAsyncScope(fn, this, ...args); } : (...args) => self.runInAsyncScope(fn, thisArg, ...args);
    Object.defineProperties(bound, { length: { configurable: true, enumerable: false, value: fn.length, writable: false } });
    return bound;
  }
  static bind(fn, type, thisArg) { return new AsyncResource(type || fn.name || 'bound-anonymous-fn').bind(fn, thisArg); }
}
module.exports = {
  AsyncLocalStorage, createHook, AsyncResource,
  executionAsyncId: () => native.executionId(), triggerAsyncId: () => native.triggerId(), executionAsyncResource: () => native.resource(),
  asyncWrapProviders: Object.freeze(Object.create(null)),
};
