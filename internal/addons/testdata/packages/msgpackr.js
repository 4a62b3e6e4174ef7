const { Packr, pack, unpack, Unpackr, isNativeAccelerationEnabled } = require('msgpackr');
console.log(isNativeAccelerationEnabled);
const value = { name: 'é', list: Array.from({ length: 50 }, (_, i) => ({ id: i, text: 'item ' + i, big: BigInt(i) ** 5n })), date: new Date(5), nothing: undefined, map: new Map([[1, 'a']]), bin: Buffer.from([1, 2]) };
const packed = pack(value);
console.log(packed.length, unpack(packed));
const packr = new Packr({ structures: [] });
const b = packr.pack([{ a: 1, b: 'long string '.repeat(20) }, { a: 2, b: 'é'.repeat(40) }]);
console.log(b.length, packr.unpack(b));
const strings = pack(Array.from({ length: 300 }, (_, i) => 'string number ' + i + (i % 3 ? '' : 'ü')));
console.log(strings.length, new Unpackr().unpack(strings).join().length);
try { unpack(Buffer.from([0xc1])); } catch (e) { console.log(e.message); }
