'use strict';
const { createHistogram, monitorEventLoopDelay } = require('perf_hooks');
const show = (h) => console.log(h, h.minBigInt, h.maxBigInt, h.countBigInt, JSON.stringify(h), h.percentile(50), h.percentile(99.9), h.percentileBigInt(1));
const h = createHistogram();
console.log(h.min, h.max, h.count, h.mean, h.stddev, h.percentiles);
h.record(5);
show(h);
for (let i = 1; i < 3000; i += 7) h.record(i);
h.record(1234567n);
show(h);
const other = createHistogram();
other.record(1e9);
other.add(h);
console.log(other.count, other.max, other.percentile(100), other.mean, other.stddev);
other.reset();
console.log(other.count, other.max, other.min);
for (const f of [() => h.record(0), () => h.record(1.5), () => h.record('x'), () => h.percentile(0), () => h.percentile('50'), () => h.add({})]) try { f(); } catch (e) { console.log(e.code, e.message); }
const delay = monitorEventLoopDelay({ resolution: 5 });
console.log(delay.enable(), delay.enable(), delay.disable(), delay.disable(), delay.count);
