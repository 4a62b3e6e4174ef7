'use strict';
// The process object.
const native = binding('process');
const EventEmitter = require('events');
const { nodeError, invalidArgType, invalidArgValue, validateFunction, validateString, validateInteger, validateObject } = require('internal/errors');

function process() {}
const proto = Object.create(EventEmitter.prototype, {
  constructor: { value: process, writable: true, configurable: true, enumerable: false },
  [Symbol.toStringTag]: { value: 'process', configurable: true },
});
process.prototype = proto;
const self = Object.create(proto);
Object.defineProperty(self, Symbol.toStringTag, { value: 'process', configurable: true });
EventEmitter.call(self);
for (const key of Reflect.ownKeys(self)) Object.defineProperty(self, key, { enumerable: false });
module.exports = self;

function lazy(name, make) {
  Object.defineProperty(self, name, {
    get() { const value = make(); set(value); return value; },
    set, configurable: true, enumerable: true,
  });
  function set(value) { Object.defineProperty(self, name, { value, writable: true, configurable: true, enumerable: true }); }
}
const hidden = (name, value) => Object.defineProperty(self, name, { value, writable: true, configurable: true, enumerable: false });

self.version = `v${native.nodeVersion}`;
lazy('versions', () => Object.freeze(native.versions()));
self.arch = native.arch;
self.platform = native.platform;
lazy('release', native.release);
self.title = 'node';
self.argv = native.script === undefined ? [native.execPath, ...native.args] : [native.execPath, native.script, ...native.args];
self.execArgv = native.execArgv;
self.env = native.env;
self.pid = native.pid;
Object.defineProperty(self, 'ppid', { get: native.ppid, enumerable: true, configurable: true });
self.execPath = native.execPath;
self.debugPort = 9229;
self.domain = null;
self.argv0 = native.argv0;
lazy('config', () => ({ target_defaults: { cflags: [], default_configuration: 'Release', defines: [], include_dirs: [], libraries: [] },
  variables: { napi_build_version: self.versions.napi || '', node_shared: false, host_arch: self.arch, target_arch: self.arch, v8_enable_i18n_support: 0 } }));
self.features = Object.freeze({ inspector: false, debug: false, uv: true, ipv6: true, tls_alpn: true, tls_sni: true, tls_ocsp: true, tls: true,
  cached_builtins: true, require_module: true, typescript: false });
lazy('allowedNodeEnvironmentFlags', () => new Set());
lazy('report', () => require('internal/report').report);
hidden('moduleLoadList', []);
self.binding = undefined;
delete self.binding;

self.cwd = function cwd() { return native.cwd(); };
self.chdir = function chdir(directory) {
  validateString(directory, 'directory');
  if (native.isWorker) throw nodeError('TypeError', 'ERR_WORKER_UNSUPPORTED_OPERATION', 'process.chdir() is not supported in workers');
  native.chdir(directory);
};
self.umask = function umask(mask) {
  if (mask === undefined) return native.umask();
  if (typeof mask === 'string') {
    if (!/^[0-7]+$/.test(mask)) throw invalidArgValue('mask', mask, 'must be a 32-bit unsigned integer or an octal string');
    mask = parseInt(mask, 8);
  }
  validateInteger(mask, 'mask', 0, 2 ** 32 - 1);
  return native.umask(mask & 0o777);
};
if (self.platform !== 'win32') {
  ['getuid', 'geteuid', 'getgid', 'getegid', 'getgroups'].forEach((name, i) => { self[name] = { [name]: () => native.ids()[i] }[name]; });
}

let exitCode;
function checkCode(code) {
  if (code === undefined || code === null) return;
  let value = code;
  if (typeof code === 'string' && code !== '') { value = Number(code); if (!Number.isInteger(value)) value = code; }
  if (typeof value !== 'number') throw invalidArgType('code', 'number', code);
  validateInteger(value, 'code');
}
Object.defineProperty(self, 'exitCode', {
  get: () => exitCode, enumerable: true, configurable: false,
  set(code) { checkCode(code); exitCode = code === null ? undefined : code; native.setExitCode(exitCode === undefined ? 0 : +exitCode); },
});
let exiting = false;
hidden('_exiting', false);
self.exit = function exit(code) {
  checkCode(code);
  if (arguments.length > 0 && code != null) self.exitCode = code;
  if (!exiting) {
    exiting = self._exiting = true;
    self.emit('exit', exitCode || 0);
  }
  self.reallyExit(exitCode || 0);
};
self.reallyExit = function reallyExit(code) { native.exit(+code || 0); };
self.abort = function abort() { native.abort(); };
self.kill = function kill(pid, signal) {
  if (pid != (pid | 0)) throw invalidArgType('pid', 'number', pid);
  const number = typeof signal === 'number' ? signal : require('os').constants.signals[signal || 'SIGTERM'];
  if (number === undefined) throw nodeError('TypeError', 'ERR_UNKNOWN_SIGNAL', `Unknown signal: ${signal}`);
  native.kill(pid, number);
  return true;
};
self.nextTick = function nextTick(callback, ...args) {
  validateFunction(callback, 'callback');
  if (exiting) return;
  native.nextTick(callback, ...args);
};
self.hrtime = function hrtime(time) {
  const now = native.hrtime();
  const seconds = Math.floor(now / 1e9), nanos = now % 1e9;
  if (time === undefined) return [seconds, nanos];
  if (!Array.isArray(time)) throw invalidArgType('time', 'Array', time);
  if (time.length !== 2) throw nodeError('RangeError', 'ERR_OUT_OF_RANGE', `The value of "time" is out of range. It must be 2. Received ${time.length}`);
  let s = seconds - time[0], n = nanos - time[1];
  if (n < 0) { s--; n += 1e9; }
  return [s, n];
};
self.hrtime.bigint = function bigint() { return BigInt(native.hrtime()); };
self.uptime = function uptime() { return native.uptime(); };
self.memoryUsage = function memoryUsage() { return native.memoryUsage(); };
self.memoryUsage.rss = function rss() { return native.memoryUsage().rss; };
self.cpuUsage = function cpuUsage(previous) {
  let [user, system] = native.cpuUsage();
  if (previous) { validateObject(previous, 'prevValue'); user -= previous.user; system -= previous.system; }
  return { user, system };
};
self.resourceUsage = function resourceUsage() {
  const [user, system] = native.cpuUsage();
  return { userCPUTime: user, systemCPUTime: system, maxRSS: Math.floor(native.memoryUsage().rss / 1024) };
};
self.loadEnvFile = function loadEnvFile(path = '.env') {
  native.loadEnvFile(path instanceof URL ? require('url').fileURLToPath(path) : String(path));
};
self.dlopen = function dlopen(module, filename, flags) {
  if (arguments.length < 2) throw nodeError('Error', 'ERR_MISSING_ARGS', 'process.dlopen needs at least 2 arguments.');
  native.dlopen(Object(module), String(filename));
};
self.getActiveResourcesInfo = function getActiveResourcesInfo() { return []; };
self.setSourceMapsEnabled = function setSourceMapsEnabled() {};
self.emitWarning = function emitWarning(warning, type, code, ctor) {
  let detail;
  if (type !== null && typeof type === 'object' && !Array.isArray(type)) {
    ctor = type.ctor; code = type.code;
    if (typeof type.detail === 'string') detail = type.detail;
    type = type.type || 'Warning';
  } else if (typeof type === 'function') { ctor = type; code = ''; type = 'Warning'; }
  if (type !== undefined) validateString(type, 'type');
  if (typeof code === 'function') { ctor = code; code = undefined; } else if (code !== undefined) validateString(code, 'code');
  if (typeof warning === 'string') {
    const message = warning;
    warning = new Error(message);
    warning.name = String(type || 'Warning');
    if (code !== undefined) warning.code = code;
    if (detail !== undefined) warning.detail = detail;
    Error.captureStackTrace(warning, ctor || self.emitWarning);
  } else if (!(warning instanceof Error)) {
    throw invalidArgType('warning', ['Error', 'string'], warning);
  }
  if (warning.name === 'DeprecationWarning') {
    if (self.noDeprecation) return;
    if (self.throwDeprecation) return self.nextTick(() => { throw warning; });
  }
  self.nextTick(() => self.emit('warning', warning));
};
let hinted = false;
self.on('warning', function onWarning(warning) {
  if (!(warning instanceof Error) || self.noProcessWarnings || self.env.NODE_NO_WARNINGS === '1') return;
  const deprecation = warning.name === 'DeprecationWarning';
  if (deprecation && self.noDeprecation) return;
  let text = `(node:${self.pid}) `;
  if (warning.code) text += `[${warning.code}] `;
  text += self.traceDeprecation && deprecation && warning.stack ? warning.stack : Error.prototype.toString.call(warning);
  if (typeof warning.detail === 'string') text += `\n${warning.detail}`;
  if (!hinted) {
    hinted = true;
    text += `\n(Use \`node ${deprecation ? '--trace-deprecation' : '--trace-warnings'} ...\` to show where the warning was created)`;
  }
  native.write(2, text + '\n');
});
let captureCallback = null;
self.setUncaughtExceptionCaptureCallback = function setUncaughtExceptionCaptureCallback(fn) {
  if (fn === null) { captureCallback = null; return; }
  validateFunction(fn, 'fn');
  if (captureCallback !== null) {
    throw nodeError('Error', 'ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET', '`process.setupUncaughtExceptionCapture()` was called while a capture callback was already active');
  }
  captureCallback = fn;
};
self.hasUncaughtExceptionCaptureCallback = function hasUncaughtExceptionCaptureCallback() { return captureCallback !== null; };
self.assert = undefined;
delete self.assert;

lazy('stdout', () => require('internal/stdio').output(1));
lazy('stderr', () => require('internal/stdio').output(2));
lazy('stdin', () => require('internal/stdio').input());
lazy('mainModule', () => require('module')._main);

// What the runtime calls.
hidden('_rawDebug', function _rawDebug(...args) { native.write(2, require('internal/inspect').format(...args) + '\n'); });
hidden('_unsettled', false); // the main module still awaits
hidden('_emitExit', () => {
  if (exiting) return;
  if (self._unsettled && exitCode === undefined) {
    self.exitCode = 13;
    native.write(2, 'Warning: Detected unsettled top-level await\n');
  }
  exiting = self._exiting = true;
  self.emit('exit', exitCode === undefined ? native.currentExitCode() : +exitCode);
  if (exitCode !== undefined) native.setExitCode(+exitCode);
});
hidden('_emitBeforeExit', () => { self.emit('beforeExit', +exitCode || 0); });
hidden('_domain', undefined); // where module domain hears of exceptions
hidden('_uncaught', (error, origin) => {
  if (captureCallback !== null) { captureCallback(error); return true; }
  if (self._domain !== undefined && self._domain(error)) return true;
  self.emit('uncaughtExceptionMonitor', error, origin);
  return self.emit('uncaughtException', error, origin);
});
hidden('_unhandled', (reason, promise) => {
  if (self.emit('unhandledRejection', reason, promise)) return;
  const isError = require('internal/inspect').isError(reason);
  if (!isError) {
    const text = require('internal/inspect').inspect(reason);
    const error = nodeError('Error', 'ERR_UNHANDLED_REJECTION', 'This error originated either by throwing inside of an async function ' +
      'without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason ' +
      `${typeof reason === 'object' || typeof reason === 'function' ? text : `"${String(reason)}"`}.`);
    error.name = 'UnhandledPromiseRejection';
    error.stack = `UnhandledPromiseRejection: ${error.message}\n    at throwUnhandledRejections (node:process)`;
    native.uncaught(error, 'unhandledRejection');
    return;
  }
  native.uncaught(reason, 'unhandledRejection');
});
hidden('_emitHandled', (promise) => { self.emit('rejectionHandled', promise); });

// The channel to the process that forked this one.
if (self.env.NAPICHECK_CHANNEL !== undefined && !native.isWorker) {
  const child = binding('child');
  let disconnected;
  const channel = child.channel((text) => {
    if (text === null) { disconnected(); return; }
    self.emit('message', JSON.parse(text), undefined);
  });
  if (channel !== undefined) {
    let refed = false;
    const ref = (on) => { if (on !== refed) { refed = on; child.ref(on); } };
    disconnected = () => {
      if (!self.connected) return;
      self.connected = false;
      self.channel = undefined;
      ref(false);
      self.nextTick(() => self.emit('disconnect'));
    };
    self.connected = true;
    self.channel = { ref: () => ref(true), unref: () => ref(false) };
    self.send = function send(message, handle, options, callback) {
      for (const f of [handle, options]) if (typeof f === 'function') callback = f;
      const ok = self.connected && channel.send(JSON.stringify(message));
      if (callback) self.nextTick(callback, ok ? null : nodeError('Error', 'ERR_IPC_CHANNEL_CLOSED', 'Channel closed'));
      return ok;
    };
    self.disconnect = function disconnect() { channel.disconnect(); disconnected(); };
    const update = () => { if (self.connected) ref(self.listenerCount('message') + self.listenerCount('disconnect') > 0); };
    self.on('newListener', (name) => { if (name === 'message' || name === 'disconnect') { channel.start(); self.nextTick(update); } });
    self.on('removeListener', (name) => { if (name === 'message' || name === 'disconnect') update(); });
  }
}
