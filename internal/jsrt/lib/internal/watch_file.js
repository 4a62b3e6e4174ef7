'use strict';
// Files watched by looking at them from time to time.
const EventEmitter = require('events');
const fs = require('fs');
const { validateFunction } = require('internal/errors');

const watchers = new Map(); // path → its StatWatcher
class StatWatcher extends EventEmitter {
  #file; #options; #timer; #last; #looking = false;
  constructor(file, options) { super(); this.#file = file; this.#options = options; }
  start() {
    this.#timer = setInterval(() => this.#look(), this.#options.interval);
    this.#look();
    if (!this.#options.persistent) this.unref();
  }
  ref() { this.#timer.ref(); return this; }
  unref() { this.#timer.unref(); return this; }
  stop() { clearInterval(this.#timer); this.#timer = undefined; }
  #look() {
    if (this.#looking) return;
    this.#looking = true;
    fs.stat(this.#file, { bigint: this.#options.bigint }, (error, found) => {
      this.#looking = false;
      if (this.#timer === undefined) return;
      const nothing = fs._nothing(this.#options), now = error ? nothing : found, before = this.#last;
      this.#last = now;
      const changed = before !== undefined && Object.keys(now).some((key) => !key.startsWith('atime') && Number(now[key]) !== Number(before[key]));
      if (changed || (before === undefined && error)) this.emit('change', now, before || nothing);
    });
  }
}
exports.watch = function watch(file, options, listener) {
  validateFunction(listener, 'listener');
  let watcher = watchers.get(file);
  if (watcher === undefined) {
    watcher = new StatWatcher(file, { interval: 5007, persistent: true, bigint: false, ...options });
    watchers.set(file, watcher);
    watcher.start();
  }
  watcher.on('change', listener);
  return watcher;
};
exports.unwatch = function unwatch(file, listener) {
  const watcher = watchers.get(file);
  if (watcher === undefined) return;
  if (typeof listener === 'function') watcher.removeListener('change', listener);
  else watcher.removeAllListeners('change');
  if (watcher.listenerCount('change') > 0) return;
  watcher.stop();
  watchers.delete(file);
};
