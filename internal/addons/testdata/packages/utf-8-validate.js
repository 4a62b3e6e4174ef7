const valid = require('utf-8-validate');
const own = require('node-gyp-build')(require('path').dirname(require.resolve('utf-8-validate/package.json')));
console.log(own === valid);
for (const b of [Buffer.from('häß€𝄞'), Buffer.from([0xff]), Buffer.from([0xc0, 0x80]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xf0, 0x9d, 0x84]), Buffer.alloc(0)]) console.log(valid(b));
console.log(valid(Buffer.alloc(100000, 'é')), valid(new Uint8Array([97, 98]).subarray(1)));
