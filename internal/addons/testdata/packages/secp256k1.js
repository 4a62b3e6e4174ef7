const secp = require('secp256k1');
console.log(secp === require('secp256k1/bindings'));
const key = Buffer.alloc(32, 7), msg = Buffer.alloc(32, 9);
const pub = secp.publicKeyCreate(key);
const { signature, recid } = secp.ecdsaSign(msg, key);
console.log(Buffer.from(pub).toString('hex'), Buffer.from(signature).toString('hex'), recid, secp.ecdsaVerify(signature, msg, pub));
console.log(Buffer.from(secp.ecdsaRecover(signature, recid, msg)).equals(Buffer.from(pub)), Buffer.from(secp.ecdh(pub, Buffer.alloc(32, 3))).toString('hex'));
console.log(Buffer.from(secp.privateKeyTweakAdd(Buffer.from(key), Buffer.alloc(32, 1))).toString('hex'), secp.publicKeyVerify(Buffer.alloc(33)));
console.log(Buffer.from(secp.ecdh(pub, key, { hashfn: (x, y) => { const out = new Uint8Array(33); out[0] = y[31]; out.set(x, 1); return out; } }, Buffer.alloc(33))).length);
console.log(Buffer.from(secp.signatureExport(signature)).toString('hex'), Buffer.from(secp.publicKeyConvert(pub, false)).length);
for (const f of [() => secp.publicKeyCreate(Buffer.alloc(31)), () => secp.ecdsaSign(msg, Buffer.alloc(32)), () => secp.publicKeyConvert(Buffer.alloc(33))]) try { f(); } catch (e) { console.log(e.message); }
