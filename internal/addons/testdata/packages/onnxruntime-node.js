// y = a + b, a model written by hand.
const ort = require('onnxruntime-node');
const varint = (n) => { const out = []; do { out.push((n & 127) | (n > 127 ? 128 : 0)); n >>= 7; } while (n); return out; };
const field = (no, value) => (typeof value === 'number' ? [...varint(no << 3), ...varint(value)] : [...varint((no << 3) | 2), ...varint(value.length), ...value]);
const text = (s) => [...Buffer.from(s)];
const info = (name) => [...field(1, text(name)), ...field(2, field(1, [...field(1, 1), ...field(2, field(1, field(1, 3)))]))];
const node = [...field(1, text('a')), ...field(1, text('b')), ...field(2, text('y')), ...field(4, text('Add'))];
const graph = [...field(1, node), ...field(2, text('g')), ...field(11, info('a')), ...field(11, info('b')), ...field(12, info('y'))];
const model = Uint8Array.from([...field(1, 8), ...field(8, field(2, 13)), ...field(7, graph)]);
(async () => {
  const session = await ort.InferenceSession.create(model, { executionProviders: ['cpu'], intraOpNumThreads: 1 });
  console.log(session.inputNames, session.outputNames);
  const feed = (...v) => new ort.Tensor('float32', Float32Array.from(v), [3]);
  const { y } = await session.run({ a: feed(1, 2, 3), b: feed(10, 20, 30.5) });
  console.log(y.type, y.dims, [...y.data]);
  const all = await Promise.all([1, 2, 3, 4].map((n) => session.run({ a: feed(n, n, n), b: feed(1, 1, 1) })));
  console.log(all.map((r) => r.y.data[0]));
  await session.run({ a: feed(1, 2, 3) }).catch((e) => console.log(e.message));
  await ort.InferenceSession.create(new Uint8Array([1, 2, 3])).catch((e) => console.log(e.message.split(':')[0]));
  await session.release();
})();
