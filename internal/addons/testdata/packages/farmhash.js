const farmhash = require('farmhash');
console.log(farmhash.hash32('text'), farmhash.hash32(Buffer.from('text')), farmhash.hash32WithSeed('text', 5), farmhash.hash64('text'), farmhash.hash64WithSeeds('text', 1, 2), farmhash.fingerprint32('text'), farmhash.fingerprint64(Buffer.from('text')));
try { farmhash.hash32(5); } catch (e) { console.log(e.constructor.name, e.message); }
