'use strict';
const { validateFunction } = require('internal/errors');
const { context, setContext } = binding('async');
const { uncaught } = binding('process');
const resolved = Promise.resolve();
const then = Promise.prototype.then;

function queueMicrotask(callback) {
  validateFunction(callback, 'callback');
  const frame = context();
  then.call(resolved, () => {
    const previous = frame === undefined ? undefined : setContext(frame);
    try {
      callback();
    } catch (error) {
      uncaught(error);
    } finally {
      if (frame !== undefined) setContext(previous);
    }
  });
}
exports.queueMicrotask = queueMicrotask;
