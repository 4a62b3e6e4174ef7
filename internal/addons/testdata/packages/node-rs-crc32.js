const { crc32, crc32c } = require('@node-rs/crc32');
console.log(crc32('hello'), crc32(Buffer.from('hello')), crc32c('hello'), crc32(' world', crc32('hello')) === crc32('hello world'));
let total = 0;
for (let i = 0; i < 2000; i++) total = (total + crc32c(Buffer.alloc(i, i))) % 4294967296;
console.log(total);
try { crc32(5); } catch (e) { console.log(e.code, e.message); }
