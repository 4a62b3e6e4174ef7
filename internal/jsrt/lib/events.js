'use strict';
const { nodeError, invalidArgType, outOfRange, validateFunction, validateNumber, validateAbortSignal, AbortError } = require('internal/errors');

const kCapture = Symbol('kCapture');
const kShape = Symbol('shapeMode');
const kRejection = Symbol.for('nodejs.rejection');
const kErrorMonitor = Symbol('events.errorMonitor');
let defaultMaxListeners = 10;
const checkListener = (listener) => validateFunction(listener, 'listener');

function EventEmitter(options) { EventEmitter.init.call(this, options); }
module.exports = EventEmitter;

EventEmitter.prototype._events = undefined;
EventEmitter.prototype._eventsCount = 0;
EventEmitter.prototype._maxListeners = undefined;

Object.defineProperty(EventEmitter, 'defaultMaxListeners', {
  enumerable: true,
  get: () => defaultMaxListeners,
  set(n) { validateNumber(n, 'defaultMaxListeners', 0); defaultMaxListeners = n; },
});

EventEmitter.init = function init(options) {
  if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) {
    this._events = Object.create(null);
    this._eventsCount = 0;
  }
  this._maxListeners = this._maxListeners || undefined;
  this[kShape] = false;
  this[kCapture] = !!(options && options.captureRejections);
};

const proto = EventEmitter.prototype;

proto.setMaxListeners = function setMaxListeners(n) {
  validateNumber(n, 'setMaxListeners', 0);
  this._maxListeners = n;
  return this;
};
const limitOf = (emitter) => emitter._maxListeners === undefined ? defaultMaxListeners : emitter._maxListeners;
proto.getMaxListeners = function getMaxListeners() { return limitOf(this); };

proto.emit = function emit(type, ...args) {
  const events = this._events;
  if (type === 'error') {
    if (events !== undefined && events[kErrorMonitor] !== undefined) this.emit(kErrorMonitor, ...args);
    if (events === undefined || events.error === undefined) throwUnhandled(this, args);
  } else if (events === undefined) {
    return false;
  }
  const handler = events[type];
  if (handler === undefined) return false;
  if (typeof handler === 'function') {
    const result = Reflect.apply(handler, this, args);
    if (result !== undefined && result !== null && this[kCapture]) captureRejection(this, result, type, args);
  } else {
    for (const listener of handler.slice()) {
      const result = Reflect.apply(listener, this, args);
      if (result !== undefined && result !== null && this[kCapture]) captureRejection(this, result, type, args);
    }
  }
  return true;
};

function throwUnhandled(emitter, args) {
  const error = args.length > 0 ? args[0] : undefined;
  if (error instanceof Error) throw error;
  let text;
  try { text = require('internal/inspect').inspect(error); } catch { text = String(error); }
  const wrapped = nodeError('Error', 'ERR_UNHANDLED_ERROR', `Unhandled error. (${text})`);
  wrapped.context = error;
  throw wrapped;
}

function captureRejection(emitter, promise, type, args) {
  const then = promise.then;
  if (typeof then !== 'function') return;
  then.call(promise, undefined, (error) => {
    process.nextTick(() => {
      if (typeof emitter[kRejection] === 'function') emitter[kRejection](error, type, ...args);
      else {
        const previous = emitter[kCapture];
        try { emitter[kCapture] = false; emitter.emit('error', error); } finally { emitter[kCapture] = previous; }
      }
    });
  });
}

function add(emitter, type, listener, prepend) {
  checkListener(listener);
  let events = emitter._events;
  if (events === undefined) {
    events = emitter._events = Object.create(null);
    emitter._eventsCount = 0;
  } else if (events.newListener !== undefined) {
    emitter.emit('newListener', type, listener.listener ? listener.listener : listener);
    events = emitter._events;
  }
  let existing = events[type];
  if (existing === undefined) {
    events[type] = listener;
    emitter._eventsCount++;
  } else {
    if (typeof existing === 'function') existing = events[type] = prepend ? [listener, existing] : [existing, listener];
    else if (prepend) existing.unshift(listener);
    else existing.push(listener);
    const limit = limitOf(emitter);
    if (limit > 0 && existing.length > limit && !existing.warned) {
      existing.warned = true;
      const name = emitter.constructor && emitter.constructor.name;
      const warning = new Error(`Possible EventEmitter memory leak detected. ${existing.length} ${String(type)} listeners added to ` +
        `${require('internal/inspect').inspect(emitter, { depth: -1 })}. MaxListeners is ${limit}. Use emitter.setMaxListeners() to increase limit`);
      warning.name = 'MaxListenersExceededWarning';
      warning.emitter = emitter;
      warning.type = type;
      warning.count = existing.length;
      process.emitWarning(warning);
    }
  }
  return emitter;
}

proto.addListener = function addListener(type, listener) { return add(this, type, listener, false); };
proto.on = proto.addListener;
proto.prependListener = function prependListener(type, listener) { return add(this, type, listener, true); };

function wrapOnce(emitter, type, listener) {
  let fired = false;
  const wrapped = function(...args) {
    if (fired) return;
    emitter.removeListener(type, wrapped);
    fired = true;
    return Reflect.apply(listener, emitter, args);
  };
  Object.defineProperty(wrapped, 'name', { value: 'bound onceWrapper' });
  wrapped.listener = listener;
  return wrapped;
}
proto.once = function once(type, listener) {
  checkListener(listener);
  this.on(type, wrapOnce(this, type, listener));
  return this;
};
proto.prependOnceListener = function prependOnceListener(type, listener) {
  checkListener(listener);
  this.prependListener(type, wrapOnce(this, type, listener));
  return this;
};

proto.removeListener = function removeListener(type, listener) {
  checkListener(listener);
  const events = this._events;
  if (events === undefined) return this;
  const list = events[type];
  if (list === undefined) return this;
  if (list === listener || list.listener === listener) {
    this._eventsCount--;
    delete events[type];
    if (events.removeListener) this.emit('removeListener', type, list.listener || listener);
  } else if (typeof list !== 'function') {
    let at = -1;
    for (let i = list.length - 1; i >= 0; i--) {
      if (list[i] === listener || list[i].listener === listener) { at = i; break; }
    }
    if (at < 0) return this;
    if (at === 0) list.shift(); else list.splice(at, 1);
    if (list.length === 1) events[type] = list[0];
    if (events.removeListener !== undefined) this.emit('removeListener', type, listener);
  }
  return this;
};
proto.off = proto.removeListener;

proto.removeAllListeners = function removeAllListeners(type) {
  const events = this._events;
  if (events === undefined) return this;
  if (events.removeListener === undefined) {
    if (arguments.length === 0) {
      this._events = Object.create(null);
      this._eventsCount = 0;
    } else if (events[type] !== undefined) {
      this._eventsCount--;
      delete events[type];
    }
    return this;
  }
  if (arguments.length === 0) {
    for (const key of Reflect.ownKeys(events)) if (key !== 'removeListener') this.removeAllListeners(key);
    this.removeAllListeners('removeListener');
    this._events = Object.create(null);
    this._eventsCount = 0;
    return this;
  }
  const listeners = events[type];
  if (typeof listeners === 'function') this.removeListener(type, listeners);
  else if (listeners !== undefined) for (let i = listeners.length - 1; i >= 0; i--) this.removeListener(type, listeners[i]);
  return this;
};

function listenersOf(emitter, type, unwrap) {
  const list = emitter._events === undefined ? undefined : emitter._events[type];
  if (list === undefined) return [];
  const all = typeof list === 'function' ? [list] : list.slice();
  return unwrap ? all.map((l) => l.listener || l) : all;
}
proto.listeners = function listeners(type) { return listenersOf(this, type, true); };
proto.rawListeners = function rawListeners(type) { return listenersOf(this, type, false); };
proto.listenerCount = function listenerCount(type, listener) {
  const list = this._events === undefined ? undefined : this._events[type];
  if (list === undefined) return 0;
  if (listener != null) return listenersOf(this, type, false).filter((l) => l === listener || l.listener === listener).length;
  return typeof list === 'function' ? 1 : list.length;
};
proto.eventNames = function eventNames() { return this._eventsCount > 0 ? Reflect.ownKeys(this._events) : []; };

function abortError(signal) { return new AbortError(undefined, { cause: signal.reason }); }

EventEmitter.once = async function once(emitter, name, options) {
  const signal = options ? options.signal : undefined;
  validateAbortSignal(signal, 'options.signal');
  if (signal && signal.aborted) throw abortError(signal);
  return new Promise((resolve, reject) => {
    const target = typeof emitter.addEventListener === 'function' && typeof emitter.on !== 'function';
    const remove = (n, f) => {
      if (target) emitter.removeEventListener(n, f);
      else if (typeof emitter.removeListener === 'function') emitter.removeListener(n, f);
    };
    const onError = (error) => { remove(name, onEvent); done(); reject(error); };
    const onEvent = (...args) => { remove('error', onError); done(); resolve(args); };
    const onAbort = () => { remove(name, onEvent); remove('error', onError); reject(abortError(signal)); };
    const done = () => { if (signal) signal.removeEventListener('abort', onAbort); };
    if (target) emitter.addEventListener(name, onEvent, { once: true });
    else {
      emitter.once(name, onEvent);
      if (name !== 'error' && typeof emitter.once === 'function') emitter.once('error', onError);
    }
    if (signal) signal.addEventListener('abort', onAbort, { once: true });
  });
};

EventEmitter.on = function on(emitter, event, options) {
  const signal = options ? options.signal : undefined;
  validateAbortSignal(signal, 'options.signal');
  if (signal && signal.aborted) throw abortError(signal);
  const values = [], waiting = [];
  let error = null, finished = false;
  const onEvent = (...args) => { const w = waiting.shift(); if (w) w.resolve({ value: args, done: false }); else values.push(args); };
  const onError = (e) => { const w = waiting.shift(); if (w) w.reject(e); else error = e; iterator.return(); };
  const onAbort = () => onError(abortError(signal));
  const iterator = {
    next() {
      if (values.length > 0) return Promise.resolve({ value: values.shift(), done: false });
      if (error) { const p = Promise.reject(error); error = null; return p; }
      if (finished) return Promise.resolve({ value: undefined, done: true });
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    return() {
      emitter.removeListener(event, onEvent);
      emitter.removeListener('error', onError);
      if (signal) signal.removeEventListener('abort', onAbort);
      finished = true;
      for (const w of waiting.splice(0)) w.resolve({ value: undefined, done: true });
      return Promise.resolve({ value: undefined, done: true });
    },
    throw(e) {
      if (!(e instanceof Error)) throw invalidArgType('EventEmitter.AsyncIterator', 'Error', e);
      error = e;
      emitter.removeListener(event, onEvent);
      emitter.removeListener('error', onError);
    },
    [Symbol.asyncIterator]() { return this; },
  };
  emitter.on(event, onEvent);
  if (event !== 'error') emitter.on('error', onError);
  if (signal) signal.addEventListener('abort', onAbort, { once: true });
  return iterator;
};

EventEmitter.listenerCount = (emitter, type) => emitter.listenerCount(type);
EventEmitter.getEventListeners = (target, type) =>
  typeof target.listeners === 'function' ? target.listeners(type) : require('internal/event_target').listenersOf(target, type);
EventEmitter.getMaxListeners = (target) => typeof target.getMaxListeners === 'function' ? target.getMaxListeners() : defaultMaxListeners;
EventEmitter.setMaxListeners = function setMaxListeners(n = defaultMaxListeners, ...targets) {
  validateNumber(n, 'setMaxListeners', 0);
  if (targets.length === 0) defaultMaxListeners = n;
  for (const t of targets) if (typeof t.setMaxListeners === 'function') t.setMaxListeners(n);
};
EventEmitter.addAbortListener = function addAbortListener(signal, listener) {
  if (signal === undefined) throw invalidArgType('signal', 'AbortSignal', signal);
  validateAbortSignal(signal, 'signal');
  validateFunction(listener, 'listener');
  let remove;
  if (signal.aborted) queueMicrotask(() => listener());
  else {
    signal.addEventListener('abort', listener, { once: true });
    remove = () => signal.removeEventListener('abort', listener);
  }
  return { [Symbol.dispose]() { if (remove) remove(); } };
};
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.usingDomains = false;
EventEmitter.captureRejectionSymbol = kRejection;
EventEmitter.captureRejections = false;
EventEmitter.errorMonitor = kErrorMonitor;

class EventEmitterAsyncResource extends EventEmitter {
  constructor(options) {
    super(options);
    const { AsyncResource } = require('async_hooks');
    const name = (typeof options === 'string' ? options : options && options.name) || new.target.name;
    this.asyncResource = new AsyncResource(name, options);
  }
  emit(event, ...args) { return this.asyncResource.runInAsyncScope(super.emit, this, event, ...args); }
  emitDestroy() { this.asyncResource.emitDestroy(); }
  get asyncId() { return this.asyncResource.asyncId(); }
  get triggerAsyncId() { return this.asyncResource.triggerAsyncId(); }
}
EventEmitter.EventEmitterAsyncResource = EventEmitterAsyncResource;
