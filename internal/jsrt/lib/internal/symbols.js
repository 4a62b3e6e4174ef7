'use strict';
exports.customPromisify = Symbol.for('nodejs.util.promisify.custom');
exports.customInspect = Symbol.for('nodejs.util.inspect.custom');
exports.customPromisifyArgs = Symbol('customPromisifyArgs');
