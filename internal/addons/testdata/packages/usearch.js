const { Index, MetricKind, ScalarKind, exactSearch } = require('usearch');
const index = new Index({ metric: MetricKind.L2sq, connectivity: 8, dimensions: 4, quantization: ScalarKind.F32 });
for (let i = 0; i < 50; i++) index.add(BigInt(i), new Float32Array([i, i % 7, i % 3, 1]));
const r = index.search(new Float32Array([10, 3, 1, 1]), 3, 1);
console.log(r.keys, r.distances, index.size(), index.dimensions(), index.contains(5n), index.count(99n));
console.log(index.remove(5n), index.contains(5n));
const batch = exactSearch(new Float32Array([0, 0, 1, 1, 5, 5]), new Float32Array([1, 1]), 2, 2, MetricKind.L2sq, 1);
console.log(batch.keys, batch.distances);
for (const f of [() => new Index('x'), () => index.add(1n, new Float32Array([1])), () => index.add(1n, new Float32Array(4))]) try { f(); console.log('fine'); } catch (e) { console.log(e.constructor.name, e.message); }
