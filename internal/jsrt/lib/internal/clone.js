'use strict';
const { nodeError } = require('internal/errors');
const native = binding('worker');
exports.structuredClone = function structuredClone(value, options) {
  if (arguments.length === 0) throw nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "value" argument must be specified');
  return native.clone(value, options && options.transfer ? [...options.transfer] : undefined);
};
