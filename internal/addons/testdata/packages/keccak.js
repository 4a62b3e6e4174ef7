const createKeccak = require('keccak');
const native = require('keccak/bindings');
console.log(Object.keys(native).length > 0, native === createKeccak);
for (const name of ['keccak256', 'keccak512', 'sha3-224', 'sha3-384']) console.log(name, createKeccak(name).update('hello').update(Buffer.from(' world')).digest('hex'));
console.log(createKeccak('shake128').update('x').squeeze(20).toString('hex'));
const stream = createKeccak('keccak256');
stream.on('readable', () => { const d = stream.read(); if (d) console.log('stream', d.toString('hex')); });
stream.write('hello');
stream.end(' world');
try { createKeccak('none'); } catch (e) { console.log(e.message); }
