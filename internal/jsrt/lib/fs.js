'use strict';
// fs, over the operations in Go: synchronous, by callback, and by promise.
const native = binding('fs');
const { nodeError, invalidArgType, invalidArgValue, validateFunction, validateObject, validateInteger, validateBoolean } = require('internal/errors');
const path = require('path');

const windows = binding('process').platform === 'win32';
const constants = Object.assign(Object.create(null), {
  F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1, COPYFILE_EXCL: 1, COPYFILE_FICLONE: 2, COPYFILE_FICLONE_FORCE: 4, UV_FS_COPYFILE_EXCL: 1, UV_FS_COPYFILE_FICLONE: 2,
  UV_FS_COPYFILE_FICLONE_FORCE: 4, UV_FS_SYMLINK_DIR: 1, UV_FS_SYMLINK_JUNCTION: 2, S_IFMT: 0o170000, S_IFREG: 0o100000, S_IFDIR: 0o40000, S_IFCHR: 0o20000,
  S_IFBLK: 0o60000, S_IFIFO: 0o10000, S_IFLNK: 0o120000, S_IFSOCK: 0o140000, S_IRWXU: 0o700, S_IRUSR: 0o400, S_IWUSR: 0o200, S_IXUSR: 0o100, S_IRWXG: 0o70,
  S_IRGRP: 0o40, S_IWGRP: 0o20, S_IXGRP: 0o10, S_IRWXO: 7, S_IROTH: 4, S_IWOTH: 2, S_IXOTH: 1, UV_DIRENT_UNKNOWN: 0, UV_DIRENT_FILE: 1, UV_DIRENT_DIR: 2,
  UV_DIRENT_LINK: 3, UV_DIRENT_FIFO: 4, UV_DIRENT_SOCKET: 5, UV_DIRENT_CHAR: 6, UV_DIRENT_BLOCK: 7, ...native.flags,
});

function toPath(value, name = 'path') {
  if (value instanceof URL || (value !== null && typeof value === 'object' && value.href && value.protocol)) value = require('url').fileURLToPath(value);
  if (typeof value !== 'string') {
    if (!(value instanceof Uint8Array)) throw invalidArgType(name, ['string', 'Buffer', 'URL'], value);
    value = Buffer.from(value).toString();
  }
  if (value.includes('\0')) throw invalidArgValue(name, value, 'must be a string, Uint8Array, or URL without null bytes');
  return value;
}
function optionsOf(options, defaults = {}) {
  if (options === null || options === undefined || typeof options === 'function') return defaults;
  if (typeof options === 'string') options = { encoding: options };
  else if (typeof options !== 'object') throw invalidArgType('options', ['string', 'Object'], options);
  if (options.encoding && options.encoding !== 'buffer' && !Buffer.isEncoding(options.encoding)) throw invalidArgValue('encoding', options.encoding, 'is invalid encoding');
  return { ...defaults, ...options };
}
function flagsOf(flags, fallback = 'r') {
  if (flags === undefined || flags === null) flags = fallback;
  if (typeof flags === 'number') return flags;
  const { O_RDONLY, O_RDWR, O_SYNC, O_CREAT, O_TRUNC, O_WRONLY, O_EXCL, O_APPEND } = constants;
  switch (flags) {
    case 'r': return O_RDONLY;
    case 'rs': case 'sr': return O_RDONLY | O_SYNC;
    case 'r+': return O_RDWR;
    case 'rs+': case 'sr+': return O_RDWR | O_SYNC;
    case 'w': return O_TRUNC | O_CREAT | O_WRONLY;
    case 'wx': case 'xw': return O_TRUNC | O_CREAT | O_WRONLY | O_EXCL;
    case 'w+': return O_TRUNC | O_CREAT | O_RDWR;
    case 'wx+': case 'xw+': return O_TRUNC | O_CREAT | O_RDWR | O_EXCL;
    case 'a': return O_APPEND | O_CREAT | O_WRONLY;
    case 'ax': case 'xa': return O_APPEND | O_CREAT | O_WRONLY | O_EXCL;
    case 'as': case 'sa': return O_APPEND | O_CREAT | O_WRONLY | O_SYNC;
    case 'a+': return O_APPEND | O_CREAT | O_RDWR;
    case 'ax+': case 'xa+': return O_APPEND | O_CREAT | O_RDWR | O_EXCL;
  }
  throw invalidArgValue('flags', flags);
}
function modeOf(mode, fallback) {
  if (mode === undefined || mode === null) return fallback;
  if (typeof mode === 'string') {
    if (!/^[0-7]+$/.test(mode)) throw invalidArgValue('mode', mode, 'must be a 32-bit unsigned integer or an octal string');
    return parseInt(mode, 8);
  }
  validateInteger(mode, 'mode', 0, 2 ** 32 - 1);
  return mode;
}

class StatsBase {
  isFile() { return this._is(0o100000); }
  isDirectory() { return this._is(0o040000); }
  isSymbolicLink() { return this._is(0o120000); }
  isFIFO() { return this._is(0o010000); }
  isSocket() { return this._is(0o140000); }
  isCharacterDevice() { return this._is(0o020000); }
  isBlockDevice() { return this._is(0o060000); }
  _is(kind) { return (Number(this.mode) & 0o170000) === kind; }
}
class Stats extends StatsBase {
  constructor(fields) {
    super();
    [this.dev, this.mode, this.nlink, this.uid, this.gid, this.rdev, this.blksize, this.ino, this.size, this.blocks, this.atimeMs, this.mtimeMs,
      this.ctimeMs, this.birthtimeMs] = fields;
    this.atime = new Date(this.atimeMs + 0.5);
    this.mtime = new Date(this.mtimeMs + 0.5);
    this.ctime = new Date(this.ctimeMs + 0.5);
    this.birthtime = new Date(this.birthtimeMs + 0.5);
  }
}
class BigIntStats extends StatsBase {
  constructor(fields) {
    super();
    const names = ['dev', 'mode', 'nlink', 'uid', 'gid', 'rdev', 'blksize', 'ino', 'size', 'blocks', 'atimeMs', 'mtimeMs', 'ctimeMs', 'birthtimeMs'];
    names.forEach((name, i) => { this[name] = BigInt(Math.trunc(fields[i])); });
    for (const t of ['atime', 'mtime', 'ctime', 'birthtime']) { this[`${t}Ns`] = this[`${t}Ms`] * 1000000n; this[t] = new Date(Number(this[`${t}Ms`])); }
  }
}
class Dirent {
  constructor(name, parentPath, type) { this.name = name; this.parentPath = parentPath; this.path = parentPath; Object.defineProperty(this, '_type', { value: type }); }
  isFile() { return this._type === 1; }
  isDirectory() { return this._type === 2; }
  isSymbolicLink() { return this._type === 3; }
  isFIFO() { return this._type === 4; }
  isSocket() { return this._type === 5; }
  isCharacterDevice() { return this._type === 6; }
  isBlockDevice() { return this._type === 7; }
}

// Each operation: prepare its arguments to [name, ...native arguments, finish].
const same = (v) => v;
const stats = (options) => (fields) => (options.bigint ? new BigIntStats(fields) : new Stats(fields));
const encoded = (options) => (data) => (options.encoding && options.encoding !== 'buffer' ? data.toString(options.encoding) : data);
const pathText = (options) => (text) => (options.encoding === 'buffer' ? Buffer.from(text) : text);
const isFd = (v) => Number.isInteger(v) && Math.abs(v) < 2 ** 31;
function fdOf(fd) { validateInteger(fd, 'fd', 0, 2147483647); return fd; }

function dirents(dir, options) {
  return (list) => {
    const out = [];
    for (let i = 0; i < list.length; i += 2) out.push(options.withFileTypes ? new Dirent(list[i], dir, list[i + 1]) : options.encoding === 'buffer' ? Buffer.from(list[i]) : list[i]);
    if (options.recursive) {
      for (let i = 0; i < list.length; i += 2) {
        if (list[i + 1] !== 2) continue;
        for (const inner of module.exports.readdirSync(path.join(dir, list[i]), options)) out.push(options.withFileTypes ? inner : path.join(list[i], inner));
      }
    }
    return out;
  };
}
const dataOf = (data, options) => {
  if (typeof data === 'string') return Buffer.from(data, options.encoding || 'utf8');
  if (ArrayBuffer.isView(data)) return data;
  throw invalidArgType('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
};

const operations = {
  readFile(file, options) {
    options = optionsOf(options, { flag: 'r' });
    return isFd(file) ? ['readAll', [fdOf(file)], encoded(options)] : ['readFile', [toPath(file)], encoded(options)];
  },
  writeFile(file, data, options) {
    options = optionsOf(options, { encoding: 'utf8', mode: 0o666, flag: 'w' });
    data = dataOf(data, options);
    return isFd(file) ? ['write', [fdOf(file), data, -1], () => undefined] : ['writeFile', [toPath(file), data, flagsOf(options.flag, 'w'), modeOf(options.mode, 0o666)], same];
  },
  appendFile(file, data, options) { return operations.writeFile(file, data, optionsOf(options, { encoding: 'utf8', mode: 0o666, flag: 'a' })); },
  stat(file, options) { options = optionsOf(options); return ['stat', [toPath(file)], stats(options)]; },
  lstat(file, options) { options = optionsOf(options); return ['lstat', [toPath(file)], stats(options)]; },
  fstat(fd, options) { options = optionsOf(options); return ['fstat', [fdOf(fd)], stats(options)]; },
  readdir(dir, options) { options = optionsOf(options); dir = toPath(dir); return ['readdir', [dir], dirents(dir, options)]; },
  realpath(file, options) { options = optionsOf(options); return ['realpath', [toPath(file)], pathText(options)]; },
  readlink(file, options) { options = optionsOf(options); return ['readlink', [toPath(file)], pathText(options)]; },
  access(file, mode) { return ['access', [toPath(file), mode === undefined || typeof mode === 'function' ? 0 : mode], same]; },
  mkdtemp(prefix, options) { options = optionsOf(options); return ['mkdtemp', [toPath(prefix, 'prefix')], pathText(options)]; },
  mkdir(dir, options) {
    let mode = 0o777, recursive = false;
    if (typeof options === 'number' || typeof options === 'string') mode = modeOf(options, 0o777);
    else if (options && typeof options === 'object') { if (options.recursive !== undefined) { validateBoolean(options.recursive, 'options.recursive'); recursive = options.recursive; } mode = modeOf(options.mode, 0o777); }
    return ['mkdir', [toPath(dir), mode, recursive], same];
  },
  rmdir(dir, options) {
    if (options && options.recursive) return ['rm', [toPath(dir), true, false], same];
    return ['rmdir', [toPath(dir)], same];
  },
  rm(file, options) {
    options = optionsOf(options, { recursive: false, force: false });
    file = toPath(file);
    const check = () => {
      if (options.recursive) return;
      let directory = false;
      try { directory = module.exports.lstatSync(file).isDirectory(); } catch { /* the operation itself tells */ }
      if (directory) {
        const error = nodeError('Error', 'ERR_FS_EISDIR', `Path is a directory: rm returned EISDIR (is a directory) ${file}`);
        error.name = 'SystemError'; error.errno = 21; error.syscall = 'rm'; error.path = file;
        throw error;
      }
    };
    check();
    return ['rm', [file, options.recursive, options.force], same];
  },
  unlink(file) { return ['unlink', [toPath(file)], same]; },
  rename(from, to) { return ['rename', [toPath(from, 'oldPath'), toPath(to, 'newPath')], same]; },
  link(from, to) { return ['link', [toPath(from, 'existingPath'), toPath(to, 'newPath')], same]; },
  symlink(target, file) { return ['symlink', [toPath(target, 'target'), toPath(file)], same]; },
  copyFile(from, to, mode) {
    to = toPath(to, 'dest');
    if (mode & 1 && native.exists(to)) {
      const error = new Error(`EEXIST: file already exists, copyfile '${from}' -> '${to}'`);
      throw Object.assign(error, { errno: -17, code: 'EEXIST', syscall: 'copyfile', path: from, dest: to });
    }
    return ['copyFile', [toPath(from, 'src'), to], same];
  },
  chmod(file, mode) { return ['chmod', [toPath(file), modeOf(mode)], same]; },
  chown(file, uid, gid) { return ['chown', [toPath(file), uid, gid], same]; },
  lchown(file, uid, gid) { return ['lchown', [toPath(file), uid, gid], same]; },
  fchmod(fd, mode) { return ['fchmod', [fdOf(fd), modeOf(mode)], same]; },
  fchown(fd, uid, gid) { return ['fchown', [fdOf(fd), uid, gid], same]; },
  futimes(fd, a, m) { const seconds = (t) => (t instanceof Date ? t.getTime() / 1000 : +t); return ['futimes', [fdOf(fd), seconds(a), seconds(m)], same]; },
  utimes(file, a, m) {
    const seconds = (t) => (t instanceof Date ? t.getTime() / 1000 : +t);
    return ['utimes', [toPath(file), seconds(a), seconds(m)], same];
  },
  truncate(file, size) { return ['truncate', [toPath(file), typeof size === 'number' ? size : 0], same]; },
  ftruncate(fd, size) { return ['ftruncate', [fdOf(fd), typeof size === 'number' ? size : 0], same]; },
  open(file, flags, mode) {
    return ['open', [toPath(file), flagsOf(typeof flags === 'function' ? undefined : flags), modeOf(typeof mode === 'function' ? undefined : mode, 0o666)], same];
  },
  close(fd) { return ['close', [fdOf(fd)], same]; },
  fsync(fd) { return ['fsync', [fdOf(fd)], same]; },
  fdatasync(fd) { return ['fsync', [fdOf(fd)], same]; },
};

const call = (op, args, done) => {
  const [name, list, finish] = operations[op](...args);
  if (done === undefined) return finish(native.call(name, undefined, ...list));
  native.call(name, (error, value) => {
    if (error) return done(error);
    let result;
    try { result = finish(value); } catch (e) { return done(e); }
    if (result === undefined) done(null); else done(null, result);
  }, ...list);
};

const promises = {};
for (const op of Object.keys(operations)) {
  exports[`${op}Sync`] = { [`${op}Sync`](...args) {
    if ((op === 'stat' || op === 'lstat') && args[1] && args[1].throwIfNoEntry === false) {
      try { return call(op, args); } catch (error) { if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined; throw error; }
    }
    return call(op, args);
  } }[`${op}Sync`];
  exports[op] = { [op](...args) {
    const done = args.pop();
    validateFunction(done, 'cb');
    call(op, args, done);
  } }[op];
  if (!['open', 'close', 'fstat', 'ftruncate', 'fsync', 'fdatasync', 'fchmod', 'fchown', 'futimes'].includes(op)) {
    promises[op] = { [op]: (...args) => new Promise((resolve, reject) => call(op, args, (error, value) => (error ? reject(error) : resolve(value)))) }[op];
  }
}
exports.realpath.native = exports.realpath;
exports.realpathSync.native = exports.realpathSync;
exports.existsSync = function existsSync(file) {
  try { file = toPath(file); } catch { return false; }
  return native.exists(file);
};
exports.exists = function exists(file, callback) {
  validateFunction(callback, 'cb');
  const there = exports.existsSync(file);
  process.nextTick(callback, there);
};
Object.defineProperty(exports.exists, Symbol.for('nodejs.util.promisify.custom'), { value: (file) => Promise.resolve(exports.existsSync(file)) });

function readArgs(fd, buffer, offset, length, position) {
  if (offset !== null && typeof offset === 'object') ({ offset, length, position } = offset);
  offset = offset === undefined || offset === null ? 0 : offset;
  if (length === undefined || length === null) length = buffer.byteLength - offset;
  if (typeof position !== 'number' && typeof position !== 'bigint') position = -1;
  return [fdOf(fd), buffer, offset, length, Number(position)];
}
exports.readSync = function readSync(...args) { return native.call('read', undefined, ...readArgs(...args)); };
exports.read = function read(fd, ...rest) {
  const done = rest.pop();
  let [buffer, offset, length, position] = rest;
  if (buffer !== null && typeof buffer === 'object' && !ArrayBuffer.isView(buffer)) ({ buffer, offset, length, position } = buffer);
  if (buffer === undefined) buffer = Buffer.alloc(16384);
  native.call('read', (error, n) => done(error, n, buffer), ...readArgs(fd, buffer, offset, length, position));
};
function writeArgs(fd, data, offset, length, position) {
  if (typeof data === 'string') return [fdOf(fd), Buffer.from(data, typeof length === 'string' ? length : 'utf8'), typeof offset === 'number' ? offset : -1];
  if (!ArrayBuffer.isView(data)) throw invalidArgType('buffer', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  if (offset !== null && typeof offset === 'object') ({ offset, length, position } = offset);
  const start = offset || 0;
  const bytes = new Uint8Array(data.buffer, data.byteOffset + start, length === undefined || length === null ? data.byteLength - start : length);
  return [fdOf(fd), bytes, typeof position === 'number' ? position : -1];
}
exports.writeSync = function writeSync(...args) { return native.call('write', undefined, ...writeArgs(...args)); };
exports.write = function write(...args) {
  const done = args.pop();
  native.call('write', (error, n) => done(error, n, args[1]), ...writeArgs(...args));
};

// cp copies trees.
exports.cpSync = function cpSync(from, to, options = {}) {
  from = toPath(from); to = toPath(to);
  const info = options.dereference ? exports.statSync(from) : exports.lstatSync(from);
  if (options.filter && !options.filter(from, to)) return;
  if (info.isDirectory()) {
    if (!options.recursive) throw nodeError('Error', 'ERR_FS_EISDIR', `Recursive option not enabled, cannot copy a directory: cp returned EISDIR (${from} is a directory (not copied)) ${from}`);
    exports.mkdirSync(to, { recursive: true });
    for (const name of exports.readdirSync(from)) exports.cpSync(path.join(from, name), path.join(to, name), options);
  } else {
    if (exports.existsSync(to) && options.force === false) {
      if (options.errorOnExist) throw nodeError('Error', 'ERR_FS_CP_EEXIST', `Target already exists: cp returned EEXIST (${to} already exists) ${to}`);
      return;
    }
    exports.mkdirSync(path.dirname(to), { recursive: true });
    if (info.isSymbolicLink()) { exports.rmSync(to, { force: true }); exports.symlinkSync(exports.readlinkSync(from), to); } else exports.copyFileSync(from, to);
  }
};
exports.cp = function cp(from, to, options, callback) {
  if (typeof options === 'function') { callback = options; options = undefined; }
  promises.cp(from, to, options).then(() => callback(null), callback);
};
promises.cp = async (from, to, options) => exports.cpSync(from, to, options);

class Dir {
  #entries; #path;
  constructor(dir, entries) { this.#path = dir; this.#entries = entries; }
  get path() { return this.#path; }
  readSync() { return this.#entries.shift() || null; }
  async read(callback) { const entry = this.readSync(); if (callback) process.nextTick(callback, null, entry); return entry; }
  closeSync() {}
  async close(callback) { if (callback) process.nextTick(callback, null); }
  [Symbol.asyncIterator]() { return { next: async () => { const value = this.readSync(); return { value: value === null ? undefined : value, done: value === null }; }, return: async () => ({ done: true }), [Symbol.asyncIterator]() { return this; } }; }
}
exports.opendirSync = function opendirSync(dir, options) { return new Dir(dir, exports.readdirSync(dir, { ...options, withFileTypes: true })); };
exports.opendir = function opendir(dir, options, callback) {
  if (typeof options === 'function') { callback = options; options = undefined; }
  exports.readdir(dir, { ...options, withFileTypes: true }, (error, list) => callback(error, error ? undefined : new Dir(dir, list)));
};
promises.opendir = async (dir, options) => new Dir(dir, await promises.readdir(dir, { ...options, withFileTypes: true }));

// FileHandle, of promises.open.
class FileHandle {
  #fd;
  constructor(fd) { this.#fd = fd; }
  get fd() { return this.#fd; }
  #run(op, ...args) { return new Promise((resolve, reject) => exports[op](this.#fd, ...args, (error, value) => (error ? reject(error) : resolve(value)))); }
  async close() { if (this.#fd === -1) return; const fd = this.#fd; await this.#run('close'); if (this.#fd === fd) this.#fd = -1; }
  stat(options) { return this.#run('fstat', options); }
  sync() { return this.#run('fsync'); }
  datasync() { return this.#run('fsync'); }
  truncate(size) { return this.#run('ftruncate', size || 0); }
  readFile(options) { return this.#run('readFile', options); }
  writeFile(data, options) { return this.#run('writeFile', data, options); }
  appendFile(data, options) { return this.#run('writeFile', data, options); }
  read(buffer, offset, length, position) {
    if (buffer === undefined || (buffer !== null && typeof buffer === 'object' && !ArrayBuffer.isView(buffer))) ({ buffer = Buffer.alloc(16384), offset, length, position } = buffer || {});
    return new Promise((resolve, reject) => exports.read(this.#fd, buffer, offset, length, position, (error, bytesRead) => (error ? reject(error) : resolve({ bytesRead, buffer }))));
  }
  write(data, ...rest) { return new Promise((resolve, reject) => exports.write(this.#fd, data, ...rest, (error, bytesWritten) => (error ? reject(error) : resolve({ bytesWritten, buffer: data })))); }
  [Symbol.asyncDispose]() { return this.close(); }
}
promises.open = (file, flags, mode) => new Promise((resolve, reject) => exports.open(file, flags, mode, (error, fd) => (error ? reject(error) : resolve(new FileHandle(fd)))));
promises.constants = constants;

exports.watchFile = function watchFile(file, options, listener) {
  if (typeof options === 'function') { listener = options; options = undefined; }
  return require('internal/watch_file').watch(path.resolve(toPath(file)), options, listener);
};
Object.defineProperty(exports, '_nothing', { value: (options) => stats(options)(new Array(14).fill(0)) }); // of a file that is not there
exports.unwatchFile = function unwatchFile(file, listener) { require('internal/watch_file').unwatch(path.resolve(toPath(file)), listener); };

Object.assign(exports, { constants, Stats, Dirent, Dir, F_OK: 0, R_OK: 4, W_OK: 2, X_OK: 1 });
Object.defineProperty(exports, 'promises', { value: promises, enumerable: true, configurable: true });

// Streams.
function lazyStreams() {
  const { Readable, Writable } = require('stream');
  class ReadStream extends Readable {
    constructor(file, options = {}) {
      if (typeof options === 'string') options = { encoding: options };
      super({ highWaterMark: 65536, ...options });
      this.path = file === undefined || file === null ? undefined : toPath(file);
      this.fd = options.fd === undefined ? null : options.fd;
      this.flags = options.flags || 'r';
      this.bytesRead = 0;
      this.start = options.start;
      this.end = options.end === undefined ? Infinity : options.end;
      this.pos = options.start === undefined ? -1 : options.start;
    }
    _construct(callback) {
      if (this.fd !== null) return callback();
      exports.open(this.path, this.flags, 0o666, (error, fd) => {
        if (error) return callback(error);
        this.fd = fd;
        callback();
        this.emit('open', fd);
        this.emit('ready');
      });
    }
    _read(n) {
      if (this.end !== Infinity) n = Math.min(n, this.end - (this.start || 0) + 1 - this.bytesRead);
      if (n <= 0) return this.push(null);
      const buffer = Buffer.alloc(n);
      exports.read(this.fd, buffer, 0, n, this.pos, (error, bytes) => {
        if (error) return this.destroy(error);
        if (this.pos >= 0) this.pos += bytes;
        this.bytesRead += bytes;
        this.push(bytes > 0 ? buffer.subarray(0, bytes) : null);
      });
    }
    _destroy(error, callback) {
      if (this.fd === null || this.fd <= 2) return callback(error);
      const fd = this.fd;
      this.fd = null;
      exports.close(fd, (e) => callback(error || e));
    }
    close(callback) { if (callback) this.once('close', callback); this.destroy(); }
  }
  class WriteStream extends Writable {
    constructor(file, options = {}) {
      if (typeof options === 'string') options = { encoding: options };
      super({ ...options, decodeStrings: true });
      this.path = file === undefined || file === null ? undefined : toPath(file);
      this.fd = options.fd === undefined ? null : options.fd;
      this.flags = options.flags || 'w';
      this.mode = options.mode === undefined ? 0o666 : options.mode;
      this.pos = options.start === undefined ? -1 : options.start;
      this.bytesWritten = 0;
      if (options.encoding) this.setDefaultEncoding(options.encoding);
    }
    _construct(callback) {
      if (this.fd !== null) return callback();
      exports.open(this.path, this.flags, this.mode, (error, fd) => {
        if (error) return callback(error);
        this.fd = fd;
        callback();
        this.emit('open', fd);
        this.emit('ready');
      });
    }
    _write(chunk, encoding, callback) {
      exports.write(this.fd, chunk, 0, chunk.length, this.pos, (error, n) => {
        if (error) return callback(error);
        this.bytesWritten += n;
        if (this.pos >= 0) this.pos += n;
        callback();
      });
    }
    _destroy(error, callback) {
      if (this.fd === null || this.fd <= 2) return callback(error);
      const fd = this.fd;
      this.fd = null;
      exports.close(fd, (e) => callback(error || e));
    }
    close(callback) { if (callback) this.once('close', callback); this.end(); }
  }
  return { ReadStream, WriteStream };
}
let streams;
for (const name of ['ReadStream', 'WriteStream']) {
  Object.defineProperty(exports, name, { get: () => (streams = streams || lazyStreams())[name], enumerable: true, configurable: true });
}
exports.createReadStream = function createReadStream(file, options) { return new exports.ReadStream(file, options); };
exports.createWriteStream = function createWriteStream(file, options) { return new exports.WriteStream(file, options); };

const { customPromisifyArgs } = require('internal/symbols');
for (const [name, ...results] of [['read', 'bytesRead', 'buffer'], ['write', 'bytesWritten', 'buffer']]) {
  Object.defineProperty(exports[name], customPromisifyArgs, { value: results });
}
