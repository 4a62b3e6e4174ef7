'use strict';
const a = new Int32Array(new SharedArrayBuffer(16));
console.log(Atomics.notify(a, 0), Atomics.notify(a, 1, 1), Atomics.wait(a, 0, 1), Atomics.wait(a, 0, 0, 1));
console.log(Atomics.waitAsync(a, 0, 1), Atomics.waitAsync(a, 0, 0, 0));
const { async, value } = Atomics.waitAsync(a, 0, 0);
const late = Atomics.waitAsync(a, 1, 0, 10);
value.then((how) => console.log(how));
late.value.then((how) => console.log(how));
console.log(async, Atomics.notify(a, 0), Atomics.notify(a, 0));
setTimeout(() => {}, 200);
for (const f of [() => Atomics.waitAsync(new Int32Array(1), 0, 0), () => Atomics.waitAsync(a, 9, 0)]) try { f(); } catch (e) { console.log(e.name); }
const b = new ArrayBuffer(8);
console.log(b.resizable, b.maxByteLength, a.buffer.growable, a.buffer.maxByteLength, typeof Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'resizable').get);
try { Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'resizable').get.call({}); } catch (e) { console.log(e.name); }
console.log(require('vm').runInNewContext('typeof Intl.DateTimeFormat'));
