'use strict';
const native = binding('process');
const { nodeError } = require('internal/errors');
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
Object.defineProperty(Performance.prototype, Symbol.toStringTag, { value: 'Performance', configurable: true });
module.exports = { PerformanceEntry, PerformanceMark, PerformanceMeasure, Performance, performance: new Performance(), constants: {} };
