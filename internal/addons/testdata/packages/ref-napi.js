const ref = require('ref-napi');
const b = ref.alloc('int', 1234);
console.log(b.length, b.deref(), ref.sizeof.pointer, ref.endianness, ref.types.int64.size);
const p = b.ref();
console.log(p.deref().deref(), ref.address(b) === ref.address(p.deref()), ref.isNull(ref.NULL), ref.hexAddress(b).length > 4);
ref.set(b, 0, -5);
console.log(ref.get(b, 0), ref.readCString(ref.allocCString('héllo'), 0));
const object = { some: 'object' }, o = ref.alloc('Object', object);
console.log(o.deref() === object, ref.reinterpret(b, 2).length, ref.reinterpretUntilZeros(Buffer.from([1, 2, 0, 3]), 1).length);
const big = Buffer.alloc(8);
ref.writeInt64LE(big, 0, '-9007199254740993');
console.log(ref.readInt64LE(big, 0), ref.readUInt64BE(big, 0));
for (const f of [() => ref.readPointer(Buffer.alloc(1), 0), () => ref.get(ref.NULL, 0, 'int')]) try { f(); } catch (e) { console.log(e.constructor.name, e.message); }
