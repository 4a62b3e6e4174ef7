// Hashes and compares, waiting and not.
const bcrypt = require('bcrypt');
const salt = '$2b$04$abcdefghijklmnopqrstuu';
console.log(bcrypt.hashSync('secret', salt));
console.log(bcrypt.compareSync('secret', bcrypt.hashSync('secret', 4)), bcrypt.getRounds(salt));
console.log(bcrypt.genSaltSync(5).slice(0, 7));
bcrypt.hash('päss', salt, async (err, hash) => {
  console.log('callback', err, hash);
  console.log(await bcrypt.compare('päss', hash), await bcrypt.compare('other', hash), (await bcrypt.genSalt(5)).slice(0, 7));
  console.log((await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((p) => bcrypt.hash(p, salt)))).join('\n'));
  await bcrypt.hash(1, 4).catch((e) => console.log(e.message));
});
try { bcrypt.hashSync('x', '$9$bad'); } catch (e) { console.log(e.message); }
