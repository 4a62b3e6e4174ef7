const quickbit = require('quickbit-native');
const field = Buffer.alloc(64);
console.log(quickbit.set(field, 9), quickbit.get(field, 9), quickbit.get(field, 10), field[1]);
quickbit.fill(field, true, 100, 200);
console.log(quickbit.findFirst(field, true, 10), quickbit.findLast(field, true), field.toString('hex'));
quickbit.clear(field, { field: Buffer.from([255]), offset: 1 });
console.log(field[1], quickbit.Index.from(field, field.byteLength).skipFirst(true, 0));
