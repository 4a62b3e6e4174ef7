'use strict';
// Buffer: a Uint8Array with codecs, which are in Go.
const native = binding('buffer');
const FastBuffer = require('internal/fast_buffer');
const { nodeError, invalidArgType, invalidArgValue, outOfRange, validateString, validateNumber, validateInteger } = require('internal/errors');
const types = require('util/types');
const { customInspect } = require('internal/symbols');

const kMaxLength = 2 ** 53 - 1 > 2 ** 32 ? 2 ** 32 : 2 ** 31 - 1;
const kStringMaxLength = 2 ** 29 - 24;

const encodings = {
  'utf8': 'utf8', 'utf-8': 'utf8', 'hex': 'hex', 'ascii': 'ascii', 'latin1': 'latin1', 'binary': 'latin1', 'base64': 'base64', 'base64url': 'base64url',
  'ucs2': 'utf16le', 'ucs-2': 'utf16le', 'utf16le': 'utf16le', 'utf-16le': 'utf16le',
};
function normalize(encoding) {
  const found = encodings[encoding];
  return found !== undefined ? found : encodings[`${encoding}`.toLowerCase()];
}
function encodingOf(encoding) {
  if (encoding === undefined || encoding === null || encoding === '') return 'utf8';
  const found = normalize(encoding);
  if (found === undefined) throw nodeError('TypeError', 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`);
  return found;
}
const isView = ArrayBuffer.isView;
const isU8 = (v) => v instanceof Uint8Array || types.isUint8Array(v);

function Buffer(arg, encodingOrOffset, length) {
  if (typeof arg === 'number') {
    if (typeof encodingOrOffset === 'string') throw invalidArgType('string', 'string', arg);
    return Buffer.alloc(arg);
  }
  return Buffer.from(arg, encodingOrOffset, length);
}
module.exports = { Buffer, SlowBuffer, transcode, kMaxLength, kStringMaxLength, btoa, atob, isUtf8, isAscii,
  constants: Object.defineProperties({}, { MAX_LENGTH: { value: kMaxLength, enumerable: true }, MAX_STRING_LENGTH: { value: kStringMaxLength, enumerable: true } }) };
let inspectMax = 50;
Object.defineProperty(module.exports, 'INSPECT_MAX_BYTES', {
  configurable: true, enumerable: true, get: () => inspectMax,
  set(n) { validateNumber(n, 'INSPECT_MAX_BYTES', 0); inspectMax = n; },
});

Object.setPrototypeOf(Buffer, Uint8Array);
Buffer.prototype = FastBuffer.prototype;
Object.defineProperty(FastBuffer.prototype, 'constructor', { value: Buffer, writable: true, configurable: true, enumerable: false });
Object.defineProperty(Buffer, Symbol.species, { configurable: true, enumerable: false, get: () => FastBuffer });
Buffer.poolSize = 8192;

function checkSize(size) { validateNumber(size, 'size', 0, kMaxLength); }
Buffer.alloc = function alloc(size, fill, encoding) {
  checkSize(size);
  const buffer = new FastBuffer(size);
  if (fill !== undefined && fill !== 0 && size > 0) {
    if (typeof fill === 'string' && fill.length === 0) return buffer;
    buffer.fill(fill, encoding);
  }
  return buffer;
};
Buffer.allocUnsafe = function allocUnsafe(size) { checkSize(size); return new FastBuffer(size); };
Buffer.allocUnsafeSlow = function allocUnsafeSlow(size) { checkSize(size); return new FastBuffer(size); };
function SlowBuffer(size) { checkSize(size); return new FastBuffer(size); }

const encode = (text, encoding) => new FastBuffer(native.encode(text, encoding));

Buffer.from = function from(value, encodingOrOffset, length) {
  if (typeof value === 'string') return encode(value, encodingOf(typeof encodingOrOffset === 'string' ? encodingOrOffset : undefined));
  if (typeof value === 'object' && value !== null) {
    if (types.isAnyArrayBuffer(value)) {
      let offset = encodingOrOffset === undefined ? 0 : +encodingOrOffset;
      if (Number.isNaN(offset)) offset = 0;
      const max = value.byteLength - offset;
      if (max < 0) throw nodeError('RangeError', 'ERR_BUFFER_OUT_OF_BOUNDS', '"offset" is outside of buffer bounds');
      if (length === undefined) length = max;
      else {
        length = +length;
        if (length > 0) { if (length > max) throw nodeError('RangeError', 'ERR_BUFFER_OUT_OF_BOUNDS', '"length" is outside of buffer bounds'); } else length = 0;
      }
      return new FastBuffer(value, offset, length);
    }
    const primitive = value.valueOf && value.valueOf();
    if (primitive != null && primitive !== value && (typeof primitive === 'string' || typeof primitive === 'object')) return Buffer.from(primitive, encodingOrOffset, length);
    const made = fromObject(value);
    if (made !== undefined) return made;
    if (typeof value[Symbol.toPrimitive] === 'function') {
      const text = value[Symbol.toPrimitive]('string');
      if (typeof text === 'string') return encode(text, encodingOf(encodingOrOffset));
    }
  }
  throw invalidArgType('first argument', ['string', 'Buffer', 'ArrayBuffer', 'Array', 'Array-like Object'], value);
};
function fromObject(value) {
  if (isU8(value)) {
    const b = new FastBuffer(value.length);
    if (value.length > 0) native.copy(value, b, 0, 0, value.length);
    return b;
  }
  if (value.length !== undefined || (value.buffer && types.isAnyArrayBuffer(value.buffer))) {
    if (typeof value.length !== 'number') return new FastBuffer();
    return fromArrayLike(value);
  }
  if (value.type === 'Buffer' && Array.isArray(value.data)) return fromArrayLike(value.data);
}
function fromArrayLike(list) {
  const n = list.length > 0 ? Math.min(Math.floor(list.length), kMaxLength) : 0;
  const b = new FastBuffer(n);
  for (let i = 0; i < n; i++) b[i] = list[i];
  return b;
}
Buffer.of = function of(...items) { return fromArrayLike(items); };
Buffer.copyBytesFrom = function copyBytesFrom(view, offset, length) {
  if (!types.isTypedArray(view)) throw invalidArgType('view', ['TypedArray'], view);
  const from = offset === undefined ? 0 : (validateInteger(offset, 'offset', 0), offset);
  if (length !== undefined) validateInteger(length, 'length', 0);
  const part = view.subarray(from, length === undefined ? undefined : from + length);
  return Buffer.from(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
};
Buffer.isBuffer = function isBuffer(b) { return b instanceof Buffer; };
Buffer.isEncoding = function isEncoding(encoding) { return typeof encoding === 'string' && encoding.length !== 0 && normalize(encoding) !== undefined; };
Buffer.byteLength = function byteLength(value, encoding) {
  if (typeof value !== 'string') {
    if (isView(value) || types.isAnyArrayBuffer(value)) return value.byteLength;
    throw invalidArgType('string', ['string', 'Buffer', 'ArrayBuffer'], value);
  }
  switch (normalize(encoding)) {
    case 'utf16le': return value.length * 2;
    case 'hex': return value.length >>> 1;
    case 'latin1': case 'ascii': return value.length;
    case 'base64': case 'base64url': {
      let n = value.length;
      if (value[n - 1] === '=') n--;
      if (n > 1 && value[n - 1] === '=') n--;
      return (n * 3) >>> 2;
    }
  }
  return native.byteLength(value);
};
Buffer.compare = function compare(a, b) {
  if (!isU8(a)) throw invalidArgType('buf1', ['Buffer', 'Uint8Array'], a);
  if (!isU8(b)) throw invalidArgType('buf2', ['Buffer', 'Uint8Array'], b);
  return a === b ? 0 : native.compare(a, b);
};
Buffer.concat = function concat(list, length) {
  if (!Array.isArray(list)) throw invalidArgType('list', 'Array', list);
  if (list.length === 0) return new FastBuffer();
  if (length === undefined) {
    length = 0;
    for (const b of list) if (b.length) length += b.length;
  } else validateInteger(length, 'length', 0);
  const out = Buffer.alloc(length);
  let at = 0;
  for (let i = 0; i < list.length; i++) {
    if (!isU8(list[i])) throw invalidArgType(`list[${i}]`, ['Buffer', 'Uint8Array'], list[i]);
    at += native.copy(list[i], out, at, 0, list[i].length);
  }
  return out;
};

const proto = Buffer.prototype;
Object.defineProperty(proto, 'parent', { enumerable: true, get() { return this instanceof Buffer ? this.buffer : undefined; } });
Object.defineProperty(proto, 'offset', { enumerable: true, get() { return this instanceof Buffer ? this.byteOffset : undefined; } });

proto.toString = function toString(encoding, start, end) {
  const length = this.length;
  if (arguments.length === 0) return native.decode(this, 'utf8', 0, length);
  if (start <= 0) start = 0;
  else if (start >= length) return '';
  else start = Math.trunc(start) || 0;
  if (end === undefined || end > length) end = length;
  else end = Math.trunc(end) || 0;
  if (end <= start) return '';
  return native.decode(this, encoding === undefined ? 'utf8' : encodingOf(encoding), start, end);
};
proto.toLocaleString = proto.toString;
proto.toJSON = function toJSON() { return { type: 'Buffer', data: Array.from(this) }; };
proto.equals = function equals(other) {
  if (!isU8(other)) throw invalidArgType('otherBuffer', ['Buffer', 'Uint8Array'], other);
  return this === other || (this.byteLength === other.byteLength && native.compare(this, other) === 0);
};
proto.compare = function compare(target, targetStart, targetEnd, sourceStart, sourceEnd) {
  if (!isU8(target)) throw invalidArgType('target', ['Buffer', 'Uint8Array'], target);
  if (arguments.length === 1) return native.compare(this, target);
  const check = (value, name, fallback, max) => { if (value === undefined) return fallback; validateInteger(value, name, 0, max); return value; };
  targetStart = check(targetStart, 'targetStart', 0);
  targetEnd = check(targetEnd, 'targetEnd', target.length, target.length);
  sourceStart = check(sourceStart, 'sourceStart', 0);
  sourceEnd = check(sourceEnd, 'sourceEnd', this.length, this.length);
  if (sourceStart >= sourceEnd) return targetStart >= targetEnd ? 0 : -1;
  if (targetStart >= targetEnd) return 1;
  return native.compare(this.subarray(sourceStart, sourceEnd), target.subarray(targetStart, targetEnd));
};
proto.copy = function copy(target, targetStart, sourceStart, sourceEnd) {
  if (!isView(target)) throw invalidArgType('target', ['Buffer', 'Uint8Array'], target);
  const int = (v, fallback) => { if (v === undefined) return fallback; v = Math.trunc(+v); return Number.isNaN(v) ? 0 : v; };
  targetStart = int(targetStart, 0);
  if (targetStart < 0) throw outOfRange('targetStart', '>= 0', targetStart);
  sourceStart = int(sourceStart, 0);
  if (sourceStart < 0 || sourceStart > this.length) throw outOfRange('sourceStart', `>= 0 && <= ${this.length}`, sourceStart);
  sourceEnd = int(sourceEnd, this.length);
  if (sourceEnd < 0) throw outOfRange('sourceEnd', '>= 0', sourceEnd);
  return native.copy(this, target, targetStart, sourceStart, sourceEnd);
};
proto.slice = function slice(start, end) { return this.subarray(start, end); };
proto.subarray = function subarray(start, end) {
  const length = this.length;
  const clamp = (v, fallback) => {
    v = v === undefined ? fallback : Math.trunc(+v) || 0;
    return v < 0 ? Math.max(0, length + v) : Math.min(v, length);
  };
  start = clamp(start, 0);
  end = clamp(end, length);
  return new FastBuffer(this.buffer, this.byteOffset + start, Math.max(0, end - start));
};
function searchBytes(buffer, value, offset, encoding, forward) {
  if (typeof offset === 'string') { encoding = offset; offset = undefined; }
  else if (offset > 0x7fffffff) offset = 0x7fffffff;
  else if (offset < -0x80000000) offset = -0x80000000;
  offset = +offset;
  if (Number.isNaN(offset)) offset = forward ? 0 : (buffer.length || buffer.byteLength);
  if (typeof value === 'number') {
    return native.indexOf(buffer, new Uint8Array([value & 0xff]), offset, forward, 1);
  }
  if (typeof value === 'string') {
    const e = encodingOf(encoding);
    return native.indexOf(buffer, encode(value, e), offset, forward, e === 'utf16le' ? 2 : 1);
  }
  if (isU8(value)) return native.indexOf(buffer, value, offset, forward, normalize(encoding) === 'utf16le' ? 2 : 1);
  throw invalidArgType('value', ['number', 'string', 'Buffer', 'Uint8Array'], value);
}
proto.indexOf = function indexOf(value, offset, encoding) { return searchBytes(this, value, offset, encoding, true); };
proto.lastIndexOf = function lastIndexOf(value, offset, encoding) { return searchBytes(this, value, offset, encoding, false); };
proto.includes = function includes(value, offset, encoding) { return this.indexOf(value, offset, encoding) !== -1; };
proto.fill = function fill(value, offset, end, encoding) {
  if (typeof value === 'string') {
    if (offset === undefined || typeof offset === 'string') { encoding = offset; offset = 0; end = this.length; }
    else if (typeof end === 'string') { encoding = end; end = this.length; }
    if (encoding !== undefined) validateString(encoding, 'encoding');
    const e = encodingOf(encoding);
    value = value.length === 0 ? 0 : encode(value, e);
    if (value !== 0 && value.length === 0) throw invalidArgValue('value', arguments[0]);
  }
  if (offset === undefined) { offset = 0; end = this.length; } else {
    validateNumber(offset, 'offset', 0);
    if (end === undefined) end = this.length;
    else validateNumber(end, 'end', 0, this.length);
    if (offset >= end) return this;
  }
  if (typeof value === 'number' || typeof value === 'boolean' || !isView(value)) {
    Uint8Array.prototype.fill.call(this, +value & 255, offset, end);
    return this;
  }
  if (value.length === 0) throw invalidArgValue('value', arguments[0]);
  native.fill(this, value, Math.trunc(offset), Math.trunc(end));
  return this;
};
proto.write = function write(string, offset, length, encoding) {
  validateString(string, 'argument');
  if (offset === undefined) return native.write(this, string, 0, this.length, 'utf8');
  if (length === undefined && typeof offset === 'string') { encoding = offset; length = this.length; offset = 0; }
  else {
    validateInteger(offset, 'offset', 0, this.length);
    const rest = this.length - offset;
    if (length === undefined) length = rest;
    else if (typeof length === 'string') { encoding = length; length = rest; }
    else { validateInteger(length, 'length', 0, this.length); if (length > rest) length = rest; }
  }
  return native.write(this, string, offset, length, encodingOf(encoding));
};
for (const [name, encoding] of [['utf8', 'utf8'], ['ucs2', 'utf16le'], ['utf16le', 'utf16le'], ['latin1', 'latin1'], ['ascii', 'ascii'], ['hex', 'hex'],
  ['base64', 'base64'], ['base64url', 'base64url']]) {
  proto[`${name}Write`] = function(string, offset = 0, length = this.length - offset) { return native.write(this, string, offset, length, encoding); };
  proto[`${name}Slice`] = function(start = 0, end = this.length) { return native.decode(this, encoding, start, end); };
}
proto.swap16 = function swap16() { return swap(this, 2); };
proto.swap32 = function swap32() { return swap(this, 4); };
proto.swap64 = function swap64() { return swap(this, 8); };
function swap(buffer, n) {
  if (buffer.length % n !== 0) throw nodeError('RangeError', 'ERR_INVALID_BUFFER_SIZE', `Buffer size must be a multiple of ${n * 8}-bits`);
  for (let i = 0; i < buffer.length; i += n) buffer.subarray(i, i + n).reverse();
  return buffer;
}
proto[customInspect] = function inspect(depth, ctx) {
  const shown = Math.min(inspectMax, this.length), rest = this.length - shown;
  let text = this.hexSlice(0, shown).replace(/(.{2})/g, '$1 ').trim();
  if (rest > 0) text += ` ... ${rest} more byte${rest > 1 ? 's' : ''}`;
  if (ctx) {
    const filter = ctx.showHidden ? Reflect.ownKeys : Object.keys;
    const extra = filter(this).filter((k) => typeof k === 'symbol' || !/^\d+$/.test(k));
    if (extra.length > 0) {
      const object = Object.create(null);
      for (const key of extra) object[key] = this[key];
      const { inspect } = require('internal/inspect');
      if (this.length !== 0) text += ', ';
      text += inspect(object, { ...ctx, breakLength: Infinity, compact: true }).slice(27, -2);
    }
  }
  return `<${this.constructor.name} ${text}>`;
};
proto.inspect = proto[customInspect];

// Numbers.
function checkBounds(buffer, offset, bytes) {
  if (typeof offset !== 'number') throw invalidArgType('offset', 'number', offset);
  if (offset < 0 || offset + bytes > buffer.length || !Number.isInteger(offset)) {
    if (!Number.isInteger(offset)) throw outOfRange('offset', 'an integer', offset);
    if (buffer.length - bytes < 0) throw nodeError('RangeError', 'ERR_BUFFER_OUT_OF_BOUNDS', 'Attempt to access memory outside buffer bounds');
    throw outOfRange('offset', `>= 0 and <= ${buffer.length - bytes}`, offset);
  }
}
const view = (buffer) => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
function checkValue(value, min, max, bytes, signed) {
  if (value > max || value < min) {
    const n = typeof min === 'bigint' ? 'n' : '';
    let range;
    if (bytes > 4 || n) {
      range = !signed ? `>= 0${n} and < 2${n} ** ${bytes * 8}${n}` : `>= -(2${n} ** ${bytes * 8 - 1}${n}) and < 2${n} ** ${bytes * 8 - 1}${n}`;
    } else range = `>= ${min} and <= ${max}`;
    throw outOfRange('value', range, value);
  }
}
const numbers = [
  ['UInt8', 1, 'Uint8', 0, 0xff], ['UInt16', 2, 'Uint16', 0, 0xffff], ['UInt32', 4, 'Uint32', 0, 0xffffffff],
  ['Int8', 1, 'Int8', -0x80, 0x7f], ['Int16', 2, 'Int16', -0x8000, 0x7fff], ['Int32', 4, 'Int32', -0x80000000, 0x7fffffff],
  ['Float', 4, 'Float32'], ['Double', 8, 'Float64'],
  ['BigUInt64', 8, 'BigUint64', 0n, 2n ** 64n - 1n], ['BigInt64', 8, 'BigInt64', -(2n ** 63n), 2n ** 63n - 1n],
];
for (const [name, bytes, type, min, max] of numbers) {
  const get = DataView.prototype[`get${type}`], put = DataView.prototype[`set${type}`];
  for (const order of bytes === 1 ? [''] : ['LE', 'BE']) {
    const little = order === 'LE';
    const read = { [`read${name}${order}`](offset = 0) { checkBounds(this, offset, bytes); return get.call(view(this), offset, little); } }[`read${name}${order}`];
    const write = { [`write${name}${order}`](value, offset = 0) {
      if (min !== undefined) {
        if (typeof min === 'bigint') { if (typeof value !== 'bigint') throw invalidArgType('value', 'bigint', value); } else value = +value;
        checkValue(value, min, max, typeof min === 'bigint' ? 8 : bytes, min < 0);
      } else value = +value;
      checkBounds(this, offset, bytes);
      put.call(view(this), offset, value, little);
      return offset + bytes;
    } }[`write${name}${order}`];
    proto[read.name] = read;
    proto[write.name] = write;
    if (name.includes('UInt')) {
      proto[read.name.replace('UInt', 'Uint')] = read;
      proto[write.name.replace('UInt', 'Uint')] = write;
    }
  }
}
function checkLength(n) {
  if (typeof n !== 'number') throw invalidArgType('byteLength', 'number', n);
  if (!Number.isInteger(n)) throw outOfRange('byteLength', 'an integer', n);
  if (n < 1 || n > 6) throw outOfRange('byteLength', '>= 1 and <= 6', n);
}
for (const signed of [false, true]) {
  for (const little of [false, true]) {
    const suffix = `${signed ? '' : 'U'}Int${little ? 'LE' : 'BE'}`;
    const read = { [`read${suffix}`](offset, byteLength) {
      if (offset === undefined) throw invalidArgType('offset', 'number', offset);
      checkLength(byteLength);
      checkBounds(this, offset, byteLength);
      let value = 0;
      for (let i = 0; i < byteLength; i++) value = value * 256 + this[little ? offset + byteLength - 1 - i : offset + i];
      return signed && value >= 2 ** (8 * byteLength - 1) ? value - 2 ** (8 * byteLength) : value;
    } }[`read${suffix}`];
    const write = { [`write${suffix}`](value, offset, byteLength) {
      checkLength(byteLength);
      value = +value;
      const max = signed ? 2 ** (8 * byteLength - 1) - 1 : 2 ** (8 * byteLength) - 1, min = signed ? -(2 ** (8 * byteLength - 1)) : 0;
      checkValue(value, min, max, byteLength, signed);
      checkBounds(this, offset, byteLength);
      if (value < 0) value += 2 ** (8 * byteLength);
      value = Math.floor(value);
      for (let i = 0; i < byteLength; i++) {
        this[little ? offset + i : offset + byteLength - 1 - i] = value % 256;
        value = Math.floor(value / 256);
      }
      return offset + byteLength;
    } }[`write${suffix}`];
    proto[read.name] = read;
    proto[write.name] = write;
    if (!signed) { proto[read.name.replace('UInt', 'Uint')] = read; proto[write.name.replace('UInt', 'Uint')] = write; }
  }
}

function btoa(input) {
  if (arguments.length === 0) throw nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "input" argument must be specified');
  input = `${input}`;
  for (let i = 0; i < input.length; i++) {
    if (input.charCodeAt(i) > 255) {
      const { DOMException } = require('internal/dom_exception');
      throw new DOMException('Invalid character', 'InvalidCharacterError');
    }
  }
  return native.decode(encode(input, 'latin1'), 'base64', 0, input.length);
}
function atob(input) {
  if (arguments.length === 0) throw nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "input" argument must be specified');
  input = `${input}`.replace(/[\t\n\f\r ]/g, '');
  if (input.length % 4 === 0) input = input.replace(/==?$/, '');
  if (input.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(input)) {
    const { DOMException } = require('internal/dom_exception');
    throw new DOMException('The string to be decoded is not correctly encoded.', 'InvalidCharacterError');
  }
  return encode(input, 'base64').latin1Slice();
}
function isUtf8(input) { return native.isUtf8(input); }
function isAscii(input) { return native.isAscii(input); }
function transcode(source, from, to) {
  if (!isU8(source)) throw invalidArgType('source', ['Buffer', 'Uint8Array'], source);
  from = normalize(from); to = normalize(to);
  if (from === undefined || to === undefined) throw nodeError('Error', 'U_ILLEGAL_ARGUMENT_ERROR', 'Unable to transcode Buffer [U_ILLEGAL_ARGUMENT_ERROR]');
  let text = native.decode(source, from, 0, source.length);
  if (to === 'latin1') text = text.replace(/[^\u0000-\u00ff]/g, '?');
  if (to === 'ascii') text = text.replace(/[^\u0000-\u007f]/g, '?');
  return encode(text, to);
}
