'use strict';
// zlib over whole buffers; the streams gather what they are given.
const native = binding('zlib');
const { invalidArgType } = require('internal/errors');
const { Transform } = require('stream');
const constants = Object.freeze({ Z_NO_FLUSH: 0, Z_PARTIAL_FLUSH: 1, Z_SYNC_FLUSH: 2, Z_FULL_FLUSH: 3, Z_FINISH: 4, Z_BLOCK: 5, Z_OK: 0, Z_STREAM_END: 1, Z_NEED_DICT: 2, Z_ERRNO: -1,
  Z_STREAM_ERROR: -2, Z_DATA_ERROR: -3, Z_MEM_ERROR: -4, Z_BUF_ERROR: -5, Z_VERSION_ERROR: -6, Z_NO_COMPRESSION: 0, Z_BEST_SPEED: 1, Z_BEST_COMPRESSION: 9,
  Z_DEFAULT_COMPRESSION: -1, Z_FILTERED: 1, Z_HUFFMAN_ONLY: 2, Z_RLE: 3, Z_FIXED: 4, Z_DEFAULT_STRATEGY: 0, Z_MIN_WINDOWBITS: 8, Z_MAX_WINDOWBITS: 15, Z_DEFAULT_WINDOWBITS: 15 });
const run = (method, data, options) => {
  if (typeof data === 'string') data = Buffer.from(data);
  if (!ArrayBuffer.isView(data) && !(data instanceof ArrayBuffer)) throw invalidArgType('buffer', ['string', 'Buffer', 'TypedArray', 'DataView', 'ArrayBuffer'], data);
  return native.run(method, data, options && options.level !== undefined ? options.level : -1);
};
const methods = { deflate: 'Deflate', inflate: 'Inflate', gzip: 'Gzip', gunzip: 'Gunzip', deflateRaw: 'DeflateRaw', inflateRaw: 'InflateRaw', unzip: 'Unzip' };
for (const [method, name] of Object.entries(methods)) {
  exports[`${method}Sync`] = { [`${method}Sync`](buffer, options) { return run(method, buffer, options); } }[`${method}Sync`];
  exports[method] = { [method](buffer, options, callback) {
    if (typeof options === 'function') { callback = options; options = {}; }
    setImmediate(() => {
      let result;
      try { result = run(method, buffer, options); } catch (error) { return callback(error); }
      callback(null, result);
    });
  } }[method];
  const Class = { [name]: class extends Transform {
    #chunks = []; #options;
    constructor(options) { super(options); this.#options = options; }
    _transform(chunk, encoding, callback) { this.#chunks.push(chunk); callback(); }
    _flush(callback) {
      try { this.push(run(method, Buffer.concat(this.#chunks), this.#options)); } catch (error) { return callback(error); }
      callback();
    }
    close(callback) { if (callback) this.once('close', callback); this.destroy(); }
  } }[name];
  exports[name] = Class;
  exports[`create${name}`] = { [`create${name}`](options) { return new Class(options); } }[`create${name}`];
}
exports.constants = constants;
exports.codes = Object.freeze({ Z_OK: 0, Z_STREAM_END: 1, Z_NEED_DICT: 2, Z_ERRNO: -1, Z_STREAM_ERROR: -2, Z_DATA_ERROR: -3, Z_MEM_ERROR: -4, Z_BUF_ERROR: -5, Z_VERSION_ERROR: -6 });
exports.crc32 = (data, value = 0) => native.crc32(typeof data === 'string' ? Buffer.from(data) : data, value);
