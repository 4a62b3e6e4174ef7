const bcrypt = require('@node-rs/bcrypt');
const options = { cost: 4, salt: Buffer.alloc(16, 1) };
const hash = bcrypt.hashSync('secret', options);
console.log(hash, bcrypt.DEFAULT_COST, bcrypt.verifySync('secret', hash), bcrypt.verifySync('other', hash));
(async () => {
  console.log(await bcrypt.hash(Buffer.from('secret'), options) === hash, await bcrypt.verify('secret', hash));
  console.log((await bcrypt.genSalt({ cost: 6 })).slice(0, 7), bcrypt.genSaltSync({ cost: 5, version: '2a' }).slice(0, 7));
  for (const f of [() => bcrypt.verify('x', 'no hash'), () => bcrypt.hash('x', { cost: 99 }), () => bcrypt.hash(5), () => bcrypt.hash('x', { ...options, signal: AbortSignal.abort() })]) {
    await f().then((v) => console.log(v), (e) => console.log(e.name, e.code, e.message));
  }
})();
