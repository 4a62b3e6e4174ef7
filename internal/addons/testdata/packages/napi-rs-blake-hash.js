const { blake2b, blake2s, blake2bp, blake3, Blake2BHasher, Blake3Hasher, Blake2Bp } = require('@napi-rs/blake-hash');
for (const f of [blake2b, blake2s, blake2bp, blake3]) if (f) console.log(f.name, f('text'), f(Buffer.from('text')) === f('text'));
const h = new Blake3Hasher();
console.log(h.update('te').update(Buffer.from('xt')).digest('hex'), h.digest('base64'), h.digestBuffer().length);
try { new Blake2BHasher().update(5); } catch (e) { console.log(e.code, e.message); }
