const argon2 = require('argon2');
const options = { memoryCost: 1024, timeCost: 2, parallelism: 1, salt: Buffer.alloc(16, 3), hashLength: 24 };
(async () => {
  const h = await argon2.hash('secret', options);
  console.log(h, await argon2.verify(h, 'secret'), await argon2.verify(h, 'other'));
  console.log((await argon2.hash('secret', { ...options, raw: true, type: argon2.argon2i })).toString('hex'));
  console.log(argon2.needsRehash(h, { memoryCost: 2048 }), argon2.limits);
  console.log((await Promise.all([1, 2, 3, 4].map((n) => argon2.hash('p' + n, options)))).map((s) => s.slice(-8)));
  await argon2.hash('x', { ...options, memoryCost: 1 }).catch((e) => console.log(e.constructor.name, e.message));
})();
