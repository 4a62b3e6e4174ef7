'use strict';
const { inspect, format, formatWithOptions, isError, stripColors } = require('internal/inspect');
const { nodeError, invalidArgType, invalidArgValue, validateFunction, validateString, validateObject, validateNumber } = require('internal/errors');
const { customPromisify, customPromisifyArgs } = require('internal/symbols');
const types = require('util/types');
const native = binding('util');
const { isDeepStrictEqual } = require('internal/compare');

function promisify(original) {
  validateFunction(original, 'original');
  if (original[customPromisify]) {
    const fn = original[customPromisify];
    validateFunction(fn, 'util.promisify.custom');
    return Object.defineProperty(fn, customPromisify, { value: fn, enumerable: false, writable: false, configurable: true });
  }
  const names = original[customPromisifyArgs];
  function fn(...args) {
    return new Promise((resolve, reject) => {
      Reflect.apply(original, this, [...args, (error, ...values) => {
        if (error) return reject(error);
        if (names !== undefined && values.length > 1) {
          const result = {};
          names.forEach((name, i) => { result[name] = values[i]; });
          resolve(result);
        } else resolve(values[0]);
      }]);
    });
  }
  Object.setPrototypeOf(fn, Object.getPrototypeOf(original));
  Object.defineProperty(fn, customPromisify, { value: fn, enumerable: false, writable: false, configurable: true });
  for (const key of Reflect.ownKeys(original)) {
    const d = Object.getOwnPropertyDescriptor(original, key);
    if (key === 'prototype' || key === customPromisify) continue;
    try { Object.defineProperty(fn, key, d); } catch { /* fixed properties of functions stay */ }
  }
  return fn;
}
promisify.custom = customPromisify;

function callbackify(original) {
  validateFunction(original, 'original');
  function callbackified(...args) {
    const callback = args.pop();
    validateFunction(callback, 'last argument');
    const cb = callback.bind(this);
    Reflect.apply(original, this, args).then((value) => process.nextTick(cb, null, value), (reason) => process.nextTick(() => {
      if (!reason) {
        const error = nodeError('Error', 'ERR_FALSY_VALUE_REJECTION', 'Promise was rejected with falsy value');
        error.reason = reason;
        reason = error;
      }
      cb(reason);
    }));
  }
  const descriptors = Object.getOwnPropertyDescriptors(original);
  if (typeof descriptors.length.value === 'number') descriptors.length.value++;
  if (typeof descriptors.name.value === 'string') descriptors.name.value += 'Callbackified';
  delete descriptors.prototype; delete descriptors.arguments; delete descriptors.caller;
  Object.defineProperties(callbackified, descriptors);
  return callbackified;
}

function inherits(ctor, superCtor) {
  if (ctor === undefined || ctor === null) throw invalidArgType('ctor', 'Function', ctor);
  if (superCtor === undefined || superCtor === null) throw invalidArgType('superCtor', 'Function', superCtor);
  if (superCtor.prototype === undefined) throw invalidArgType('superCtor.prototype', 'Object', superCtor.prototype);
  Object.defineProperty(ctor, 'super_', { value: superCtor, writable: true, configurable: true });
  Object.setPrototypeOf(ctor.prototype, superCtor.prototype);
}

const warnedCodes = new Set();
function deprecate(fn, message, code) {
  if (process.noDeprecation === true) return fn;
  if (code !== undefined) validateString(code, 'code');
  let warned = false;
  function warn() {
    if (warned) return;
    warned = true;
    if (code !== undefined) {
      if (warnedCodes.has(code)) return;
      warnedCodes.add(code);
    }
    process.emitWarning(message, 'DeprecationWarning', code, deprecated);
  }
  function deprecated(...args) {
    warn();
    if (new.target) return Reflect.construct(fn, args, new.target === deprecated ? fn : new.target);
    return Reflect.apply(fn, this, args);
  }
  Object.setPrototypeOf(deprecated, fn);
  if (fn.prototype) deprecated.prototype = fn.prototype;
  Object.defineProperty(deprecated, 'length', { ...Object.getOwnPropertyDescriptor(fn, 'length') });
  return deprecated;
}

const debugs = {};
function debuglog(section, callback) {
  section = String(section).toUpperCase();
  let enabled;
  const test = () => {
    if (enabled === undefined) {
      const patterns = (process.env.NODE_DEBUG || '').split(',').filter(Boolean);
      enabled = patterns.some((p) => new RegExp(`^${p.replace(/[|\\{}()[\]^$+?.]/g, '\\$&').replace(/\*/g, '.*')}$`, 'i').test(section));
    }
    return enabled;
  };
  const log = (...args) => {
    if (test()) process.stderr.write(`${section} ${process.pid}: ${format(...args)}\n`);
  };
  if (typeof callback === 'function') callback(log);
  Object.defineProperty(log, 'enabled', { get: test, configurable: true, enumerable: true });
  return debugs[section] = log;
}

function errnoTable() { return native.errnos(); }
function getSystemErrorMap() { return new Map(Object.entries(errnoTable()).map(([name, [n, text]]) => [-n, [name, text]])); }
function getSystemErrorName(n) {
  validateNumber(n, 'err');
  if (n >= 0 || !Number.isSafeInteger(n)) throw require('internal/errors').outOfRange('err', 'a negative integer', n);
  for (const [name, [value]] of Object.entries(errnoTable())) if (-value === n) return name;
  return `Unknown system error ${n}`;
}

function toUSVString(text) { return `${text}`.toWellFormed(); }

function styleText(style, text, { validateStream = true, stream = process.stdout } = {}) {
  validateString(text, 'text');
  let open = '', close = '';
  for (const s of Array.isArray(style) ? style : [style]) {
    const codes = inspect.colors[s];
    if (codes === undefined) throw invalidArgValue('format', s, `must be one of: ${Object.keys(inspect.colors).map((c) => `'${c}'`).join(', ')}`);
    open += `\u001b[${codes[0]}m`;
    close = `\u001b[${codes[1]}m${close}`;
  }
  if (validateStream && !(stream && stream.isTTY && !process.env.NO_COLOR)) return text;
  return `${open}${text}${close}`;
}

function stripVTControlCharacters(text) {
  validateString(text, 'str');
  return text.replace(/[\u001b\u009b][[\]()#;?]*(?:(?:(?:(?:;[-a-zA-Z\d/#&.:=?%@~_]+)*|[a-zA-Z\d]+(?:;[-a-zA-Z\d/#&.:=?%@~_]*)*)?\u0007)|(?:(?:\d{1,4}(?:;\d{0,4})*)?[\dA-PR-TZcf-ntqry=><~]))/g, '');
}

function aborted(signal, resource) {
  if (signal === undefined) throw invalidArgType('signal', 'AbortSignal', signal);
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function parseArgs(config = {}) {
  const args = config.args || process.argv.slice(2), options = config.options || {}, strict = config.strict !== false;
  const allowPositionals = config.allowPositionals !== undefined ? config.allowPositionals : !strict;
  const values = Object.create(null), positionals = [], tokens = [];
  const known = (name) => Object.prototype.hasOwnProperty.call(options, name) ? options[name] : undefined;
  function store(name, value, raw, inline, index) {
    const option = known(name);
    if (strict) {
      if (!option) throw nodeError('TypeError', 'ERR_PARSE_ARGS_UNKNOWN_OPTION', `Unknown option '${raw}'${allowPositionals ? `. To specify a positional argument starting with a '-', place it at the end of the command after '--', as in '-- "${raw}"` : ''}`);
      if (option.type === 'string' && typeof value !== 'string') throw nodeError('TypeError', 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE', `Option '${option.short ? `-${option.short}, ` : ''}--${name} <value>' argument missing`);
      if (option.type === 'boolean' && value !== undefined) throw nodeError('TypeError', 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE', `Option '${option.short ? `-${option.short}, ` : ''}--${name}' does not take an argument`);
    }
    const stored = value === undefined ? true : value;
    if (option && option.multiple) (values[name] = values[name] || []).push(stored); else values[name] = stored;
    tokens.push({ kind: 'option', name, rawName: raw, index, value, inlineValue: value === undefined ? undefined : inline });
  }
  const positional = (value, index) => {
    if (!allowPositionals) throw nodeError('TypeError', 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL', `Unexpected argument '${value}'. This command does not take positional arguments`);
    positionals.push(value);
    tokens.push({ kind: 'positional', index, value });
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === '--') {
      tokens.push({ kind: 'option-terminator', index: i });
      for (let j = i + 1; j < args.length; j++) positional(args[j], j);
      break;
    }
    if (arg.startsWith('--') && arg.length > 2) {
      const eq = arg.indexOf('=', 3), name = eq === -1 ? arg.slice(2) : arg.slice(2, eq), option = known(name), at = i;
      if (eq !== -1) store(name, arg.slice(eq + 1), `--${name}`, true, at);
      else if (!option && config.allowNegative && name.startsWith('no-') && known(name.slice(3))) { values[name.slice(3)] = false; }
      else if (option && option.type === 'string' && i + 1 < args.length && !(strict && args[i + 1].length > 1 && args[i + 1][0] === '-')) store(name, args[++i], arg, false, at);
      else store(name, undefined, arg, undefined, at);
    } else if (arg.startsWith('-') && arg.length > 1) {
      const at = i;
      for (let j = 1; j < arg.length; j++) {
        let name = arg[j];
        for (const [long, o] of Object.entries(options)) if (o.short === arg[j]) { name = long; break; }
        const option = known(name);
        if (option && option.type === 'string') {
          if (j + 1 < arg.length) store(name, arg.slice(j + 1), `-${arg[j]}`, true, at);
          else store(name, i + 1 < args.length ? args[++i] : undefined, `-${arg[j]}`, false, at);
          break;
        }
        store(name, undefined, `-${arg[j]}`, undefined, at);
      }
    } else positional(arg, i);
  }
  for (const [name, option] of Object.entries(options)) if (option.default !== undefined && values[name] === undefined) values[name] = option.default;
  const result = { values, positionals };
  if (config.tokens) result.tokens = tokens;
  return result;
}

function parseEnv(content) {
  validateString(content, 'content');
  return Object.assign(Object.create(null), native.parseEnv(content));
}
module.exports = {
  callbackify, debug: debuglog, debuglog, deprecate, format, formatWithOptions, getSystemErrorMap, getSystemErrorName, inherits, inspect,
  isArray: Array.isArray, isDeepStrictEqual, parseEnv, promisify, stripVTControlCharacters, toUSVString, styleText, types, aborted, parseArgs,
  isError, isRegExp: types.isRegExp, isDate: types.isDate,
  isBoolean: (v) => typeof v === 'boolean', isNull: (v) => v === null, isNullOrUndefined: (v) => v === null || v === undefined,
  isNumber: (v) => typeof v === 'number', isString: (v) => typeof v === 'string', isSymbol: (v) => typeof v === 'symbol',
  isUndefined: (v) => v === undefined, isObject: (v) => v !== null && typeof v === 'object', isFunction: (v) => typeof v === 'function',
  isPrimitive: (v) => v === null || (typeof v !== 'object' && typeof v !== 'function'), isBuffer: (v) => Buffer.isBuffer(v),
  _extend: (target, source) => { if (source === null || typeof source !== 'object') return target; return Object.assign(target, source); },
  getCallSites: (n = 10) => native.callSites(n),
};
const lazy = (name, get) => Object.defineProperty(module.exports, name, { get, enumerable: true, configurable: true });
lazy('TextEncoder', () => require('internal/encoding').TextEncoder);
lazy('TextDecoder', () => require('internal/encoding').TextDecoder);
