'use strict';
const os = binding('os');
exports.isatty = function isatty(fd) { return Number.isInteger(fd) && fd >= 0 && os.terminal(fd) !== undefined; };
const { Writable } = require('stream');
const net = require('net');
const { nodeError } = require('internal/errors');
exports.WriteStream = class WriteStream extends Writable {};
// A terminal that native code opened. Its end is an error, EIO, on Linux.
exports.ReadStream = class ReadStream extends net.Socket {
  #handle;
  constructor(fd, options) {
    if (!(fd >= 0 && fd >> 0 === fd)) throw nodeError('RangeError', 'ERR_INVALID_FD', `"fd" must be a positive integer: ${fd}`);
    super(options);
    this.isTTY = true;
    this.isRaw = false;
    this.#handle = binding('tty').open(fd);
    this.read(0);
  }
  setRawMode(flag) { this.isRaw = !!flag; return this; }
  _read() {
    if (this.#handle === undefined) return;
    this.#handle.read((error, data) => {
      if (this.destroyed) return;
      if (error) this.destroy(error); else this.push(data);
    });
  }
  _write(chunk, encoding, callback) {
    if (this.#handle === undefined) callback(); else this.#handle.write(chunk, callback);
  }
  _destroy(error, callback) {
    this.#handle?.close();
    super._destroy(error, callback);
  }
};
