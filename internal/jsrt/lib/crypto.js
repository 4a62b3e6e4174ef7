'use strict';
const native = binding('crypto');
const { nodeError, invalidArgType, validateString, validateInteger, validateNumber, outOfRange } = require('internal/errors');
const { Transform } = require('stream');

const dataOf = (data, encoding, name = 'data') => {
  if (typeof data === 'string') return Buffer.from(data, encoding === 'buffer' ? 'utf8' : encoding);
  if (ArrayBuffer.isView(data) || data instanceof ArrayBuffer) return data;
  throw invalidArgType(name, ['string', 'Buffer', 'TypedArray', 'DataView'], data);
};
class Hash extends Transform {
  #native; #done = false; #result;
  constructor(algorithm, inner, options) { super(options); this.#native = inner; this._algorithm = algorithm; Object.defineProperty(this, '_algorithm', { enumerable: false }); }
  update(data, encoding) {
    if (this.#done) throw nodeError('Error', 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
    this.#native.update(dataOf(data, encoding));
    return this;
  }
  digest(encoding) {
    if (this.#done) throw nodeError('Error', 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
    this.#done = true;
    const result = this.#native.digest();
    return encoding && encoding !== 'buffer' ? result.toString(encoding) : result;
  }
  copy(options) {
    if (this.#done) throw nodeError('Error', 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
    return new Hash(this._algorithm, this.#native.copy(), options);
  }
  _transform(chunk, encoding, callback) { this.#native.update(dataOf(chunk, encoding)); callback(); }
  _flush(callback) { this.push(this.#native.digest()); callback(); }
}
class Hmac extends Hash {}
Object.defineProperty(Hmac.prototype, 'copy', { value: undefined });
function createHash(algorithm, options) {
  validateString(algorithm, 'algorithm');
  const inner = native.hash(algorithm);
  if (inner === undefined) throw nodeError('Error', 'ERR_OSSL_EVP_UNSUPPORTED', 'Digest method not supported');
  return new Hash(algorithm, inner, options);
}
function createHmac(algorithm, key, options) {
  validateString(algorithm, 'hmac');
  const inner = native.hash(algorithm, dataOf(key, options && options.encoding, 'key'));
  if (inner === undefined) throw nodeError('Error', 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${algorithm}`);
  return new Hmac(algorithm, inner, options);
}
function hash(algorithm, data, encoding = 'hex') { return createHash(algorithm).update(data).digest(encoding); }
function randomBytes(size, callback) {
  validateNumber(size, 'size', 0, 2 ** 31 - 1);
  const buffer = Buffer.alloc(size);
  native.random(buffer);
  if (callback === undefined) return buffer;
  process.nextTick(callback, null, buffer);
}
function randomFillSync(buffer, offset = 0, size) {
  if (!ArrayBuffer.isView(buffer) && !(buffer instanceof ArrayBuffer)) throw invalidArgType('buf', ['ArrayBuffer', 'ArrayBufferView'], buffer);
  const unit = buffer.BYTES_PER_ELEMENT || 1;
  const bytes = new Uint8Array(buffer.buffer || buffer, (buffer.byteOffset || 0) + offset * unit, size === undefined ? buffer.byteLength - offset * unit : size * unit);
  native.random(bytes);
  return buffer;
}
function randomFill(buffer, ...rest) {
  const callback = rest.pop();
  randomFillSync(buffer, ...rest);
  process.nextTick(callback, null, buffer);
}
function randomInt(min, max, callback) {
  if (max === undefined || typeof max === 'function') { callback = max; max = min; min = 0; }
  if (!Number.isSafeInteger(min)) throw invalidArgType('min', 'a safe integer', min);
  if (!Number.isSafeInteger(max)) throw invalidArgType('max', 'a safe integer', max);
  if (max <= min) throw outOfRange('max', `greater than the value of "min" (${min})`, max);
  const range = max - min, limit = 2 ** 48 - (2 ** 48 % range);
  let value;
  do { value = randomBytes(6).readUIntBE(0, 6); } while (value >= limit);
  const n = min + value % range;
  if (callback === undefined) return n;
  process.nextTick(callback, undefined, n);
}
function randomUUID() {
  const b = randomBytes(16);
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const h = b.toString('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}
function timingSafeEqual(a, b) {
  if (!ArrayBuffer.isView(a)) throw invalidArgType('buf1', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], a);
  if (!ArrayBuffer.isView(b)) throw invalidArgType('buf2', ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], b);
  if (a.byteLength !== b.byteLength) throw nodeError('RangeError', 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', 'Input buffers must have the same byte length');
  return binding('buffer').compare(a, b) === 0;
}
const webcrypto = {
  getRandomValues(array) {
    if (!ArrayBuffer.isView(array) || /^Float|DataView/.test(array[Symbol.toStringTag])) throw new DOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
    if (array.byteLength > 65536) throw new DOMException(`The requested length exceeds 65,536 bytes`, 'QuotaExceededError');
    native.random(array);
    return array;
  },
  randomUUID,
};
module.exports = { Hash, Hmac, createHash, createHmac, hash, randomBytes, pseudoRandomBytes: randomBytes, randomFillSync, randomFill, randomInt, randomUUID, timingSafeEqual,
  getHashes: () => ['RSA-MD5', 'RSA-SHA1', 'RSA-SHA224', 'RSA-SHA256', 'RSA-SHA384', 'RSA-SHA512', 'md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-224', 'sha512-256'],
  webcrypto, getRandomValues: webcrypto.getRandomValues };
