'use strict';
// Sockets and servers that never connect: packages make classes of them.
const EventEmitter = require('events');
const { Duplex } = require('stream');
const { denied } = require('internal/network');
const { nodeError, invalidArgType, validateBoolean, validateFunction, validateInteger } = require('internal/errors');

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const v4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
function isIPv4(s) { return v4.test(`${s}`); }
function isIPv6(s) {
  const [address, zone] = `${s}`.split(/%(.*)/s);
  if (zone !== undefined && !/^[0-9a-zA-Z.~:_-]+$/.test(zone)) return false;
  const halves = address.split('::');
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [n, half] of halves.entries()) {
    if (half === '') continue;
    const parts = half.split(':');
    for (const [i, part] of parts.entries()) {
      const last = n === halves.length - 1 && i === parts.length - 1;
      if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups++;
      else if (last && part.includes('.') && isIPv4(part)) groups += 2;
      else return false;
    }
  }
  return halves.length === 2 ? groups < 8 : groups === 8;
}
const isIP = (s) => (isIPv4(s) ? 4 : isIPv6(s) ? 6 : 0);

// normalize makes options and a callback of the forms of connect and listen:
// (options), (port, host), (path), each with a callback behind.
function normalize(args) {
  const callback = typeof args[args.length - 1] === 'function' ? args[args.length - 1] : null;
  const [first, host] = args;
  if (first !== null && typeof first === 'object') return [first, callback];
  if (typeof first === 'string' && !(Number(first) >= 0)) return [{ path: first }, callback];
  return [typeof host === 'string' ? { port: first, host } : { port: first }, callback];
}

class Socket extends Duplex {
  constructor(options) {
    options = typeof options === 'number' ? { fd: options } : { ...options };
    super({ ...options, emitClose: false, autoDestroy: true });
    this.connecting = false;
    this.allowHalfOpen = !!options.allowHalfOpen;
    this.server = null;
    this.timeout = 0;
  }
  connect(...args) {
    const [options, callback] = normalize(args);
    if (options.path === undefined && options.port === undefined) {
      throw nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "options" or "port" or "path" argument must be specified');
    }
    if (callback !== null) this.once('connect', callback);
    this.connecting = true;
    process.nextTick(() => this.destroy(denied(options.path || options.host || 'localhost')));
    return this;
  }
  get pending() { return true; }
  get readyState() { return this.connecting ? 'opening' : 'closed'; }
  get bytesRead() { return 0; }
  get bytesWritten() { return 0; }
  address() { return {}; }
  setTimeout(msecs, callback) {
    this.timeout = msecs;
    if (callback !== undefined) { validateFunction(callback, 'callback'); if (msecs === 0) this.removeListener('timeout', callback); else this.once('timeout', callback); }
    return this;
  }
  setNoDelay() { return this; }
  setKeepAlive() { return this; }
  ref() { return this; }
  unref() { return this; }
  destroySoon() { this.destroy(); }
  resetAndDestroy() { return this.destroy(); }
  _read() {}
  _write(chunk, encoding, callback) { this.once('close', () => callback(denied())); }
  _destroy(error, callback) {
    this.connecting = false;
    callback(error);
    process.nextTick(() => this.emit('close', ...(error ? [true] : [])));
  }
}

class Server extends EventEmitter {
  constructor(options, listener) {
    super();
    if (typeof options === 'function') { listener = options; options = {}; } else if (options !== undefined && (options === null || typeof options !== 'object')) throw invalidArgType('options', 'Object', options);
    if (typeof listener === 'function') this.on('connection', listener);
    this.allowHalfOpen = !!(options && options.allowHalfOpen);
    this.pauseOnConnect = !!(options && options.pauseOnConnect);
  }
  listen(...args) {
    const [options, callback] = normalize(args);
    if (callback !== null) this.once('listening', callback);
    throw denied(options.path || options.host || '');
  }
  get listening() { return false; }
  address() { return null; }
  getConnections(callback) { process.nextTick(callback, null, 0); return this; }
  close(callback) {
    if (typeof callback === 'function') this.once('close', () => callback(nodeError('Error', 'ERR_SERVER_NOT_RUNNING', 'Server is not running.')));
    process.nextTick(() => this.emit('close'));
    return this;
  }
  ref() { return this; }
  unref() { return this; }
}

const connect = (...args) => new Socket(normalize(args)[0]).connect(...args);
let selectFamily = true, attemptTimeout = 250;
module.exports = {
  connect, createConnection: connect, createServer: (options, listener) => new Server(options, listener), isIP, isIPv4, isIPv6, Server, Socket, Stream: Socket,
  getDefaultAutoSelectFamily: () => selectFamily,
  setDefaultAutoSelectFamily(value) { validateBoolean(value, 'value'); selectFamily = value; },
  getDefaultAutoSelectFamilyAttemptTimeout: () => attemptTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout(value) { validateInteger(value, 'value', 1, 2 ** 31 - 1); attemptTimeout = Math.max(value, 10); },
};
