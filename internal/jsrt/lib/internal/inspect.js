'use strict';
// util.inspect and util.format.
const native = binding('util');
const { customInspect: kCustom } = require('internal/symbols');
const { isNamespace } = require('internal/namespace');

const PLAIN = 0, ITEM = 1, EXTRA = 2; // what a property is of: an object, an array's element, an array's own key
const hasOwn = (o, k) => Object.prototype.hasOwnProperty.call(o, k);
const isEnumerable = (o, k) => Object.prototype.propertyIsEnumerable.call(o, k);

const defaults = Object.seal({
  showHidden: false, depth: 2, colors: false, customInspect: true, showProxy: false, maxArrayLength: 100, maxStringLength: 10000,
  breakLength: 80, compact: 3, sorted: false, getters: false, numericSeparator: false,
});

function isError(value) { return native.kind(value) === 'Error' || value instanceof Error; }

function inspect(value, options) {
  const ctx = { budget: {}, indentationLvl: 0, seen: [], currentDepth: 0, stylize: plain, circular: undefined, ...defaults };
  if (arguments.length > 1) {
    if (arguments.length > 2) {
      if (arguments[2] !== undefined) ctx.depth = arguments[2];
      if (arguments.length > 3 && arguments[3] !== undefined) ctx.colors = arguments[3];
    }
    if (typeof options === 'boolean') ctx.showHidden = options;
    else if (options) {
      ctx.userOptions = options;
      for (const key of Object.keys(options)) if (hasOwn(defaults, key) || key === 'stylize') ctx[key] = options[key];
    }
  }
  if (ctx.colors) ctx.stylize = colored;
  if (ctx.maxArrayLength === null) ctx.maxArrayLength = Infinity;
  if (ctx.maxStringLength === null) ctx.maxStringLength = Infinity;
  return formatValue(ctx, value, 0);
}
inspect.custom = kCustom;
Object.defineProperty(inspect, 'defaultOptions', {
  get() { return defaults; },
  set(options) {
    require('internal/errors').validateObject(options, 'options');
    Object.assign(defaults, options);
  },
});
const color = (a, b) => [a, b];
inspect.colors = Object.assign(Object.create(null), {
  reset: color(0, 0), bold: color(1, 22), dim: color(2, 22), italic: color(3, 23), underline: color(4, 24), blink: color(5, 25),
  inverse: color(7, 27), hidden: color(8, 28), strikethrough: color(9, 29), doubleunderline: color(21, 24), black: color(30, 39), red: color(31, 39),
  green: color(32, 39), yellow: color(33, 39), blue: color(34, 39), magenta: color(35, 39), cyan: color(36, 39), white: color(37, 39),
  bgBlack: color(40, 49), bgRed: color(41, 49), bgGreen: color(42, 49), bgYellow: color(43, 49), bgBlue: color(44, 49), bgMagenta: color(45, 49),
  bgCyan: color(46, 49), bgWhite: color(47, 49), framed: color(51, 54), overlined: color(53, 55), gray: color(90, 39), grey: color(90, 39),
  redBright: color(91, 39), greenBright: color(92, 39), yellowBright: color(93, 39), blueBright: color(94, 39), magentaBright: color(95, 39),
  cyanBright: color(96, 39), whiteBright: color(97, 39),
});
inspect.styles = Object.assign(Object.create(null), {
  special: 'cyan', number: 'yellow', bigint: 'yellow', boolean: 'yellow', undefined: 'grey', null: 'bold', string: 'green', symbol: 'green',
  date: 'magenta', regexp: 'red', module: 'underline',
});
function plain(text) { return text; }
function colored(text, style) {
  const codes = inspect.colors[inspect.styles[style]];
  return codes === undefined ? text : `\u001b[${codes[0]}m${text}\u001b[${codes[1]}m`;
}
const escapes = /\u001b\[[0-9;]*[A-Za-z]/g;
const stripColors = (text) => text.replace(escapes, '');

const short = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\' };
function quote(text) {
  let q = "'";
  if (text.includes("'")) {
    if (!text.includes('"')) q = '"';
    else if (!text.includes('`') && !text.includes('${')) q = '`';
  }
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i], n = text.charCodeAt(i);
    if (c === q) out += '\\' + c;
    else if (short[c] !== undefined) out += short[c];
    else if (n < 0x20 || (n >= 0x7f && n <= 0x9f)) out += `\\x${n < 16 ? '0' : ''}${n.toString(16).toUpperCase()}`;
    else if (n >= 0xd800 && n <= 0xdfff) {
      const low = text.charCodeAt(i + 1);
      if (n < 0xdc00 && low >= 0xdc00 && low <= 0xdfff) { out += c + text[++i]; } else out += `\\u${n.toString(16)}`;
    } else out += c;
  }
  return q + out + q;
}

function formatNumber(style, n, separate) {
  if (Object.is(n, -0)) return style('-0', 'number');
  let text = `${n}`;
  if (separate && Number.isFinite(n) && Math.abs(n) >= 1000 && !text.includes('e')) {
    const [whole, fraction] = text.split('.');
    text = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '_') + (fraction ? '.' + fraction.replace(/(\d{3})(?=\d)/g, '$1_') : '');
  }
  return style(text, 'number');
}

function formatPrimitive(ctx, value) {
  switch (typeof value) {
    case 'string': {
      let trailer = '';
      if (value.length > ctx.maxStringLength) {
        const more = value.length - ctx.maxStringLength;
        value = value.slice(0, ctx.maxStringLength);
        trailer = `... ${more} more character${more > 1 ? 's' : ''}`;
      }
      if (ctx.compact !== true && value.length > 16 && value.length > ctx.breakLength - ctx.indentationLvl - 4) {
        const lines = value.match(/[^\n]*\n|[^\n]+/g) || [value];
        return lines.map((line) => ctx.stylize(quote(line), 'string')).join(` +\n${' '.repeat(ctx.indentationLvl + 2)}`) + trailer;
      }
      return ctx.stylize(quote(value), 'string') + trailer;
    }
    case 'number': return formatNumber(ctx.stylize, value, ctx.numericSeparator);
    case 'bigint': return ctx.stylize(`${value}n`, 'bigint');
    case 'boolean': return ctx.stylize(`${value}`, 'boolean');
    case 'undefined': return ctx.stylize('undefined', 'undefined');
    default: return ctx.stylize(Symbol.prototype.toString.call(value), 'symbol');
  }
}

function formatValue(ctx, value, depth, inTyped) {
  if (typeof value !== 'object' && typeof value !== 'function') return formatPrimitive(ctx, value);
  if (value === null) return ctx.stylize('null', 'null');
  const context = value;
  const proxy = native.proxy(value);
  if (proxy !== undefined) {
    if (proxy === null || proxy[0] === null) return ctx.stylize('<Revoked Proxy>', 'special');
    if (ctx.showProxy) return formatProxy(ctx, proxy, depth);
    value = proxy[0];
    for (let inner; (inner = native.proxy(value)) !== undefined;) {
      if (inner === null) return ctx.stylize('<Revoked Proxy>', 'special');
      value = inner[0];
    }
  }
  if (ctx.customInspect) {
    const custom = value[kCustom];
    if (typeof custom === 'function' && custom !== inspect) {
      const ctor = hasOwn(value, 'constructor') ? value.constructor : undefined;
      if (!(typeof ctor === 'function' && ctor.prototype === value)) {
        const left = ctx.depth === null ? null : ctx.depth - depth;
        const options = { ...pick(ctx), ...ctx.userOptions, depth: left, stylize: ctx.stylize };
        const result = custom.call(context, left, options, inspect);
        if (result !== context) {
          if (typeof result !== 'object') return `${result}`;
          return formatValue(ctx, result, depth).split('\n').join(`\n${' '.repeat(ctx.indentationLvl)}`);
        }
      }
    }
  }
  if (ctx.seen.includes(value)) {
    let index = 1;
    if (ctx.circular === undefined) {
      ctx.circular = new Map([[value, index]]);
    } else {
      index = ctx.circular.get(value);
      if (index === undefined) { index = ctx.circular.size + 1; ctx.circular.set(value, index); }
    }
    return ctx.stylize(`[Circular *${index}]`, 'special');
  }
  return formatObject(ctx, value, depth, inTyped);
}

function pick(ctx) {
  const options = {};
  for (const key of Object.keys(defaults)) options[key] = ctx[key];
  return options;
}

function formatProxy(ctx, proxy, depth) {
  if (ctx.depth !== null && depth > ctx.depth) return ctx.stylize('Proxy [Array]', 'special');
  depth++;
  ctx.indentationLvl += 2;
  const parts = [formatValue(ctx, proxy[0], depth), formatValue(ctx, proxy[1], depth)];
  ctx.indentationLvl -= 2;
  return reduce(ctx, parts, '', ['Proxy [', ']'], EXTRA, depth);
}

function constructorName(value, ctx, depth) {
  let first;
  const object = value;
  while (value) {
    const d = Object.getOwnPropertyDescriptor(value, 'constructor');
    if (d !== undefined && typeof d.value === 'function' && d.value.name !== '' && isInstance(object, d.value)) return String(d.value.name);
    value = Object.getPrototypeOf(value);
    if (first === undefined) first = value;
  }
  if (first === null) return null;
  const own = native.className(object);
  if (ctx.depth !== null && depth > ctx.depth) return `${own} <Complex prototype>`;
  const proto = constructorName(first, ctx, depth + 1);
  if (proto === null) {
    return `${own} <${inspect(first, { ...pick(ctx), customInspect: false, depth: -1 })}>`;
  }
  return `${own} <${proto}>`;
}
function isInstance(value, constructor) {
  try { return value instanceof constructor; } catch { return false; }
}

function prefix(constructor, tag, fallback, size = '') {
  if (constructor === null) {
    if (tag !== '' && fallback !== tag) return `[${fallback}${size}: null prototype] [${tag}] `;
    return `[${fallback}${size}: null prototype] `;
  }
  if (tag !== '' && constructor !== tag) return `${constructor}${size} [${tag}] `;
  return `${constructor}${size} `;
}

function keysOf(value, showHidden, nonIndex) {
  let keys, symbols = Object.getOwnPropertySymbols(value);
  if (nonIndex && native.kind(value) !== 'String') {
    keys = native.extraKeys(value, showHidden);
  } else {
    keys = showHidden ? Object.getOwnPropertyNames(value) : Object.keys(value);
    if (nonIndex) keys = keys.filter((k) => !(String(k >>> 0) === k && (k >>> 0) < value.length));
  }
  if (symbols.length > 0) keys.push(...(showHidden ? symbols : symbols.filter((s) => isEnumerable(value, s))));
  return keys;
}

function formatObject(ctx, value, depth, inTyped) {
  const constructor = constructorName(value, ctx, depth);
  let tag = value[Symbol.toStringTag];
  if (typeof tag !== 'string' || (tag !== '' && (ctx.showHidden ? hasOwn : isEnumerable)(value, Symbol.toStringTag))) tag = '';
  const kind = native.kind(value);
  let base = '', format = none, braces = ['{', '}'], extras = PLAIN, keys;
  const getKeys = () => keys = keysOf(value, ctx.showHidden, false);
  switch (kind) {
    case 'Array': {
      const p = constructor !== 'Array' || tag !== '' ? prefix(constructor, tag, 'Array', `(${value.length})`) : '';
      keys = keysOf(value, ctx.showHidden, true);
      if (ctx.showHidden) keys = keys.filter((k) => k !== 'length').concat('length').filter((k, i, a) => a.indexOf(k) === i);
      braces = [`${p}[`, ']'];
      if (value.length === 0 && keys.length === 0) return `${braces[0]}]`;
      extras = EXTRA;
      format = formatArray;
      break;
    }
    case 'Set': case 'Map': {
      const size = native.size(value);
      getKeys();
      const p = prefix(constructor, tag, kind, `(${size})`);
      format = kind === 'Set' ? formatSet : formatMap;
      if (size === 0 && keys.length === 0) return `${p}{}`;
      braces = [`${p}{`, '}'];
      break;
    }
    case 'TypedArray': {
      const name = native.typedName(value);
      const length = native.length(value);
      keys = keysOf(value, ctx.showHidden, true);
      braces = [`${prefix(constructor, tag === name && constructor !== null ? constructor : tag, name, `(${length})`)}[`, ']'];
      if (tag !== '' && constructor !== null && constructor !== tag) braces[0] = `${constructor}(${length}) [${tag}] [`;
      if (length === 0 && keys.length === 0 && !ctx.showHidden) return `${braces[0]}]`;
      format = formatTyped;
      extras = EXTRA;
      break;
    }
    case 'Map Iterator': case 'Set Iterator':
      getKeys();
      braces = [`[${tag === kind || tag === '' ? kind : tag}] {`, '}'];
      format = kind === 'Map Iterator' ? formatMapIterator : formatSetIterator;
      break;
    case 'Arguments':
      getKeys();
      braces[0] = '[Arguments] {';
      if (keys.length === 0) return '[Arguments] {}';
      break;
    case 'Function':
      getKeys();
      base = functionBase(value, constructor, tag);
      if (keys.length === 0) return ctx.stylize(base, 'special');
      break;
    case 'RegExp': {
      getKeys();
      base = RegExp.prototype.toString.call(value);
      const p = prefix(constructor, tag, 'RegExp');
      if (p !== 'RegExp ') base = `${p}${base}`;
      if (keys.length === 0 || (ctx.depth !== null && depth > ctx.depth)) return ctx.stylize(base, 'regexp');
      break;
    }
    case 'Date': {
      getKeys();
      base = Number.isNaN(Date.prototype.getTime.call(value)) ? 'Invalid Date' : Date.prototype.toISOString.call(value);
      const p = prefix(constructor, tag, 'Date');
      if (p !== 'Date ') base = `${p}${base}`;
      if (keys.length === 0) return ctx.stylize(base, 'date');
      break;
    }
    case 'ArrayBuffer': {
      getKeys();
      const type = native.isShared(value) ? 'SharedArrayBuffer' : 'ArrayBuffer';
      const p = prefix(constructor, tag, type);
      if (inTyped === undefined) format = formatBuffer;
      else if (keys.length === 0) return `${p}{ byteLength: ${formatNumber(ctx.stylize, value.byteLength, false)} }`;
      braces[0] = `${p}{`;
      keys.unshift('byteLength');
      break;
    }
    case 'DataView':
      getKeys();
      braces[0] = `${prefix(constructor, tag, 'DataView')}{`;
      keys.unshift('byteLength', 'byteOffset', 'buffer');
      break;
    case 'Promise':
      getKeys();
      braces[0] = `${prefix(constructor, tag, 'Promise')}{`;
      format = formatPromise;
      break;
    case 'WeakSet': case 'WeakMap':
      getKeys();
      braces[0] = `${prefix(constructor, tag, kind)}{`;
      format = (c) => [c.stylize('<items unknown>', 'special')];
      break;
    case 'Number': case 'String': case 'Boolean': case 'Symbol': case 'BigInt': {
      keys = keysOf(value, ctx.showHidden, kind === 'String');
      if (kind === 'String' && !ctx.showHidden) keys = keys.filter((k) => k !== 'length');
      base = boxedBase(ctx, value, kind, constructor, tag);
      if (keys.length === 0) return base;
      break;
    }
    default:
      getKeys();
      if (kind === 'Error' || (kind === 'Object' && value instanceof Error)) {
        base = formatError(value, constructor, tag, ctx, keys);
        if (keys.length === 0) return base;
      } else if (kind === 'External') {
        const address = native.external(value);
        if (keys.length === 0) return ctx.stylize(`[External: ${address}]`, 'special');
        base = `[External: ${address}]`;
      } else if (constructor === 'Object') {
        if (tag !== '') braces[0] = `${prefix(constructor, tag, 'Object')}{`;
        if (keys.length === 0) return `${braces[0]}}`;
      } else {
        const p = prefix(constructor, tag, isNamespace(value) ? 'Module' : native.className(value));
        if (keys.length === 0) return `${p}{}`;
        braces[0] = `${p}{`;
      }
  }
  if (ctx.depth !== null && depth > ctx.depth) {
    let name = prefix(constructor, tag, kind === 'Array' || kind === 'TypedArray' ? 'Array' : 'Object').slice(0, -1);
    if (constructor !== null) name = `[${name}]`;
    return ctx.stylize(name, 'special');
  }
  depth++;
  ctx.seen.push(value);
  ctx.currentDepth = depth;
  let output;
  try {
    output = format(ctx, value, depth);
    for (const key of keys) output.push(formatProperty(ctx, value, depth, key, extras));
  } catch (error) {
    if (!(error instanceof RangeError) || !/call stack/.test(error.message)) throw error;
    return ctx.stylize(`[${constructor}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`, 'special');
  }
  if (ctx.circular !== undefined) {
    const index = ctx.circular.get(value);
    if (index !== undefined) {
      const reference = ctx.stylize(`<ref *${index}>`, 'special');
      if (ctx.compact !== true) base = base === '' ? reference : `${reference} ${base}`;
      else braces[0] = `${reference} ${braces[0]}`;
    }
  }
  ctx.seen.pop();
  if (ctx.sorted) {
    const compare = ctx.sorted === true ? undefined : ctx.sorted;
    if (extras === PLAIN) output.sort(compare);
    else if (keys.length > 1) output.splice(output.length - keys.length, keys.length, ...output.slice(output.length - keys.length).sort(compare));
  }
  return reduce(ctx, output, base, braces, extras, depth, value);
}

const none = () => [];

function reduce(ctx, output, base, braces, extras, depth, value) {
  if (ctx.compact !== true) {
    if (typeof ctx.compact === 'number' && ctx.compact >= 1) {
      const entries = output.length;
      if (extras === EXTRA && entries > 6) output = columns(ctx, output, value);
      if (ctx.currentDepth - depth < ctx.compact && entries === output.length) {
        const start = output.length + ctx.indentationLvl + braces[0].length + base.length + 10;
        if (fits(ctx, output, start, base)) {
          const joined = output.join(', ');
          if (!joined.includes('\n')) return `${base ? `${base} ` : ''}${braces[0]} ${joined} ${braces[1]}`;
        }
      }
    }
    const indent = `\n${' '.repeat(ctx.indentationLvl)}`;
    return `${base ? `${base} ` : ''}${braces[0]}${indent}  ${output.join(`,${indent}  `)}${indent}${braces[1]}`;
  }
  if (fits(ctx, output, 0, base)) return `${braces[0]}${base ? ` ${base}` : ''} ${output.join(', ')} ${braces[1]}`;
  const indent = `\n${' '.repeat(ctx.indentationLvl)}`;
  const head = base === '' && braces[0].length === 1 ? ' ' : `${base ? ` ${base}` : ''}\n${' '.repeat(ctx.indentationLvl)}  `;
  return `${braces[0]}${head}${output.join(`,${indent}  `)} ${braces[1]}`;
}

function fits(ctx, output, start, base) {
  let total = output.length + start;
  if (total + output.length > ctx.breakLength) return false;
  for (const text of output) {
    total += ctx.colors ? stripColors(text).length : text.length;
    if (total > ctx.breakLength) return false;
  }
  return base === '' || !base.includes('\n');
}

// columns puts the elements of a long array into columns, if that is shorter.
function columns(ctx, output, value) {
  let total = 0, widest = 0;
  const count = ctx.maxArrayLength < output.length ? output.length - 1 : output.length;
  const widths = [];
  for (let i = 0; i < count; i++) {
    const width = ctx.colors ? textWidth(stripColors(output[i])) : textWidth(output[i]);
    widths.push(width);
    total += width + 2;
    if (width > widest) widest = width;
  }
  const cell = widest + 2;
  if (cell * 3 + ctx.indentationLvl < ctx.breakLength && (total / cell > 5 || widest <= 6)) {
    const bias = Math.sqrt(cell - total / output.length);
    const biased = Math.max(cell - 3 - bias, 1);
    const n = Math.min(Math.round(Math.sqrt(2.5 * biased * count) / biased), Math.floor((ctx.breakLength - ctx.indentationLvl) / cell), ctx.compact * 4, 15);
    if (n <= 1) return output;
    const lines = [], columnWidths = [];
    for (let i = 0; i < n; i++) {
      let width = 0;
      for (let j = i; j < count; j += n) if (widths[j] > width) width = widths[j];
      columnWidths.push(width + 2);
    }
    let alignRight = true;
    if (value !== undefined) {
      for (let i = 0; i < output.length; i++) {
        if (typeof value[i] !== 'number' && typeof value[i] !== 'bigint') { alignRight = false; break; }
      }
    }
    for (let i = 0; i < count; i += n) {
      const end = Math.min(i + n, count);
      let line = '';
      let j = i;
      for (; j < end - 1; j++) {
        const text = `${output[j]}, `, width = columnWidths[j - i] + output[j].length - widths[j];
        line += alignRight ? text.padStart(width) : text.padEnd(width);
      }
      line += alignRight ? output[j].padStart(columnWidths[j - i] + output[j].length - widths[j] - 2) : output[j];
      lines.push(line);
    }
    if (ctx.maxArrayLength < output.length) lines.push(output[count]);
    return lines;
  }
  return output;
}

function textWidth(text) {
  let width = 0;
  for (const c of text) {
    const n = c.codePointAt(0);
    if (n < 0x300) width += n < 32 || (n >= 0x7f && n < 0xa0) ? 0 : 1;
    else if ((n >= 0x300 && n <= 0x36f) || (n >= 0x200b && n <= 0x200f) || (n >= 0xfe00 && n <= 0xfe0f) || (n >= 0x20d0 && n <= 0x20ff)) continue;
    else width += (n >= 0x1100 && (n <= 0x115f || (n >= 0x2e80 && n <= 0xa4cf) || (n >= 0xac00 && n <= 0xd7a3) || (n >= 0xf900 && n <= 0xfaff) ||
      (n >= 0xfe30 && n <= 0xfe6f) || (n >= 0xff00 && n <= 0xff60) || (n >= 0xffe0 && n <= 0xffe6) || (n >= 0x1f300 && n <= 0x1faff) || (n >= 0x20000 && n <= 0x3fffd))) ? 2 : 1;
  }
  return width;
}

function more(n) { return `... ${n} more item${n > 1 ? 's' : ''}`; }

function formatArray(ctx, value, depth) {
  const output = [], length = value.length;
  const limit = Math.min(Math.max(0, ctx.maxArrayLength), length);
  let i = 0, shown = 0;
  while (i < length && shown < limit) {
    if (hasOwn(value, i)) {
      output.push(formatProperty(ctx, value, depth, i, ITEM));
      i++;
    } else {
      const next = native.nextIndex(value, i);
      const empty = next - i;
      output.push(ctx.stylize(`<${empty} empty item${empty > 1 ? 's' : ''}>`, 'undefined'));
      i = next;
    }
    shown++;
  }
  if (i < length) output.push(more(length - i));
  return output;
}

function formatTyped(ctx, value, depth) {
  const length = native.length(value);
  const limit = Math.min(Math.max(0, ctx.maxArrayLength), length);
  const output = new Array(limit);
  const big = limit > 0 && typeof value[0] === 'bigint';
  for (let i = 0; i < limit; i++) output[i] = big ? ctx.stylize(`${value[i]}n`, 'bigint') : formatNumber(ctx.stylize, value[i], ctx.numericSeparator);
  if (length > limit) output.push(more(length - limit));
  if (ctx.showHidden) {
    ctx.indentationLvl += 2;
    for (const key of ['BYTES_PER_ELEMENT', 'length', 'byteLength', 'byteOffset', 'buffer']) {
      output.push(`[${key}]: ${formatValue(ctx, value[key], depth, true)}`);
    }
    ctx.indentationLvl -= 2;
  }
  return output;
}

function formatSet(ctx, value, depth) {
  const output = [], length = native.size(value);
  const limit = Math.min(Math.max(0, ctx.maxArrayLength), length);
  ctx.indentationLvl += 2;
  let i = 0;
  Set.prototype.forEach.call(value, (v) => { if (i++ < limit) output.push(formatValue(ctx, v, depth)); });
  ctx.indentationLvl -= 2;
  if (length > limit) output.push(more(length - limit));
  return output;
}
function formatMap(ctx, value, depth) {
  const output = [], length = native.size(value);
  const limit = Math.min(Math.max(0, ctx.maxArrayLength), length);
  ctx.indentationLvl += 2;
  let i = 0;
  Map.prototype.forEach.call(value, (v, k) => { if (i++ < limit) output.push(`${formatValue(ctx, k, depth)} => ${formatValue(ctx, v, depth)}`); });
  ctx.indentationLvl -= 2;
  if (length > limit) output.push(more(length - limit));
  return output;
}
function formatMapIterator(ctx) { return [ctx.stylize('<items unknown>', 'special')]; }
const formatSetIterator = formatMapIterator;

function formatBuffer(ctx, value) {
  const bytes = native.bytes(value);
  if (bytes === undefined) return [ctx.stylize('(detached)', 'special')];
  const limit = Math.min(Math.max(0, ctx.maxArrayLength), 50, bytes.length);
  let text = '';
  for (let i = 0; i < limit; i++) text += (i ? ' ' : '') + (bytes[i] < 16 ? '0' : '') + bytes[i].toString(16);
  if (bytes.length > limit) text += ` ... ${bytes.length - limit} more byte${bytes.length - limit > 1 ? 's' : ''}`;
  return [`${ctx.stylize('[Uint8Contents]', 'special')}: <${text}>`];
}

function formatPromise(ctx, value, depth) {
  const [state, result] = native.promise(value);
  if (state === 0) return [ctx.stylize('<pending>', 'special')];
  ctx.indentationLvl += 2;
  const text = formatValue(ctx, result, depth);
  ctx.indentationLvl -= 2;
  return [state === 2 ? `${ctx.stylize('<rejected>', 'special')} ${text}` : text];
}

function formatProperty(ctx, value, depth, key, kind) {
  const own = isNamespace(value) ? undefined : Object.getOwnPropertyDescriptor(value, key);
  const d = own || { value: value[key], configurable: true, enumerable: true };
  let text, space = ' ';
  if (d.value !== undefined) {
    const indent = ctx.compact !== true || kind !== PLAIN ? 2 : 3;
    ctx.indentationLvl += indent;
    text = formatValue(ctx, d.value, depth);
    if (indent === 3 && ctx.breakLength < textWidth(text)) space = `\n${' '.repeat(ctx.indentationLvl)}`;
    ctx.indentationLvl -= indent;
  } else if (d.get !== undefined) {
    const label = d.set !== undefined ? 'Getter/Setter' : 'Getter';
    if (ctx.getters && (ctx.getters === true || (ctx.getters === 'get' && d.set === undefined) || (ctx.getters === 'set' && d.set !== undefined))) {
      try {
        const got = d.get.call(value);
        ctx.indentationLvl += 2;
        if (got === null) text = `[${label}: ${ctx.stylize('null', 'null')}]`;
        else if (typeof got === 'object') text = `[${label}] ${formatValue(ctx, got, depth)}`;
        else text = `[${label}: ${formatPrimitive(ctx, got)}]`;
        ctx.indentationLvl -= 2;
      } catch (error) {
        text = `[${label}: <Inspection threw (${error.message})>]`;
      }
    } else text = ctx.stylize(`[${label}]`, 'special');
  } else if (d.set !== undefined) text = ctx.stylize('[Setter]', 'special');
  else text = ctx.stylize('undefined', 'undefined');
  if (kind === ITEM) return text;
  let name;
  if (typeof key === 'symbol') name = `[${ctx.stylize(Symbol.prototype.toString.call(key), 'symbol')}]`;
  else if (key === '__proto__') name = "['__proto__']";
  else if (d.enumerable === false) name = `[${key}]`;
  else if (/^[a-zA-Z_][a-zA-Z_0-9]*$/.test(key)) name = ctx.stylize(key, 'name');
  else name = ctx.stylize(quote(key), 'string');
  return `${name}:${space}${text}`;
}

function functionBase(value, constructor, tag) {
  const source = Function.prototype.toString.call(value);
  if (source.startsWith('class') && source.endsWith('}')) {
    const name = hasOwn(value, 'name') && value.name;
    let base = `[class ${name ? name : '(anonymous)'}`;
    if (constructor !== 'Function' && constructor !== null) base += ` [${constructor}]`;
    if (tag !== '' && constructor !== tag) base += ` [${tag}]`;
    if (constructor !== null) {
      const parent = Object.getPrototypeOf(value).name;
      if (parent) base += ` extends ${parent}`;
    } else base += ' extends [null prototype]';
    return `${base}]`;
  }
  const type = native.functionType(value);
  let base = `[${type}`;
  if (constructor === null) base += ' (null prototype)';
  base += value.name === '' || value.name === undefined ? ' (anonymous)' : `: ${typeof value.name === 'string' ? value.name : inspect(value.name)}`;
  base += ']';
  if (constructor !== type && constructor !== null) base += ` ${constructor}`;
  if (tag !== '' && constructor !== tag) base += ` [${tag}]`;
  return base;
}

function boxedBase(ctx, value, kind, constructor, tag) {
  const raw = kind === 'Symbol' ? Symbol.prototype.valueOf.call(value) : kind === 'BigInt' ? BigInt.prototype.valueOf.call(value)
    : kind === 'Number' ? Number.prototype.valueOf.call(value) : kind === 'String' ? String.prototype.valueOf.call(value) : Boolean.prototype.valueOf.call(value);
  let base = `[${kind}`;
  if (kind !== constructor) base += constructor === null ? ' (null prototype)' : ` (${constructor})`;
  base += `: ${formatPrimitive({ ...ctx, stylize: plain, indentationLvl: 0, compact: true }, raw)}]`;
  if (tag !== '' && tag !== constructor) base += ` [${tag}]`;
  return ctx.stylize(base, kind.toLowerCase());
}

function formatError(error, constructor, tag, ctx, keys) {
  const name = error.name != null ? String(error.name) : 'Error';
  let stack = error.stack ? native.stack(String(error.stack)) : Error.prototype.toString.call(error);
  if (!ctx.showHidden && keys.length !== 0) {
    for (const key of ['name', 'message', 'stack']) {
      const at = keys.indexOf(key);
      if (at !== -1 && (typeof error[key] !== 'string' || stack.includes(error[key]))) keys.splice(at, 1);
    }
  }
  if ('cause' in error && (keys.length === 0 || !keys.includes('cause'))) keys.push('cause');
  if (Array.isArray(error.errors) && hasOwn(error, 'errors') && !keys.includes('errors')) keys.push('errors');
  // The first line names the class that was really constructed.
  if (constructor === null || (name.endsWith('Error') && stack.startsWith(name) && (stack.length === name.length || stack[name.length] === ':' || stack[name.length] === '\n'))) {
    if (constructor === null) {
      const m = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack) || /^([a-z_A-Z0-9-]*Error)$/.exec(stack);
      const fallback = (m && m[1]) || '';
      stack = `[${fallback || 'Error'}: null prototype]${stack.slice(fallback.length)}`;
    } else if (name !== constructor) {
      stack = constructor.includes(name) ? `${constructor}${stack.slice(name.length)}` : `${constructor} [${name}]${stack.slice(name.length)}`;
    }
  }
  const message = error.message;
  let start = typeof message === 'string' && message !== '' ? stack.indexOf(message) : -1;
  if (start !== -1) start += message.length; else start = 0;
  const frames = stack.indexOf('\n    at', start);
  if (frames !== -1 && 'cause' in error && isError(error.cause)) stack = stack.slice(0, frames) + withoutCommon(stack.slice(frames), error.cause);
  if (frames === -1) stack = `[${stack}]`;
  else if (ctx.colors) {
    stack = stack.slice(0, frames) + stack.slice(frames).split('\n').map((line) => line.includes('(node:') || line.includes(' node:') ? colored2(ctx, line) : line).join('\n');
  }
  if (ctx.indentationLvl !== 0) stack = stack.split('\n').join(`\n${' '.repeat(ctx.indentationLvl)}`);
  return stack;
}
// withoutCommon shortens the frames that an error shares with its cause.
function withoutCommon(text, cause) {
  const theirs = typeof cause.stack === 'string' ? native.stack(cause.stack).split('\n').filter((l) => /^\s+at /.test(l)) : [];
  const lines = text.split('\n').slice(1);
  for (let i = 0; i < lines.length - 3; i++) {
    const at = theirs.indexOf(lines[i]);
    if (at === -1) continue;
    let n = 0;
    while (i + n < lines.length && at + n < theirs.length && lines[i + n] === theirs[at + n]) n++;
    if (n > 3) {
      lines.splice(i + 1, n - 2, `    ... ${n - 2} lines matching cause stack trace ...`);
      break;
    }
  }
  return `\n${lines.join('\n')}`;
}
const colored2 = (ctx, line) => `\u001b[90m${line}\u001b[39m`;

// format.

const builtins = new Set(Object.getOwnPropertyNames(globalThis).filter((n) => /^[A-Z][a-zA-Z0-9]+$/.test(n)));
function hasBuiltinToString(value) {
  let proxy;
  while ((proxy = native.proxy(value)) !== undefined) {
    if (proxy === null || proxy[0] === null) return true;
    value = proxy[0];
  }
  if (typeof value.toString !== 'function') return true;
  if (hasOwn(value, 'toString')) return false;
  let pointer = value;
  do { pointer = Object.getPrototypeOf(pointer); } while (!hasOwn(pointer, 'toString'));
  const d = Object.getOwnPropertyDescriptor(pointer, 'constructor');
  return d !== undefined && typeof d.value === 'function' && builtins.has(d.value.name);
}

function tryStringify(value) {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (/circular/i.test(error.message)) return '[Circular]';
    throw error;
  }
}

function formatWithOptions(options, ...args) { return formatInternal(options, args); }
function format(...args) { return formatInternal(undefined, args); }

function formatInternal(options, args) {
  const first = args[0];
  let at = 0, text = '', join = '';
  const show = (value, extra) => inspect(value, { ...options, ...extra });
  if (typeof first === 'string') {
    if (args.length === 1) return first;
    let last = 0;
    for (let i = 0; i < first.length - 1; i++) {
      if (first[i] !== '%') continue;
      const next = first[++i];
      if (at + 1 !== args.length) {
        let part;
        const arg = args[at + 1];
        switch (next) {
          case 's':
            if (typeof arg === 'number') part = formatNumber(plain, arg, false);
            else if (typeof arg === 'bigint') part = `${arg}n`;
            else if (typeof arg !== 'object' || arg === null || !hasBuiltinToString(arg)) part = String(arg);
            else part = show(arg, { depth: 0, colors: false, compact: 3 });
            break;
          case 'j': part = tryStringify(arg); break;
          case 'd':
            if (typeof arg === 'bigint') part = `${arg}n`;
            else if (typeof arg === 'symbol') part = formatNumber(plain, NaN, false);
            else part = formatNumber(plain, Number(arg), false);
            break;
          case 'O': part = show(arg); break;
          case 'o': part = show(arg, { showHidden: true, showProxy: true, depth: 4 }); break;
          case 'i':
            if (typeof arg === 'bigint') part = `${arg}n`;
            else part = formatNumber(plain, typeof arg === 'symbol' ? NaN : parseInt(arg), false);
            break;
          case 'f': part = formatNumber(plain, typeof arg === 'symbol' ? NaN : parseFloat(arg), false); break;
          case 'c': part = ''; break;
          case '%':
            text += first.slice(last, i);
            last = i + 1;
            continue;
          default: continue;
        }
        at++;
        if (last !== i - 1) text += first.slice(last, i - 1);
        text += part;
        last = i + 1;
      } else if (next === '%') {
        text += first.slice(last, i);
        last = i + 1;
      }
    }
    if (last !== 0) {
      at++;
      join = ' ';
      if (last < first.length) text += first.slice(last);
    }
  }
  for (; at < args.length; at++) {
    text += join;
    text += typeof args[at] === 'string' ? args[at] : show(args[at]);
    join = ' ';
  }
  return text;
}

module.exports = { inspect, format, formatWithOptions, isError, stripColors, textWidth, quote };
