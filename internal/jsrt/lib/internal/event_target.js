'use strict';
// Event, EventTarget, AbortController, AbortSignal.
const { nodeError, invalidArgType, validateObject } = require('internal/errors');
const { customInspect } = require('internal/symbols');

class Event {
  #type; #bubbles; #cancelable; #composed; #prevented = false; #stopped = false; #target = null; #phase = 0; #time; #dispatching = false;
  constructor(type, options = undefined) {
    if (arguments.length === 0) throw nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "type" argument must be specified');
    if (options != null) validateObject(options, 'options');
    this.#type = `${type}`;
    this.#bubbles = !!(options && options.bubbles);
    this.#cancelable = !!(options && options.cancelable);
    this.#composed = !!(options && options.composed);
    this.#time = performance.now();
  }
  get type() { return this.#type; }
  get target() { return this.#target; }
  get currentTarget() { return this.#dispatching ? this.#target : null; }
  get srcElement() { return this.#target; }
  get bubbles() { return this.#bubbles; }
  get cancelable() { return this.#cancelable; }
  get composed() { return this.#composed; }
  get defaultPrevented() { return this.#cancelable && this.#prevented; }
  get returnValue() { return !this.#cancelable || !this.#prevented; }
  get cancelBubble() { return this.#stopped; }
  set cancelBubble(v) { if (v) this.#stopped = true; }
  get eventPhase() { return this.#dispatching ? 2 : 0; }
  get timeStamp() { return this.#time; }
  get isTrusted() { return false; }
  composedPath() { return this.#dispatching ? [this.#target] : []; }
  preventDefault() { this.#prevented = true; }
  stopPropagation() {}
  stopImmediatePropagation() { this.#stopped = true; }
  _begin(target) { this.#target = target; this.#dispatching = true; }
  _end() { this.#dispatching = false; }
  get _busy() { return this.#dispatching; }
  get _halted() { return this.#stopped; }
  [customInspect](depth, options) {
    const { inspect } = require('internal/inspect');
    if (depth < 0) return this.constructor.name;
    return `${this.constructor.name} ${inspect({ type: this.#type, defaultPrevented: this.defaultPrevented, cancelable: this.#cancelable, timeStamp: this.#time }, options)}`;
  }
  static NONE = 0; static CAPTURING_PHASE = 1; static AT_TARGET = 2; static BUBBLING_PHASE = 3;
}
for (const key of ['_begin', '_end', '_busy', '_halted']) Object.defineProperty(Event.prototype, key, { enumerable: false });
Object.defineProperty(Event.prototype, Symbol.toStringTag, { value: 'Event', configurable: true });
class CustomEvent extends Event {
  #detail;
  constructor(type, options) { super(type, options); this.#detail = options && options.detail !== undefined ? options.detail : null; }
  get detail() { return this.#detail; }
}
Object.defineProperty(CustomEvent.prototype, Symbol.toStringTag, { value: 'CustomEvent', configurable: true });
class MessageEvent extends Event {
  #init;
  constructor(type, init = {}) { super(type, init); this.#init = init || {}; }
  get data() { return this.#init.data === undefined ? null : this.#init.data; }
  get origin() { return this.#init.origin || ''; }
  get lastEventId() { return this.#init.lastEventId || ''; }
  get source() { return this.#init.source || null; }
  get ports() { return this.#init.ports || []; }
}
Object.defineProperty(MessageEvent.prototype, Symbol.toStringTag, { value: 'MessageEvent', configurable: true });

const kListeners = Symbol('kEvents');
class EventTarget {
  constructor() { Object.defineProperty(this, kListeners, { value: new Map() }); }
  addEventListener(type, listener, options = {}) {
    if (arguments.length < 2) throw nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "type" and "listener" arguments must be specified');
    if (listener === null || listener === undefined) return;
    if (typeof listener !== 'function' && typeof listener !== 'object') throw invalidArgType('listener', 'EventListener', listener);
    if (typeof options === 'boolean') options = { capture: options };
    const { once = false, capture = false, signal } = options || {};
    if (signal && signal.aborted) return;
    type = `${type}`;
    let list = this[kListeners].get(type);
    if (!list) this[kListeners].set(type, list = []);
    if (list.some((l) => l.listener === listener && l.capture === !!capture)) return;
    const entry = { listener, once: !!once, capture: !!capture, removed: false };
    list.push(entry);
    if (this._added) this._added(type);
    if (signal) signal.addEventListener('abort', () => this.removeEventListener(type, listener, options), { once: true });
  }
  removeEventListener(type, listener, options = {}) {
    if (arguments.length < 2) throw nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "type" and "listener" arguments must be specified');
    const capture = typeof options === 'boolean' ? options : !!(options && options.capture);
    const list = this[kListeners].get(`${type}`);
    if (!list) return;
    const at = list.findIndex((l) => l.listener === listener && l.capture === capture);
    if (at === -1) return;
    list[at].removed = true;
    list.splice(at, 1);
    if (this._removed) this._removed(`${type}`);
  }
  dispatchEvent(event) {
    if (!(event instanceof Event)) throw invalidArgType('event', 'Event', event);
    if (event._busy) throw nodeError('Error', 'ERR_EVENT_RECURSION', `The event "${event.type}" is already being dispatched`);
    event._begin(this);
    const list = this[kListeners].get(event.type);
    if (list) {
      for (const entry of list.slice()) {
        if (entry.removed) continue;
        if (entry.once) this.removeEventListener(event.type, entry.listener, entry.capture);
        try {
          const { listener } = entry;
          const result = typeof listener === 'function' ? listener.call(this, event) : listener.handleEvent(event);
          if (result && typeof result.then === 'function') result.then(undefined, (error) => process.nextTick(() => { throw error; }));
        } catch (error) {
          process.nextTick(() => { throw error; });
        }
        if (event._halted) break;
      }
    }
    event._end();
    return !event.defaultPrevented;
  }
  [customInspect](depth, options) {
    const { inspect } = require('internal/inspect');
    if (depth < 0) return this.constructor.name;
    return `${this.constructor.name} ${inspect({}, options)}`;
  }
}
Object.defineProperty(EventTarget.prototype, Symbol.toStringTag, { value: 'EventTarget', configurable: true });
for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent']) Object.defineProperty(EventTarget.prototype, name, { enumerable: true });

// handlerProperty is an attribute such as onabort.
function handlerProperty(proto, type) {
  const handlers = new WeakMap();
  Object.defineProperty(proto, `on${type}`, {
    enumerable: true, configurable: true,
    get() { const h = handlers.get(this); return h ? h.fn : null; },
    set(fn) {
      const old = handlers.get(this);
      if (old) this.removeEventListener(type, old.wrapped);
      handlers.delete(this);
      if (typeof fn === 'function') {
        const wrapped = (event) => fn.call(this, event);
        handlers.set(this, { fn, wrapped });
        this.addEventListener(type, wrapped);
      }
    },
  });
}

const kMake = Symbol('make');
class AbortSignal extends EventTarget {
  #aborted = false; #reason;
  constructor(token) {
    if (token !== kMake) throw nodeError('TypeError', 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    super();
  }
  get aborted() { return this.#aborted; }
  get reason() { return this.#reason; }
  throwIfAborted() { if (this.#aborted) throw this.#reason; }
  _abort(reason) {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    this.dispatchEvent(new Event('abort'));
  }
  static abort(reason = newAbortError()) { const s = new AbortSignal(kMake); s.#aborted = true; s.#reason = reason; return s; }
  static timeout(delay) {
    require('internal/errors').validateInteger(delay, 'delay', 0, 2 ** 32 - 1);
    const s = new AbortSignal(kMake);
    setTimeout(() => s._abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), delay).unref();
    return s;
  }
  static any(signals) {
    const s = new AbortSignal(kMake);
    for (const other of signals) {
      if (other.aborted) { s.#aborted = true; s.#reason = other.reason; return s; }
    }
    for (const other of signals) other.addEventListener('abort', () => s._abort(other.reason), { once: true });
    return s;
  }
  [customInspect](depth, options) {
    const { inspect } = require('internal/inspect');
    if (depth < 0) return 'AbortSignal';
    return `AbortSignal ${inspect({ aborted: this.#aborted }, options)}`;
  }
}
handlerProperty(AbortSignal.prototype, 'abort');
Object.defineProperty(AbortSignal.prototype, '_abort', { enumerable: false });
Object.defineProperty(AbortSignal.prototype, Symbol.toStringTag, { value: 'AbortSignal', configurable: true });
function newAbortError() { return new DOMException('This operation was aborted', 'AbortError'); }
class AbortController {
  #signal = new AbortSignal(kMake);
  get signal() { return this.#signal; }
  abort(reason = newAbortError()) { this.#signal._abort(reason); }
  [customInspect](depth, options) {
    const { inspect } = require('internal/inspect');
    if (depth < 0) return 'AbortController';
    return `AbortController ${inspect({ signal: this.#signal }, options)}`;
  }
}
Object.defineProperty(AbortController.prototype, Symbol.toStringTag, { value: 'AbortController', configurable: true });
Object.defineProperty(AbortController.prototype, 'signal', { enumerable: true });
Object.defineProperty(AbortController.prototype, 'abort', { enumerable: true });

module.exports = { Event, CustomEvent, MessageEvent, EventTarget, AbortController, AbortSignal, handlerProperty,
  listenersOf: (target, type) => (target[kListeners] && target[kListeners].get(type) || []).map((e) => e.listener) };
