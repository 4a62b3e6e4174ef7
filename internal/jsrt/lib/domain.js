'use strict';
// Domains: the present one travels with the asynchronous context; the stack
// holds those entered by what runs now, as what they throw is for the last.
const EventEmitter = require('events');
const { AsyncLocalStorage } = require('async_hooks');
const store = new AsyncLocalStorage();
const stack = []; // [domain, the present one before]
let used = false;

const show = (target, name, value) => Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });

class Domain extends EventEmitter {
  constructor() {
    super();
    this.members = [];
  }
  enter() {
    if (stack.length === 0) process.nextTick(() => { stack.length = 0; });
    used = true;
    stack.push([this, store.getStore()]);
    store.enterWith(this);
  }
  exit() {
    const at = stack.findLastIndex(([d]) => d === this);
    if (at === -1) return;
    const [, before] = stack[at];
    stack.length = at;
    store.enterWith(before);
  }
  run(f, ...args) {
    this.enter();
    const result = Reflect.apply(f, this, args);
    this.exit();
    return result;
  }
  add(emitter) {
    if (emitter.domain === this) return;
    if (emitter.domain) emitter.domain.remove(emitter);
    if (this.domain && emitter instanceof Domain) {
      for (let d = this.domain; d; d = d.domain) if (d === emitter) return;
    }
    show(emitter, 'domain', this);
    this.members.push(emitter);
  }
  remove(emitter) {
    emitter.domain = null;
    const at = this.members.indexOf(emitter);
    if (at !== -1) this.members.splice(at, 1);
  }
  bind(f) { return bound(this, f, (self, args) => Reflect.apply(f, self, args)); }
  intercept(f) {
    return bound(this, f, (self, [error, ...args]) => {
      if (!(error instanceof Error)) return Reflect.apply(f, self, args);
      error.domainBound = f;
      error.domainThrown = false;
      show(error, 'domain', this);
      this.emit('error', error);
    });
  }
  // Uncaught exceptions. It reports whether somebody was told.
  _errorHandler(error) {
    if (error !== null && (typeof error === 'object' || typeof error === 'function')) {
      show(error, 'domain', this);
      error.domainThrown = true;
    }
    const outer = stack.slice(0, Math.max(0, stack.length - 1));
    stack.length = 0;
    if (outer.length === 0) {
      store.enterWith(undefined);
      return this.listenerCount('error') > 0 && this.emit('error', error);
    }
    try {
      return this.emit('error', error);
    } catch (another) {
      stack.push(...outer);
      return outer[outer.length - 1][0]._errorHandler(another);
    } finally {
      store.enterWith(undefined);
    }
  }
}
function bound(domain, f, call) {
  function runBound(...args) {
    domain.enter();
    const result = call(this, args);
    domain.exit();
    return result;
  }
  return show(runBound, 'domain', domain);
}

Object.defineProperty(process, 'domain', { get: present, set: (d) => { used = true; store.enterWith(d); }, enumerable: true, configurable: true });
function present() {
  const domain = store.getStore();
  return domain === undefined && !used ? null : domain;
}
process._domain = (error) => {
  const domain = stack.length > 0 ? stack[stack.length - 1][0] : store.getStore();
  return domain ? domain._errorHandler(error) : false;
};

const { init } = EventEmitter;
EventEmitter.init = function(options) {
  show(this, 'domain', null);
  if (present() && !(this instanceof Domain)) this.domain = present();
  return Reflect.apply(init, this, [options]);
};
const { emit } = EventEmitter.prototype;
EventEmitter.prototype.emit = function(...args) {
  const { domain } = this;
  if (domain === null || domain === undefined || this === process) return Reflect.apply(emit, this, args);
  const [type, error] = args;
  if (type === 'error' && this.listenerCount('error') === 0) {
    const told = args.length > 1 && error ? error : Object.assign(new Error('Unhandled error.'), { code: 'ERR_UNHANDLED_ERROR', context: error });
    if (typeof told === 'object') {
      told.domainEmitter = this;
      show(told, 'domain', domain);
      told.domainThrown = false;
    }
    domain.emit('error', told);
    return false;
  }
  domain.enter();
  const result = Reflect.apply(emit, this, args);
  domain.exit();
  return result;
};

const create = () => new Domain();
module.exports = { Domain, createDomain: create, create };
Object.defineProperty(module.exports, 'active', { get: present, enumerable: true });
Object.defineProperty(module.exports, '_stack', { get: () => stack.map(([d]) => d) });
// receiver enters the domain of what an addon calls, and gives what leaves it.
Object.defineProperty(module.exports, '_receiver', { value({ domain }) {
  if (!(domain instanceof Domain)) return undefined;
  domain.enter();
  return (well) => { if (well) domain.exit(); };
} });
