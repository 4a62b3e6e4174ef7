'use strict';
const timers = require('timers');
const { AbortError, validateAbortSignal, validateObject } = require('internal/errors');
function wait(start, stop) {
  return (after, value, options = {}) => new Promise((resolve, reject) => {
    try { validateObject(options, 'options'); validateAbortSignal(options.signal, 'options.signal'); } catch (error) { return reject(error); }
    const { signal, ref = true } = options;
    if (signal && signal.aborted) return reject(new AbortError(undefined, { cause: signal.reason }));
    const onAbort = () => { stop(timer); reject(new AbortError(undefined, { cause: signal.reason })); };
    const timer = start(() => { if (signal) signal.removeEventListener('abort', onAbort); resolve(value); }, after);
    if (!ref) timer.unref();
    if (signal) signal.addEventListener('abort', onAbort, { once: true });
  });
}
const timeout = wait((f, ms) => timers.setTimeout(f, ms), timers.clearTimeout);
const immediate = wait((f) => timers.setImmediate(f), timers.clearImmediate);
exports.setTimeout = function setTimeout(after, value, options) { return timeout(after, value, options); };
exports.setImmediate = function setImmediate(value, options) { return immediate(0, value, options); };
exports.setInterval = function setInterval(after, value, options = {}) {
  const { signal, ref = true } = options;
  let pending = 0, waiting = null, done = false;
  const timer = timers.setInterval(() => { pending++; if (waiting) { const w = waiting; waiting = null; pending--; w.resolve({ value, done: false }); } }, after);
  if (!ref) timer.unref();
  const finish = () => { done = true; timers.clearInterval(timer); };
  const onAbort = () => { finish(); if (waiting) { waiting.reject(new AbortError(undefined, { cause: signal.reason })); waiting = null; } };
  if (signal) { if (signal.aborted) onAbort(); else signal.addEventListener('abort', onAbort, { once: true }); }
  return {
    next() {
      if (signal && signal.aborted) return Promise.reject(new AbortError(undefined, { cause: signal.reason }));
      if (done) return Promise.resolve({ value: undefined, done: true });
      if (pending > 0) { pending--; return Promise.resolve({ value, done: false }); }
      return new Promise((resolve, reject) => { waiting = { resolve, reject }; });
    },
    return() { finish(); return Promise.resolve({ value: undefined, done: true }); },
    [Symbol.asyncIterator]() { return this; },
  };
};
exports.scheduler = { wait: (ms, options) => exports.setTimeout(ms, undefined, options), yield: () => exports.setImmediate() };
