const createBlakeHash = require('blake-hash');
const native = require('blake-hash/bindings');
console.log(native === createBlakeHash);
for (const name of ['blake224', 'blake256', 'blake384', 'blake512']) console.log(createBlakeHash(name).update('hello ').update(Buffer.from('world')).digest('hex'));
const s = createBlakeHash('blake256');
s.on('readable', () => { const d = s.read(); if (d) console.log(d.toString('hex')); });
s.end('hello world');
