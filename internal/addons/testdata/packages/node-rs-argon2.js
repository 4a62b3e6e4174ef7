const { hash, hashSync, hashRaw, verify, verifySync, Algorithm } = require('@node-rs/argon2');
const options = { memoryCost: 1024, timeCost: 2, parallelism: 1, salt: Buffer.alloc(16, 7), outputLen: 24 };
console.log(Algorithm, hashSync('secret', options));
(async () => {
  const h = await hash('secret', { ...options, algorithm: Algorithm.Argon2i });
  console.log(h, await verify(h, 'secret'), await verify(h, 'other'), verifySync(h, Buffer.from('secret')));
  console.log((await hashRaw('secret', options)).toString('hex'));
  const signal = AbortSignal.abort();
  await hash('secret', options, signal).then(() => console.log('not aborted'), (e) => console.log(e.code ?? e.message));
  await hash('secret', { ...options, memoryCost: 1 }).catch((e) => console.log(e.code, e.message));
  try { hashSync({}); } catch (e) { console.log(e.code, e.message); }
})();
