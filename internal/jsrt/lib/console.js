'use strict';
// console, and the class of consoles over other streams.
const { formatWithOptions, inspect, format, textWidth } = require('internal/inspect');
const { invalidArgType, nodeError, validateObject } = require('internal/errors');
const native = binding('process');

function makeConsole(self, write, colorsOf) {
  let indent = '';
  const counts = new Map(), times = new Map();
  const print = (fd, args) => {
    const colors = colorsOf(fd);
    let text = args.length === 1 && typeof args[0] === 'string' ? args[0] : formatWithOptions({ colors }, ...args);
    if (indent.length > 0) text = indent + text.split('\n').join(`\n${indent}`);
    write(fd, text + '\n');
  };
  const elapsed = (ms) => {
    if (ms >= 1000) {
      if (ms >= 3600000) { const h = Math.floor(ms / 3600000), m = Math.floor(ms / 60000) % 60, s = Math.floor(ms / 1000) % 60; return `${h}:${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')} (h:mm:ss)`; }
      if (ms >= 60000) { const m = Math.floor(ms / 60000); return `${m}:${((ms - m * 60000) / 1000).toFixed(3).padStart(6, '0')} (m:ss.mmm)`; }
      return `${(ms / 1000).toFixed(3)}s`;
    }
    return `${Number(ms.toFixed(3))}ms`;
  };
  const methods = {
    log(...args) { print(1, args); },
    warn(...args) { print(2, args); },
    error(...args) { print(2, args); },
    dir(object, options) { print(1, [inspect(object, { customInspect: false, colors: colorsOf(1), ...options })]); },
    time(label = 'default') {
      label = `${label}`;
      if (times.has(label)) { process.emitWarning(`Label '${label}' already exists for console.time()`); return; }
      times.set(label, native.hrtime());
    },
    timeEnd(label = 'default') {
      label = `${label}`;
      if (!times.has(label)) { process.emitWarning(`No such label '${label}' for console.timeEnd()`); return; }
      print(1, [`${label}: ${elapsed((native.hrtime() - times.get(label)) / 1e6)}`]);
      times.delete(label);
    },
    timeLog(label = 'default', ...data) {
      label = `${label}`;
      if (!times.has(label)) { process.emitWarning(`No such label '${label}' for console.timeLog()`); return; }
      print(1, [`${label}: ${elapsed((native.hrtime() - times.get(label)) / 1e6)}`, ...data]);
    },
    trace(...args) {
      const holder = { name: 'Trace', message: formatWithOptions({ colors: colorsOf(2) }, ...args) };
      Error.captureStackTrace(holder, self.trace);
      self.error(holder.stack);
    },
    assert(condition, ...args) {
      if (condition) return;
      if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`; else args.unshift('Assertion failed');
      self.warn(...args);
    },
    clear() {},
    count(label = 'default') {
      label = `${label}`;
      const n = (counts.get(label) || 0) + 1;
      counts.set(label, n);
      self.log(`${label}: ${n}`);
    },
    countReset(label = 'default') {
      label = `${label}`;
      if (!counts.has(label)) { process.emitWarning(`Count for '${label}' does not exist`); return; }
      counts.delete(label);
    },
    group(...data) { if (data.length > 0) self.log(...data); indent += '  '; },
    groupEnd() { indent = indent.slice(0, -2); },
    table(data, properties) {
      if (data === null || typeof data !== 'object') return self.log(data);
      self.log(table(data, properties));
    },
  };
  methods.debug = methods.info = methods.log;
  methods.dirxml = methods.log;
  methods.groupCollapsed = methods.group;
  for (const name of ['log', 'warn', 'dir', 'time', 'timeEnd', 'timeLog', 'trace', 'assert', 'clear', 'count', 'countReset', 'group', 'groupEnd', 'table',
    'debug', 'info', 'dirxml', 'error', 'groupCollapsed']) {
    const f = methods[name];
    self[name] = { [name](...args) { return f(...args); } }[name];
  }
  return self;
}

function table(data, properties) {
  const show = (v) => inspect(v, { maxArrayLength: 3, breakLength: Infinity, depth: v !== null && typeof v === 'object' && !Array.isArray(v) && Object.keys(v).length > 2 ? -1 : 0 });
  const columns = [], rows = [];
  let valueColumn = false;
  const isMap = data instanceof Map, isSet = data instanceof Set;
  const entries = isMap ? [...data].map(([k, v], i) => [i, v, k]) : isSet ? [...data].map((v, i) => [i, v]) : Object.keys(data).map((k) => [k, data[k]]);
  for (const [index, item, key] of entries) {
    const row = { index: String(index), key: isMap ? show(key) : undefined, cells: {}, value: '' };
    if (isMap || item === null || (typeof item !== 'object' && typeof item !== 'function') ) { row.value = show(item); valueColumn = true; }
    else for (const k of properties || Object.keys(item)) {
      if (!columns.includes(k)) columns.push(k);
      row.cells[k] = Object.prototype.hasOwnProperty.call(item, k) ? show(item[k]) : '';
    }
    rows.push(row);
  }
  const head = [isMap || isSet ? '(iteration index)' : '(index)', ...(isMap ? ['Key'] : []), ...columns, ...(valueColumn ? ['Values'] : [])];
  const body = rows.map((r) => [r.index, ...(isMap ? [r.key] : []), ...columns.map((c) => r.cells[c] || ''), ...(valueColumn ? [r.value] : [])]);
  const widths = head.map((h, i) => Math.max(textWidth(h), ...body.map((r) => textWidth(r[i]))) + 2);
  const old = Number(native.nodeVersion.split('.')[0]) < 20;
  const cell = (text, i) => {
    const space = widths[i] - textWidth(text);
    if (old) { const left = Math.floor(space / 2); return ' '.repeat(left) + text + ' '.repeat(space - left); }
    return ` ${text}${' '.repeat(space - 1)}`;
  };
  const line = (a, b, c) => a + widths.map((w) => '─'.repeat(w)).join(b) + c;
  const out = [line('┌', '┬', '┐'), `│${head.map(cell).join('│')}│`, line('├', '┼', '┤')];
  for (const r of body) out.push(`│${r.map(cell).join('│')}│`);
  out.push(line('└', '┴', '┘'));
  return out.join('\n');
}

function Console(options) {
  if (!new.target) return Reflect.construct(Console, arguments);
  if (!options || typeof options.write === 'function') options = { stdout: arguments[0], stderr: arguments[1], ignoreErrors: arguments[2] };
  const { stdout, stderr = stdout, ignoreErrors = true, colorMode = 'auto' } = options;
  if (!stdout || typeof stdout.write !== 'function') throw nodeError('TypeError', 'ERR_CONSOLE_WRITABLE_STREAM', 'Console expects a writable stream instance for stdout');
  if (!stderr || typeof stderr.write !== 'function') throw nodeError('TypeError', 'ERR_CONSOLE_WRITABLE_STREAM', 'Console expects a writable stream instance for stderr');
  this._stdout = stdout;
  this._stderr = stderr;
  this._ignoreErrors = ignoreErrors;
  makeConsole(this, (fd, text) => (fd === 1 ? stdout : stderr).write(text), () => colorMode === true);
}

const console = Object.create({});
// Streams that a script replaced or wrapped see what is printed.
const std = require('internal/stdio');
makeConsole(console, (fd, text) => std.print(fd, text), (fd) => std.colors(fd));
Object.defineProperty(console, Symbol.toStringTag, { value: 'console', configurable: true });
console.Console = Console;
Object.defineProperty(console, '_stdout', { get: () => process.stdout, configurable: true });
Object.defineProperty(console, '_stderr', { get: () => process.stderr, configurable: true });
Object.defineProperty(Console, Symbol.hasInstance, { value(v) { return v === console || Function.prototype[Symbol.hasInstance].call(Console, v); } });
for (const name of ['timeStamp', 'profile', 'profileEnd', 'context']) console[name] = { [name]() {} }[name];
module.exports = console;
