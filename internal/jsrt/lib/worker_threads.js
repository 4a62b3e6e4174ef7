'use strict';
const native = binding('worker');
const EventEmitter = require('events');
const { EventTarget, MessageEvent, Event, handlerProperty } = require('internal/event_target');
const { nodeError, invalidArgType } = require('internal/errors');
const { Readable, Writable } = require('stream');

// A MessagePort is an EventTarget with the methods of an EventEmitter.
const kPort = native.portKey;
class MessagePort extends EventTarget {
  #refed = false; #closed = false; #listeners = new Map(); #wrappers = [];
  constructor(port) {
    if (port === undefined) throw nodeError('TypeError', 'ERR_CONSTRUCT_CALL_INVALID', 'Constructor cannot be called');
    super();
    Object.defineProperty(this, kPort, { value: port, configurable: true, writable: true });
    native.attach(port, this);
  }
  postMessage(message, transfer) {
    if (arguments.length === 0) throw nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "message" argument must be specified');
    if (this.#closed) return;
    native.post(this[kPort], message, transfer && !Array.isArray(transfer) ? transfer.transfer : transfer);
  }
  start() { if (!this.#closed) native.start(this[kPort]); }
  close(callback) {
    if (typeof callback === 'function') this.once('close', callback);
    if (!this.#closed) native.close(this[kPort]);
  }
  ref() { if (!this.#refed && !this.#closed) { this.#refed = true; native.ref(true); } }
  unref() { if (this.#refed) { this.#refed = false; native.ref(false); } }
  hasRef() { return this.#refed; }
  _added(type) { if (type === 'message') { this.ref(); this.start(); } }
  _removed(type) { if (type === 'message' && this.listenerCount('message') === 0) this.unref(); }
  _message(data) { this.dispatchEvent(new MessageEvent('message', { data })); }
  _closed() {
    if (this.#closed) return;
    this.#closed = true;
    this.unref();
    this.dispatchEvent(new Event('close'));
  }
  on(type, listener) { return this.#add(type, listener, false); }
  addListener(type, listener) { return this.#add(type, listener, false); }
  once(type, listener) { return this.#add(type, listener, true); }
  #add(type, listener, once) {
    const wrapped = (event) => {
      if (once) this.off(type, listener);
      listener.call(this, type === 'message' || type === 'messageerror' ? event.data : event);
    };
    this.#wrappers.push({ type, listener, wrapped });
    this.addEventListener(type, wrapped);
    return this;
  }
  off(type, listener) {
    const at = this.#wrappers.findLastIndex((w) => w.type === type && w.listener === listener);
    if (at !== -1) { const [{ wrapped }] = this.#wrappers.splice(at, 1); this.removeEventListener(type, wrapped); }
    return this;
  }
  removeListener(type, listener) { return this.off(type, listener); }
  removeAllListeners(type) { for (const w of this.#wrappers.slice()) if (type === undefined || w.type === type) this.off(w.type, w.listener); return this; }
  emit(type, ...args) { const n = this.listenerCount(type); this.dispatchEvent(type === 'message' ? new MessageEvent('message', { data: args[0] }) : new Event(type)); return n > 0; }
  listenerCount(type) { return require('internal/event_target').listenersOf(this, type).length; }
  listeners(type) { return this.#wrappers.filter((w) => w.type === type).map((w) => w.listener); }
  eventNames() { return [...new Set(this.#wrappers.map((w) => w.type))]; }
  setMaxListeners() { return this; }
  getMaxListeners() { return 10; }
}
for (const type of ['message', 'messageerror', 'close']) handlerProperty(MessagePort.prototype, type);
for (const name of ['_added', '_removed', '_message', '_closed']) Object.defineProperty(MessagePort.prototype, name, { enumerable: false });
Object.defineProperty(MessagePort.prototype, Symbol.toStringTag, { value: 'MessagePort', configurable: true });

class MessageChannel {
  constructor() {
    const [a, b] = native.channel();
    this.port1 = new MessagePort(a);
    this.port2 = new MessagePort(b);
  }
}
function receiveMessageOnPort(port) {
  if (!(port instanceof MessagePort)) throw nodeError('TypeError', 'ERR_INVALID_ARG_TYPE', 'The "port" argument must be a MessagePort instance');
  const message = native.receive(port[kPort]);
  return message === undefined ? undefined : { message: message[0] };
}

const kShareEnv = Symbol.for('nodejs.worker_threads.SHARE_ENV');
const environmentData = new Map();
class Worker extends EventEmitter {
  #handle; #port; #refed = true; #exited = false; #exit;
  constructor(filename, options = {}) {
    super();
    if (options.execArgv !== undefined && !Array.isArray(options.execArgv)) throw invalidArgType('options.execArgv', 'Array', options.execArgv);
    if (options.argv !== undefined && !Array.isArray(options.argv)) throw invalidArgType('options.argv', 'Array', options.argv);
    let file = filename;
    if (!options.eval) {
      if (filename instanceof URL) file = filename.protocol === 'data:' ? filename : require('url').fileURLToPath(filename);
      else if (typeof filename !== 'string') throw invalidArgType('filename', ['string', 'URL'], filename);
      const path = require('path');
      if (!path.isAbsolute(file) && !/^\.\.?[\\/]/.test(file)) {
        throw nodeError('TypeError', 'ERR_WORKER_PATH', `The worker script or module filename must be an absolute path or a relative path starting with './' or '../'. Received ${JSON.stringify(file)}`);
      }
      file = path.resolve(file);
    }
    let env;
    if (options.env !== undefined && options.env !== null && options.env !== kShareEnv) env = Object.entries(options.env).map(([k, v]) => `${k}=${v}`);
    this.#handle = native.run(file, !!options.eval, { data: options.workerData, env: environmentData }, options.transferList, (options.argv || []).map(String), env, options.execArgv,
      (kind, value, code) => this.#event(kind, value, code));
    native.ref(true);
    this.threadId = this.#handle.id;
    this.resourceLimits = {};
    this.#port = new MessagePort(this.#handle.port);
    this.#port.on('message', (message) => this.emit('message', message));
    this.#port.unref();
    const empty = () => new Readable({ read() { this.push(null); } });
    this.stdin = options.stdin ? new Writable({ write(chunk, encoding, callback) { callback(); } }) : null;
    this.stdout = empty();
    this.stderr = empty();
    this.performance = { eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }) };
    this.#exit = new Promise((resolve) => super.once('exit', resolve));
  }
  #event(kind, value, code) {
    switch (kind) {
      case 'online': this.emit('online'); break;
      case 'error': this.emit('error', value); break;
      case 'fail': this.emit('error', new Error(value)); break;
      case 'exit':
        // What the worker posted before arrives before.
        for (let m; (m = native.receive(this.#handle.port)) !== undefined;) this.emit('message', m[0]);
        this.#exited = true;
        this.threadId = -1;
        if (this.#refed) { this.#refed = false; native.ref(false); }
        this.emit('exit', code);
    }
  }
  postMessage(...args) { if (!this.#exited) this.#port.postMessage(...args); }
  terminate() {
    if (this.#exited) return Promise.resolve();
    this.ref();
    this.#handle.terminate();
    return this.#exit;
  }
  ref() { if (!this.#refed && !this.#exited) { this.#refed = true; native.ref(true); } }
  unref() { if (this.#refed) { this.#refed = false; native.ref(false); } }
  getHeapSnapshot() { return Promise.reject(nodeError('Error', 'ERR_WORKER_NOT_RUNNING', 'Worker instance not running')); }
  [Symbol.asyncDispose]() { return this.terminate(); }
}
delete Worker.prototype.getHeapSnapshot;

// Go makes objects of the ports that come; the data of a worker may hold some.
Object.defineProperty(module.exports, '_adopt', { value: (port) => new MessagePort(port) });
let parentPort = null, workerData = null;
if (!native.isMain) {
  parentPort = new MessagePort(native.parentPort());
  const start = native.workerData();
  workerData = start.data;
  for (const [k, v] of start.env) environmentData.set(k, v);
}
const untransferable = new WeakSet();
Object.assign(module.exports, {
  isMainThread: native.isMain, isInternalThread: false, MessagePort, MessageChannel, markAsUntransferable: (o) => { if (o !== null && typeof o === 'object') untransferable.add(o); },
  isMarkedAsUntransferable: (o) => untransferable.has(o), moveMessagePortToContext: (port) => port, receiveMessageOnPort, resourceLimits: {}, threadId: native.threadId, SHARE_ENV: kShareEnv, Worker,
  parentPort, workerData, setEnvironmentData: (k, v) => { if (v === undefined) environmentData.delete(k); else environmentData.set(k, v); }, getEnvironmentData: (k) => environmentData.get(k),
});
