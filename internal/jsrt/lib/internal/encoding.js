'use strict';
const native = binding('buffer');
const { nodeError, invalidArgType } = require('internal/errors');
class TextEncoder {
  get encoding() { return 'utf-8'; }
  encode(input = '') { return new Uint8Array(native.encode(`${input}`, 'utf8')); }
  encodeInto(source, target) {
    if (typeof source !== 'string') throw invalidArgType('src', 'string', source);
    const written = native.write(target, source, 0, target.length, 'utf8');
    const read = native.decode(target, 'utf8', 0, written).length;
    return { read, written };
  }
}
Object.defineProperty(TextEncoder.prototype, Symbol.toStringTag, { value: 'TextEncoder', configurable: true });
const labels = { 'utf-8': 'utf-8', 'utf8': 'utf-8', 'unicode-1-1-utf-8': 'utf-8', 'utf-16le': 'utf-16le', 'utf-16': 'utf-16le', 'ucs-2': 'utf-16le', 'unicode': 'utf-16le',
  'latin1': 'windows-1252', 'iso-8859-1': 'windows-1252', 'ascii': 'windows-1252', 'us-ascii': 'windows-1252', 'windows-1252': 'windows-1252', 'l1': 'windows-1252' };
const cp1252 = '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';
class TextDecoder {
  #encoding; #fatal; #ignoreBOM; #kept = Buffer.alloc(0); #begun = false;
  constructor(encoding = 'utf-8', options = {}) {
    const found = labels[`${encoding}`.trim().toLowerCase()];
    if (found === undefined) throw nodeError('RangeError', 'ERR_ENCODING_NOT_SUPPORTED', `The "${encoding}" encoding is not supported`);
    this.#encoding = found;
    this.#fatal = !!(options && options.fatal);
    this.#ignoreBOM = !!(options && options.ignoreBOM);
  }
  get encoding() { return this.#encoding; }
  get fatal() { return this.#fatal; }
  get ignoreBOM() { return this.#ignoreBOM; }
  decode(input, options = {}) {
    let bytes;
    if (input === undefined) bytes = Buffer.alloc(0);
    else if (ArrayBuffer.isView(input)) bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
    else if (require('util/types').isAnyArrayBuffer(input)) bytes = Buffer.from(input);
    else throw invalidArgType('list', ['SharedArrayBuffer', 'ArrayBuffer', 'ArrayBufferView'], input);
    if (this.#kept.length > 0) bytes = Buffer.concat([this.#kept, bytes]);
    this.#kept = Buffer.alloc(0);
    const stream = !!(options && options.stream);
    let n = bytes.length;
    if (stream) n = this.#encoding === 'utf-8' ? native.utf8Whole(bytes) : this.#encoding === 'utf-16le' ? n & ~1 : n;
    this.#kept = Buffer.from(bytes.subarray(n));
    bytes = bytes.subarray(0, n);
    if (this.#fatal && ((this.#encoding === 'utf-8' && !native.isUtf8(bytes)) || (this.#encoding === 'utf-16le' && n % 2))) {
      throw nodeError('TypeError', 'ERR_ENCODING_INVALID_ENCODED_DATA', `The encoded data was not valid for encoding ${this.#encoding}`);
    }
    let text = native.decode(bytes, { 'utf-8': 'utf8', 'utf-16le': 'utf16le', 'windows-1252': 'latin1' }[this.#encoding], 0, n);
    if (this.#encoding === 'windows-1252') text = text.replace(/[\u0080-\u009f]/g, (c) => cp1252[c.charCodeAt(0) - 0x80]);
    if (!this.#begun && !this.#ignoreBOM && text[0] === '\ufeff') text = text.slice(1);
    this.#begun = stream && (this.#begun || n > 0);
    return text;
  }
}
Object.defineProperty(TextDecoder.prototype, Symbol.toStringTag, { value: 'TextDecoder', configurable: true });
module.exports = { TextEncoder, TextDecoder };
