'use strict';
const native = binding('child');
const EventEmitter = require('events');
const { Readable, Writable } = require('stream');
const { nodeError, invalidArgType, invalidArgValue, validateString } = require('internal/errors');
const { signals } = require('os').constants;

const windows = process.platform === 'win32';
function normalize(file, args, options) {
  validateString(file, 'file');
  if (file.length === 0) throw invalidArgValue('file', file, 'cannot be empty');
  if (Array.isArray(args)) args = args.slice();
  else if (args === undefined || args === null) args = [];
  else if (typeof args !== 'object') throw invalidArgType('args', 'object', args);
  else { options = args; args = []; }
  if (options === undefined) options = {};
  else if (options === null || typeof options !== 'object') throw invalidArgType('options', 'object', options);
  args = args.map(String);
  if (options.shell) {
    const command = [file, ...args].join(' ');
    if (windows) { file = typeof options.shell === 'string' ? options.shell : process.env.comspec || 'cmd.exe'; args = ['/d', '/s', '/c', `"${command}"`]; } else { file = typeof options.shell === 'string' ? options.shell : '/bin/sh'; args = ['-c', command]; }
  }
  const env = options.env || process.env, pairs = [];
  for (const key in env) if (env[key] !== undefined) pairs.push(`${key}=${env[key]}`);
  let { cwd } = options;
  if (cwd instanceof URL) cwd = require('url').fileURLToPath(cwd);
  return { ...options, file, args, env: options.env ? pairs : undefined, cwd, spawnargs: [options.argv0 || file, ...args] };
}
function stdioOf(stdio, fallback = 'pipe') {
  if (stdio === undefined || stdio === null) stdio = fallback;
  const list = Array.isArray(stdio) ? stdio.slice() : [stdio, stdio, stdio];
  while (list.length < 3) list.push(undefined);
  return list.map((s, fd) => {
    if (s === undefined || s === null) return fd < 3 ? fallback : 'ignore';
    if (s === fd || (s && s.fd === fd)) return 'inherit';
    if (s === 'overlapped') return 'pipe';
    if (['pipe', 'inherit', 'ignore', 'ipc'].includes(s)) return s;
    if (s === 1 || s === 2 || s === process.stdout || s === process.stderr) return 'inherit';
    throw invalidArgValue('stdio', s);
  });
}
const signalOf = (signal, fallback = 'SIGTERM') => {
  if (signal === undefined || signal === null) signal = fallback;
  if (typeof signal === 'number') return signal;
  const n = signals[`${signal}`.toUpperCase()];
  if (n === undefined) throw nodeError('TypeError', 'ERR_UNKNOWN_SIGNAL', `Unknown signal: ${signal}`);
  return n;
};

function spawnSync(file, args, options) {
  const o = normalize(file, args, options);
  o.stdio = stdioOf(o.stdio);
  o.killSignal = signalOf(o.killSignal);
  o.timeout = o.timeout || 0;
  if (o.input !== undefined && o.input !== null) o.input = typeof o.input === 'string' ? Buffer.from(o.input, o.encoding && o.encoding !== 'buffer' ? o.encoding : 'utf8') : o.input;
  const [pid, status, signal, stdout, stderr, error] = native.sync(o);
  const show = (fd, data) => (o.stdio[fd] !== 'pipe' ? null : o.encoding && o.encoding !== 'buffer' ? data.toString(o.encoding) : data);
  const result = { pid, output: null, stdout: null, stderr: null, status, signal };
  if (error === null || error.code === 'ETIMEDOUT') result.output = [null, show(1, stdout), show(2, stderr)];
  if (result.output) { result.stdout = result.output[1]; result.stderr = result.output[2]; }
  if (error) {
    result.error = Object.assign(new Error(`${error.syscall} ${error.code}`), { errno: error.errno, code: error.code, syscall: error.syscall, path: o.file, spawnargs: o.args });
    if (error.code === 'ENOENT') result.status = null;
  }
  const max = o.maxBuffer === undefined ? 1024 * 1024 : o.maxBuffer;
  if (!result.error && ((stdout.length > max && o.stdio[1] === 'pipe') || (stderr.length > max && o.stdio[2] === 'pipe'))) {
    result.error = Object.assign(new Error(`spawnSync ${o.file} ENOBUFS`), { errno: -105, code: 'ENOBUFS', syscall: `spawnSync ${o.file}`, path: o.file, spawnargs: o.args });
  }
  return result;
}
function check(result, args, command) {
  let error;
  if (result.error) { error = result.error; Object.assign(error, result); } else if (result.status !== 0) {
    let message = `Command failed: ${command || args.join(' ')}`;
    if (result.stderr && result.stderr.length > 0) message += `\n${result.stderr.toString()}`;
    error = Object.assign(new Error(message), result);
  }
  return error;
}
function execFileSync(file, args, options) {
  const o = normalize(file, args, options);
  const given = Array.isArray(args) ? options : args;
  const inherit = !given || given.stdio === undefined;
  const result = spawnSync(file, Array.isArray(args) ? args : [], given || {});
  if (inherit && result.stderr) process.stderr.write(result.stderr);
  const error = check(result, [o.file, ...o.args]);
  if (error) throw error;
  return result.stdout;
}
function execSync(command, options = {}) {
  const inherit = options.stdio === undefined;
  const result = spawnSync(command, [], { ...options, shell: options.shell || true });
  if (inherit && result.stderr) process.stderr.write(result.stderr);
  const error = check(result, [], command);
  if (error) throw error;
  return result.stdout;
}

class ChildProcess extends EventEmitter {
  #native;
  #holdChannel;
  constructor() {
    super();
    this.connected = false; this.signalCode = null; this.exitCode = null; this.killed = false; this.spawnfile = null;
    Object.defineProperty(this, '_closes', { value: 0, writable: true });
  }
  spawn(o) {
    const stdio = stdioOf(o.stdio), ipcAt = stdio.indexOf('ipc');
    o.ipc = ipcAt !== -1;
    o.stdio = stdio.map((s) => (s === 'ipc' ? 'ignore' : s));
    this.spawnfile = o.file;
    this.spawnargs = o.spawnargs;
    this._closes = 1;
    const readers = {};
    const maybeClose = () => { if (--this._closes === 0) this.emit('close', this.exitCode, this.signalCode); };
    for (const fd of [1, 2]) {
      if (o.stdio[fd] !== 'pipe') { this[fd === 1 ? 'stdout' : 'stderr'] = null; continue; }
      const stream = new Readable({ read() {} });
      stream.ref = stream.unref = () => stream;
      readers[fd] = stream;
      this._closes++;
      stream.once('close', maybeClose);
      this[fd === 1 ? 'stdout' : 'stderr'] = stream;
    }
    const exit = (code, signal) => {
      if (code !== null) this.exitCode = code;
      if (signal !== null) this.signalCode = signal;
      if (this._refed) { this._refed = false; native.ref(false); }
      if (this.stdin) this.stdin.destroy();
      this.emit('exit', this.exitCode, this.signalCode);
      // A pipe nobody reads must not hold 'close' back.
      process.nextTick(() => { for (const s of Object.values(readers)) if (s.readableFlowing === null && !s.readableListening) s.resume(); });
      maybeClose();
    };
    const handle = native.spawn(o, (fd, data) => readers[fd].push(data), exit, (text) => {
      if (text === null) { this.#disconnected(); return; }
      const message = JSON.parse(text);
      if (message !== null && typeof message === 'object' && message.cmd === 'NODE_HANDSHAKE') return;
      this.emit('message', message, undefined);
    });
    if (handle instanceof Error) {
      const error = Object.assign(new Error(`spawn ${o.file} ${handle.code}`), { errno: handle.errno, code: handle.code, syscall: `spawn ${o.file}`, path: o.file, spawnargs: o.args });
      this.pid = undefined;
      this.stdin = o.stdio[0] === 'pipe' ? new Writable({ write(c, e, done) { done(); } }) : null;
      this.stdio = [this.stdin, this.stdout, this.stderr];
      process.nextTick(() => {
        this.exitCode = handle.errno;
        this.emit('error', error);
        for (const s of Object.values(readers)) { s.push(null); s.resume(); }
        maybeClose();
      });
      return handle.errno;
    }
    this.#native = handle;
    this.pid = handle.pid;
    Object.defineProperty(this, '_refed', { value: true, writable: true });
    native.ref(true);
    this.stdin = o.stdio[0] !== 'pipe' ? null : new Writable({
      write(chunk, encoding, callback) { handle.write(chunk, callback); },
      final(callback) { handle.end(); callback(); },
      destroy(error, callback) { handle.end(); callback(error); },
    });
    if (this.stdin) this.stdin.on('error', (error) => { if (error.code !== 'EPIPE' || this.stdin.listenerCount('error') > 1) return; });
    this.stdio = [this.stdin, this.stdout, this.stderr];
    if (o.ipc) {
      this._closes++; // messages come before 'close'
      this.connected = true;
      let held = false;
      this.#holdChannel = (hold) => { if (held !== hold) { held = hold; native.ref(hold); } };
      this.#holdChannel(true);
      this.channel = { ref: () => { this.#holdChannel(this.connected); }, unref: () => { this.#holdChannel(false); } };
      this.send = (message, sendHandle, options, callback) => {
        for (const f of [sendHandle, options]) if (typeof f === 'function') callback = f;
        if (message === undefined) throw nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "message" argument must be specified');
        const ok = this.connected && handle.send(JSON.stringify(message));
        const error = ok ? null : nodeError('Error', 'ERR_IPC_CHANNEL_CLOSED', 'Channel closed');
        if (callback) process.nextTick(callback, error); else if (error) process.nextTick(() => this.emit('error', error));
        return ok;
      };
      this.disconnect = () => {
        if (!this.connected) { this.emit('error', nodeError('Error', 'ERR_IPC_DISCONNECTED', 'IPC channel is already disconnected')); return; }
        handle.disconnect();
        this.#disconnected();
      };
    }
    if (o.timeout > 0) { const timer = setTimeout(() => this.kill(o.killSignal), o.timeout); this.once('exit', () => clearTimeout(timer)); }
    if (o.signal) {
      const abort = () => { if (this.kill(o.killSignal)) this.emit('error', new (require('internal/errors').AbortError)(undefined, { cause: o.signal.reason })); };
      if (o.signal.aborted) process.nextTick(abort); else { o.signal.addEventListener('abort', abort, { once: true }); this.once('exit', () => o.signal.removeEventListener('abort', abort)); }
    }
    process.nextTick(() => this.emit('spawn'));
    return 0;
  }
  #disconnected() {
    if (!this.connected) return;
    this.connected = false;
    this.channel = null;
    this.#holdChannel(false);
    process.nextTick(() => {
      this.emit('disconnect');
      if (--this._closes === 0) this.emit('close', this.exitCode, this.signalCode);
    });
  }
  kill(signal) {
    const n = signalOf(signal);
    if (!this.#native || this.exitCode !== null || this.signalCode !== null) return false;
    const ok = this.#native.kill(n);
    if (ok && n !== 0) this.killed = true;
    return ok;
  }
  ref() { if (this._refed === false && this.exitCode === null) { this._refed = true; native.ref(true); } }
  unref() { if (this._refed) { this._refed = false; native.ref(false); } }
  [Symbol.dispose]() { if (!this.killed) this.kill(); }
}
function spawn(file, args, options) {
  const child = new ChildProcess();
  child.spawn(normalize(file, args, options));
  return child;
}
function fork(file, args, options) {
  if (file instanceof URL) file = require('url').fileURLToPath(file);
  validateString(file, 'modulePath');
  if (!Array.isArray(args)) { options = args || options; args = []; }
  options = { ...options };
  const execArgv = options.execArgv || process.execArgv;
  if (typeof options.stdio === 'string') options.stdio = [options.stdio, options.stdio, options.stdio, 'ipc'];
  else if (!Array.isArray(options.stdio)) options.stdio = options.silent ? ['pipe', 'pipe', 'pipe', 'ipc'] : ['inherit', 'inherit', 'inherit', 'ipc'];
  else if (!options.stdio.includes('ipc')) throw nodeError('Error', 'ERR_CHILD_PROCESS_IPC_REQUIRED', "Forked processes must have an IPC channel, missing value 'ipc' in options.stdio");
  options.shell = false;
  return spawn(options.execPath || process.execPath, [...execArgv, file, ...args], options);
}
function execFile(file, args, options, callback) {
  if (!Array.isArray(args)) { callback = options; options = args; args = []; }
  if (typeof options === 'function') { callback = options; options = undefined; }
  options = { encoding: 'utf8', timeout: 0, maxBuffer: 1024 * 1024, killSignal: 'SIGTERM', ...options };
  const child = spawn(file, args, options);
  const chunks = { 1: [], 2: [] };
  let done = false, failure = null, size = 0;
  const out = (fd) => { const b = Buffer.concat(chunks[fd]); return options.encoding && options.encoding !== 'buffer' ? b.toString(options.encoding) : b; };
  const finish = (code, signal) => {
    if (done) return;
    done = true;
    if (!callback) return;
    if (!failure && code === 0 && signal === null) { callback(null, out(1), out(2)); return; }
    const cmd = options.command || [file, ...args].join(' ');
    if (!failure) {
      failure = Object.assign(new Error(`Command failed: ${cmd}\n${out(2)}`), { code: code < 0 ? require('util').getSystemErrorName(code) : code, killed: child.killed, signal });
    }
    failure.cmd = cmd;
    callback(failure, out(1), out(2));
  };
  for (const [fd, stream] of [[1, child.stdout], [2, child.stderr]]) {
    if (!stream) continue;
    stream.on('data', (data) => {
      size = chunks[fd].reduce((n, c) => n + c.length, 0) + data.length;
      if (size > options.maxBuffer) {
        failure = nodeError('RangeError', 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER', `${fd === 1 ? 'stdout' : 'stderr'} maxBuffer length exceeded`);
        child.kill(options.killSignal);
      } else chunks[fd].push(data);
    });
  }
  child.on('close', finish);
  child.on('error', (error) => { failure = error; finish(null, null); });
  return child;
}
function exec(command, options, callback) {
  if (typeof options === 'function') { callback = options; options = undefined; }
  return execFile(command, [], { ...options, shell: (options && options.shell) || true, command }, callback);
}
const custom = Symbol.for('nodejs.util.promisify.custom');
for (const f of [exec, execFile]) {
  Object.defineProperty(f, custom, { enumerable: false, value: (...args) => {
    let child;
    const promise = new Promise((resolve, reject) => {
      child = f(...args, (error, stdout, stderr) => (error ? reject(Object.assign(error, { stdout, stderr })) : resolve({ stdout, stderr })));
    });
    promise.child = child;
    return promise;
  } });
}
module.exports = { ChildProcess, exec, execFile, execFileSync, execSync, fork, spawn, spawnSync };
