const snappy = require('snappy');
const text = 'snappy '.repeat(500);
const packed = snappy.compressSync(text);
console.log(packed.length, packed.subarray(0, 20).toString('hex'), snappy.uncompressSync(packed, { asBuffer: false }) === text);
(async () => {
  const b = await snappy.compress(Buffer.from(text));
  console.log(b.equals(packed), (await snappy.uncompress(b)).equals(Buffer.from(text)));
  console.log((await Promise.all([1, 10, 100].map((n) => snappy.compress('x'.repeat(n))))).map((x) => x.toString('hex')));
  for (const f of [() => snappy.uncompress(Buffer.from('garbage')), async () => snappy.uncompressSync(Buffer.from([255, 255, 1])), () => snappy.uncompress(Buffer.from('x'), {}, AbortSignal.abort())]) {
    await f().then((v) => console.log(v), (e) => console.log(e.name, e.code, e.message));
  }
})();
