'use strict';
const native = binding('process');
const { nodeError, invalidArgType, outOfRange, validateInteger } = require('internal/errors');
class PerformanceEntry {
  constructor(name, entryType, startTime, duration, detail) { Object.assign(this, { name, entryType, startTime, duration }); if (detail !== undefined) this.detail = detail; }
  toJSON() { return { name: this.name, entryType: this.entryType, startTime: this.startTime, duration: this.duration }; }
}
class PerformanceMark extends PerformanceEntry {}
class PerformanceMeasure extends PerformanceEntry {}
const entries = [];
class Performance {
  now() { return native.uptime() * 1000; }
  get timeOrigin() { return native.origin(); }
  mark(name, options = {}) {
    const mark = new PerformanceMark(`${name}`, 'mark', options.startTime === undefined ? this.now() : options.startTime, 0, options.detail === undefined ? null : options.detail);
    entries.push(mark);
    return mark;
  }
  measure(name, from, to) {
    let detail = null;
    if (from !== null && typeof from === 'object') { detail = from.detail === undefined ? null : from.detail; to = from.end; from = from.start; }
    const time = (v, fallback) => {
      if (v === undefined) return fallback;
      if (typeof v === 'number') return v;
      const mark = entries.findLast((e) => e.entryType === 'mark' && e.name === v);
      if (!mark) throw new DOMException(`The "${v}" performance mark has not been set`, 'SyntaxError');
      return mark.startTime;
    };
    const start = time(from, 0), end = time(to, this.now());
    const measure = new PerformanceMeasure(`${name}`, 'measure', start, end - start, detail);
    entries.push(measure);
    return measure;
  }
  clearMarks(name) { remove('mark', name); }
  clearMeasures(name) { remove('measure', name); }
  getEntries() { return entries.slice().sort((a, b) => a.startTime - b.startTime); }
  getEntriesByName(name, type) { return this.getEntries().filter((e) => e.name === name && (type === undefined || e.entryType === type)); }
  getEntriesByType(type) { return this.getEntries().filter((e) => e.entryType === type); }
  eventLoopUtilization() { return { idle: 0, active: 0, utilization: 0 }; }
  timerify(fn) { return fn; }
  toJSON() { return { timeOrigin: this.timeOrigin, eventLoopUtilization: this.eventLoopUtilization() }; }
}
function remove(type, name) {
  for (let i = entries.length - 1; i >= 0; i--) if (entries[i].entryType === type && (name === undefined || entries[i].name === name)) entries.splice(i, 1);
}
class SafeMap extends Map {} // its name shows
// A histogram of integers, as HdrHistogram keeps them: exact below 2048, else to
// three digits.
const bits = (value) => (value < 2048 ? 0 : Math.floor(Math.log2(value)) - 10);
class Histogram {
  #counts = new Map(); #count = 0; #max = 0; #min = Infinity; #exceeds = 0;
  static #low(value) { const size = 2 ** bits(value); return Math.floor(value / size) * size; }
  static #high(value) { return Histogram.#low(value) + 2 ** bits(value) - 1; }
  static #middle(value) { return Histogram.#low(value) + Math.floor(2 ** bits(value) / 2); }
  #sorted() { return [...this.#counts].sort((a, b) => a[0] - b[0]); }
  static _record(h, value, times = 1) {
    const low = Histogram.#low(value);
    h.#counts.set(low, (h.#counts.get(low) || 0) + times);
    h.#count += times;
    h.#max = Math.max(h.#max, value);
    if (value > 0) h.#min = Math.min(h.#min, value);
  }
  static _add(h, other) { for (const [value, times] of other.#counts) Histogram._record(h, value, times); h.#max = Math.max(h.#max, other.#max); h.#min = Math.min(h.#min, other.#min); h.#exceeds += other.#exceeds; }
  get count() { return this.#count; }
  get countBigInt() { return BigInt(this.#count); }
  get exceeds() { return this.#exceeds; }
  get exceedsBigInt() { return BigInt(this.#exceeds); }
  get min() { return this.#counts.has(0) ? 0 : this.#min === Infinity ? 9223372036854775807 : Histogram.#low(this.#min); }
  get minBigInt() { return this.#min === Infinity && !this.#counts.has(0) ? 9223372036854775807n : BigInt(this.min); }
  get max() { return this.#max === 0 ? 0 : Histogram.#high(this.#max); }
  get maxBigInt() { return BigInt(this.max); }
  get mean() {
    let sum = 0;
    for (const [value, times] of this.#sorted()) sum += times * Histogram.#middle(value);
    return sum / this.#count;
  }
  get stddev() {
    const { mean } = this;
    let sum = 0;
    for (const [value, times] of this.#sorted()) sum += times * (Histogram.#middle(value) - mean) ** 2;
    return Math.sqrt(sum / this.#count);
  }
  percentile(percentile) {
    if (typeof percentile !== 'number') throw invalidArgType('percentile', 'number', percentile);
    if (!(percentile > 0 && percentile <= 100)) throw outOfRange('percentile', '> 0 && <= 100', percentile);
    const wanted = Math.max(1, Math.floor(percentile / 100 * this.#count + 0.5));
    let seen = 0;
    for (const [value, times] of this.#sorted()) if ((seen += times) >= wanted) return Histogram.#high(value);
    return 0;
  }
  percentileBigInt(percentile) { return BigInt(this.percentile(percentile)); }
  get percentiles() {
    const list = new SafeMap();
    if (this.#count === 0) return list.set(100, 0);
    const buckets = this.#sorted();
    let i = 0, [, upTo] = buckets[0];
    for (let p = 0, step = 50; ; p += step, step /= 2) { // each halves what is left above
      while (100 * upTo / this.#count < p) upTo += buckets[++i][1];
      list.set(p, buckets[i][0]);
      if (upTo >= this.#count) return list.set(100, buckets[i][0]);
    }
  }
  get percentilesBigInt() { return new SafeMap([...this.percentiles].map(([p, v]) => [p, BigInt(v)])); }
  reset() { this.#counts.clear(); this.#count = this.#max = this.#exceeds = 0; this.#min = Infinity; }
  toJSON() { const { count, min, max, mean, exceeds, stddev, percentiles } = this; return { count, min, max, mean, exceeds, stddev, percentiles: Object.fromEntries(percentiles) }; }
  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    const { min, max, mean, exceeds, stddev, count, percentiles } = this;
    return `Histogram ${require('internal/inspect').inspect({ min, max, mean, exceeds, stddev, count, percentiles }, options)}`;
  }
}
class RecordableHistogram extends Histogram {
  #last;
  record(value) {
    if (typeof value === 'bigint') value = Number(value);
    else validateInteger(value, 'val', 1);
    Histogram._record(this, value);
  }
  recordDelta() {
    const now = Math.round(performance.now() * 1e6);
    if (this.#last !== undefined && now > this.#last) Histogram._record(this, now - this.#last);
    this.#last = now;
  }
  add(other) { if (!(other instanceof RecordableHistogram)) throw invalidArgType('other', 'RecordableHistogram', other); Histogram._add(this, other); }
}
class ELDHistogram extends Histogram {
  #timer; #resolution;
  constructor(resolution) { super(); this.#resolution = resolution; }
  enable() {
    if (this.#timer !== undefined) return false;
    let last = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now(), delta = Math.round((now - last) * 1e6);
      last = now;
      if (delta > 0) Histogram._record(this, delta);
    }, this.#resolution).unref();
    return true;
  }
  disable() {
    if (this.#timer === undefined) return false;
    clearInterval(this.#timer);
    this.#timer = undefined;
    return true;
  }
}
function createHistogram() { return new RecordableHistogram(); }
function monitorEventLoopDelay(options = {}) { return new ELDHistogram(options.resolution === undefined ? 10 : options.resolution); }
Object.defineProperty(Performance.prototype, Symbol.toStringTag, { value: 'Performance', configurable: true });
const performance = new Performance();
module.exports = { PerformanceEntry, PerformanceMark, PerformanceMeasure, Performance, performance, createHistogram, monitorEventLoopDelay, constants: {} };
