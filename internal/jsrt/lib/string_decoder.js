'use strict';
const native = binding('buffer');
const { nodeError, invalidArgType } = require('internal/errors');
const names = { 'utf8': 'utf8', 'utf-8': 'utf8', 'ucs2': 'utf16le', 'ucs-2': 'utf16le', 'utf16le': 'utf16le', 'utf-16le': 'utf16le', 'base64': 'base64',
  'base64url': 'base64url', 'latin1': 'latin1', 'binary': 'latin1', 'ascii': 'ascii', 'hex': 'hex' };

// A StringDecoder keeps back the bytes of a character that is not whole yet.
function StringDecoder(encoding) {
  const name = encoding === undefined || encoding === null ? 'utf8' : names[`${encoding}`.toLowerCase()];
  if (name === undefined) throw nodeError('TypeError', 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`);
  this.encoding = name;
  Object.defineProperty(this, '_kept', { value: Buffer.alloc(0), writable: true });
}
function whole(data, encoding) {
  switch (encoding) {
    case 'utf8': return native.utf8Whole(data);
    case 'utf16le': {
      let n = data.length & ~1;
      if (n >= 2 && (data[n - 1] & 0xfc) === 0xd8) n -= 2;
      return n;
    }
    case 'base64': case 'base64url': return data.length - data.length % 3;
  }
  return data.length;
}
StringDecoder.prototype.write = function write(data) {
  if (typeof data === 'string') return data;
  if (!ArrayBuffer.isView(data)) throw invalidArgType('buf', ['Buffer', 'TypedArray', 'DataView'], data);
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const all = this._kept.length > 0 ? Buffer.concat([this._kept, bytes]) : bytes;
  const n = whole(all, this.encoding);
  this._kept = Buffer.from(all.subarray(n));
  return all.toString(this.encoding, 0, n);
};
StringDecoder.prototype.end = function end(data) {
  const text = data !== undefined ? this.write(data) : '';
  const rest = this._kept;
  this._kept = Buffer.alloc(0);
  return text + (this.encoding === 'utf16le' ? rest.toString('utf16le', 0, rest.length & ~1) : rest.toString(this.encoding));
};
StringDecoder.prototype.text = function text(data, offset) { this._kept = Buffer.alloc(0); return this.write(data.slice(offset)); };
Object.defineProperty(StringDecoder.prototype, 'lastNeed', { get() { return this._kept.length; }, configurable: true });
module.exports = { StringDecoder };
