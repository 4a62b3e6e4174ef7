'use strict';
// The class of all Buffers. lib/buffer.js puts the methods on it.
class FastBuffer extends Uint8Array {}
module.exports = FastBuffer;
require('buffer');
