const { xxh32, xxh64, xxh3, Xxh32, Xxh64 } = require('@node-rs/xxhash');
console.log(xxh32('abc'), xxh32(Buffer.from('abc'), 7), xxh64('abc'), xxh64('abc', 7n));
console.log(xxh3.xxh64('abc'), xxh3.xxh128('abc'), xxh3.xxh64(Buffer.alloc(1000, 1), 9n));
console.log(new Xxh32().update('a').update(Buffer.from('bc')).digest(), new Xxh64(7n).update('abc').digest());
const h = xxh3.Xxh3.withSeed(5n);
for (let i = 0; i < 100; i++) h.update(String(i));
console.log(h.digest(), h instanceof xxh3.Xxh3, Object.prototype.toString.call(h));
try { xxh64('abc', 'no'); } catch (e) { console.log(e.code, e.message); }
