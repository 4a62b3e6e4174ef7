const { sign, signSync, verify, verifySync, Algorithm } = require('@node-rs/jsonwebtoken');
const claims = { data: { name: 'é', list: [1, 2.5, null, true] }, exp: 4102444800, sub: 'me', iat: 1600000000 };
const token = signSync(claims, 'key', { algorithm: Algorithm.HS256 });
console.log(token);
console.log(verifySync(token, 'key'));
(async () => {
  const t = await sign(claims, Buffer.from('key'), { algorithm: Algorithm.HS512, keyId: 'k1' });
  console.log(t, (await verify(t, 'key', { algorithms: [Algorithm.HS512] })).data);
  for (const f of [() => verify(token, 'other'), () => verify('x.y.z', 'key'), () => verify(token, 'key', { sub: 'you' })]) await f().catch((e) => console.log(e.message));
})();
