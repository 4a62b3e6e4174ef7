'use strict';
const os = binding('os');
exports.isatty = function isatty(fd) { return Number.isInteger(fd) && fd >= 0 && os.terminal(fd) !== undefined; };
const { Writable, Readable } = require('stream');
exports.WriteStream = class WriteStream extends Writable {};
exports.ReadStream = class ReadStream extends Readable {};
