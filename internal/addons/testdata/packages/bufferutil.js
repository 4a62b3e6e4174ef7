const { mask, unmask } = require('bufferutil');
const source = Buffer.from('The quick brown fox jumps over the lazy dog'), key = Buffer.from([1, 2, 3, 4]);
const out = Buffer.alloc(source.length + 10, '-');
mask(source, key, out, 5, source.length);
console.log(out.toString('hex'));
const body = out.subarray(5, 5 + source.length);
unmask(body, key);
console.log(out.toString(), body.equals(source));
for (let n = 0; n < 70; n++) {
  const a = Buffer.alloc(n, n), b = Buffer.alloc(n);
  mask(a, key, b, 0, n);
  unmask(b, key);
  if (!a.equals(b)) console.log('differs', n);
}
