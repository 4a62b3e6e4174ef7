const tag = (v) => Object.prototype.toString.call(v);
const hasShared = typeof SharedArrayBuffer === 'function';

function line(what, r) {
  print(what + ': ' + text(Object.assign({}, r, 'value' in r && typeof r.value === 'object' ? {value: tag(r.value)} : {})) +
    ['null', 'aligned', 'length', 'offset', 'at', 'lossless', 'count', 'sign'].filter((k) => k in r).map((k) => ' ' + k + ' ' + r[k]).join(''));
  return r.value;
}

print('# made by the addon');
for (const name of ['arraybuffer', 'shared', 'buffer', 'bufferCopy']) {
  for (const n of [0, 1, 7, 16, 24, 1000]) {
    const v = line(name + ' ' + n, addon[name](n, 1, 1));
    const bytes = new Uint8Array(v.buffer || v, v.byteOffset || 0, v.byteLength);
    print('  ' + bytes.length + ' ' + [].slice.call(bytes, 0, 5) + ' ' + (n ? bytes[n - 1] : ''));
  }
  print(text(addon[name](8, NULL, NULL)));
  line(name, addon[name](8, NULL, 1));
}
for (const name of ['externalBuffer', 'externalArraybuffer', 'externalShared']) {
  const v = line(name, addon[name](8, 1));
  print('  ' + v.byteLength + ' ' + new Uint8Array(v.buffer || v)[7]);
  print(text(addon[name](8, NULL)));
  print(text(addon[name](8)));
}
{
  const b = addon.buffer(4, 1, 1).value;
  print([b instanceof Uint8Array, b.length, b.byteOffset, b.buffer.byteLength, ArrayBuffer.isView(b)].join(' '));
  const s = addon.shared(4, 1, 1).value;
  print([s instanceof SharedArrayBuffer, s instanceof ArrayBuffer, s.byteLength, s.slice(1, 3).byteLength, s.slice(-1).byteLength, new SharedArrayBuffer(3).byteLength, s.growable, SharedArrayBuffer.name, SharedArrayBuffer.length].join(' '));
  new Uint8Array(s)[1] = 5;
  print(new Uint8Array(s.slice(1))[0] + ' ' + new Int16Array(s)[0]);
  try { SharedArrayBuffer(1); print('called'); } catch (e) { print(error(e)); }
  try { Object.getOwnPropertyDescriptor(SharedArrayBuffer.prototype, 'byteLength').get.call(new ArrayBuffer(1)); print('got'); } catch (e) { print(error(e)); }
}

print('# typed arrays');
const ab = new ArrayBuffer(24);
new Uint8Array(ab).set([10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33]);
for (let type = -1; type <= 11; type++) {
  for (const [length, offset] of [[1, 0], [1, 8], [0, 24], [2, 1], [3, 8], [25, 0], [1, 24], [0, 25], [0, 0]]) {
    const r = addon.typedarray(type, length, ab, offset, 1);
    line(type + ' ' + length + ' ' + offset, r);
    if (r.status === 0) {
      const i = addon.typedarrayInfo(r.value, 1, 1, 1, 1, 1);
      print('  ' + [r.value.length, r.value.byteOffset, r.value.buffer === ab, r.value.length ? String(r.value[0]) : ''].join(' '));
      print('  ' + [i.value, i.length, i.offset, i.at, i.buffer === ab].join(' '));
    }
  }
}
line('12', addon.typedarray(12, 1, ab, 0, 1));
for (const v of [undefined, 5, {}, new Uint8Array(2), NULL]) line('of ' + show(v), addon.typedarray(1, 1, v, 0, 1));
line('no result', addon.typedarray(1, 1, ab, 0, NULL));
line('nothing asked', addon.typedarrayInfo(new Uint8Array(3), NULL, NULL, NULL, NULL, NULL));
for (const v of [undefined, {}, ab, new DataView(ab), NULL]) line('info of ' + tag(v), addon.typedarrayInfo(v, 1, 1, 1, 1, 1));
line('subarray', addon.typedarrayInfo(new Uint16Array(ab).subarray(2, 5), 1, 1, 1, NULL, 1));

print('# DataViews');
for (const [length, offset] of [[8, 0], [8, 16], [8, 17], [24, 0], [25, 0], [0, 24], [0, 25]]) {
  const r = addon.dataview(length, ab, offset, 1);
  line(length + ' ' + offset, r);
  if (r.status === 0) {
    const i = addon.dataviewInfo(r.value, 1, 1, 1, 1);
    print('  ' + [r.value.byteLength, r.value.byteOffset, i.value, i.offset, i.at, i.buffer === ab].join(' '));
  }
}
for (const v of [undefined, {}, new Uint8Array(2), NULL]) line('of ' + tag(v), addon.dataview(1, v, 0, 1));
line('no result', addon.dataview(1, ab, 0, NULL));
line('nothing asked', addon.dataviewInfo(new DataView(ab, 3), NULL, NULL, NULL, NULL));
for (const v of [undefined, {}, ab, new Uint8Array(2), NULL]) line('info of ' + tag(v), addon.dataviewInfo(v, 1, 1, 1, 1));

print('# Buffers of ArrayBuffers');
for (const [offset, length] of [[0, 24], [8, 16], [8, 17], [24, 0], [25, 0], [4, 4]]) {
  const r = addon.bufferFrom(ab, offset, length, 1);
  line(offset + ' ' + length, r);
  if (r.value) print('  ' + [r.value.length, r.value.byteOffset, r.value.buffer === ab].join(' '));
}
for (const v of [undefined, {}, new Uint8Array(2), new SharedArrayBuffer(4), NULL]) line('of ' + tag(v), addon.bufferFrom(v, 0, 1, 1));
line('no result', addon.bufferFrom(ab, 0, 1, NULL));

print('# infos');
for (const v of [ab, new ArrayBuffer(0), new SharedArrayBuffer(8), new SharedArrayBuffer(0), undefined, 5, {}, new Uint8Array(2), NULL]) line('ArrayBuffer of ' + tag(v), addon.arraybufferInfo(v, 1, 1));
line('nothing asked', addon.arraybufferInfo(ab, NULL, NULL));
for (const v of [new Uint8Array(ab, 2, 5), new Uint16Array(ab, 2, 5), new DataView(ab, 2, 5), new Uint8Array(0), NULL]) line('Buffer of ' + tag(v), addon.bufferInfo(v, 1, 1));
line('nothing asked', addon.bufferInfo(new Uint8Array(2), NULL, NULL));

print('# kinds');
const values = [ab, new SharedArrayBuffer(2), new Uint8Array(2), new BigInt64Array(2), new DataView(ab), new Date(0), Promise.resolve(), {}, [], 5, 'text', null, undefined,
  () => 1, Symbol('s'), new Proxy(ab, {}), new Proxy(new Date(), {}), Object.create(Date.prototype), {then() {}}, (async () => 1)(), NULL];
['is_arraybuffer', 'is_buffer', 'is_date', 'is_typedarray', 'is_dataview', 'is_promise', 'is_detached', 'is_shared'].forEach((name, i) => {
  print(name + ' ' + values.map((v) => { const r = addon.is(i, v, 1); return r.status === 0 ? +r.value : text(r); }).join(' '));
  print(text(addon.is(i, ab, NULL)));
});

print('# views of SharedArrayBuffers');
const sab = new SharedArrayBuffer(16);
for (let type = 0; type <= 11; type++) line('typed array ' + type, addon.typedarray(type, 1, sab, 8, 1));
line('DataView', addon.dataview(8, sab, 8, 1));
line('too long', addon.dataview(8, sab, 9, 1));
line('misaligned', addon.typedarray(5, 1, sab, 3, 1));
{
  const r = addon.typedarrayInfo(new Uint8Array(sab, 4), 1, 1, 1, 1, 1);
  line('info', r);
  print(r.buffer === sab);
}
line('detach', addon.detach(sab));

print('# detached');
for (const v of [undefined, 5, {}, new Uint8Array(2), NULL]) line('detach ' + tag(v), addon.detach(v));
{
  const b = new ArrayBuffer(16), u = new Uint16Array(b, 4), d = new DataView(b, 4);
  line('detach', addon.detach(b));
  print([b.byteLength, u.length, u.byteLength, u.byteOffset, u[0]].join(' '));
  try { d.byteLength; print('length'); } catch (e) { print(error(e)); }
  line('again', addon.detach(b));
  line('is', addon.is(6, b, 1));
  line('info', addon.arraybufferInfo(b, 1, 1));
  line('typed array', addon.typedarrayInfo(u, 1, 1, 1, 1, 1));
}

print('# dates');
for (const n of [0, 1.5, -1.5, 8.64e15, 8.64e15 + 1, NaN, Infinity, -0, 1700000000000]) {
  const r = addon.date(n, 1);
  print(n + ' ' + text({status: r.status, last: r.last, message: r.message}) + ' ' + tag(r.value) + ' ' + show(r.value.getTime()) + ' ' + show(addon.dateValue(r.value, 1).value));
}
line('no result', addon.date(5, NULL));
for (const v of [undefined, 5, {}, Object.create(Date.prototype), new Proxy(new Date(), {}), NULL]) line('value of ' + show(typeof v), addon.dateValue(v, 1));
line('no result', addon.dateValue(new Date(), NULL));
{
  const d = new Date(5);
  d.valueOf = () => 6;
  d.getTime = () => 7;
  line('own valueOf', addon.dateValue(d, 1));
}

print('# BigInts');
const big = [0n, 1n, -1n, 255n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 63n), -(2n ** 63n) - 1n, 2n ** 64n - 1n, 2n ** 64n, -(2n ** 64n), 2n ** 64n + 5n, -(2n ** 130n) + 7n, 12345678901234567890123456789n];
for (const n of big) {
  line(n + ' int64', addon.bigintInt64(n, 1, 1, 1));
  line(n + ' uint64', addon.bigintUint64(n, 1, 1, 1));
  for (const room of [0, 1, 2, 3, 10]) line(n + ' words ' + room, addon.bigintWords(n, room, 1, 1, 1));
  line(n + ' count', addon.bigintWords(n, 0, NULL, NULL, 1));
}
for (const name of ['bigintInt64', 'bigintUint64']) {
  for (const v of [5, '5', undefined, Object(5n), NULL]) line(name + ' ' + show(v), addon[name](v, 1, 1, 1));
  line(name, addon[name](5n, NULL, 1, 1)); line(name, addon[name](5n, 1, NULL, 1)); line(name, addon[name](5n, 1, 1, NULL));
}
for (const v of [5, undefined, NULL]) line('words ' + show(v), addon.bigintWords(v, 1, 1, 1, 1));
line('words', addon.bigintWords(5n, 1, NULL, 1, 1)); line('words', addon.bigintWords(5n, 1, 1, NULL, 1)); line('words', addon.bigintWords(5n, 1, 1, 1, NULL));
for (const [sign, count] of [[0, 0], [1, 0], [0, 1], [1, 1], [5, 2], [0, 3], [-1, 3], [0, 10], [0, 2147483648]]) line('make ' + sign + ' ' + count, addon.makeWords(sign, count, 1, 1));
line('make', addon.makeWords(0, 16777217, 1, 1));
line('make', addon.makeWords(0, 1, NULL, 1)); line('make', addon.makeWords(0, 1, 1, NULL));

print('# promises');
line('no deferred', addon.promise(NULL, 1)); line('no promise', addon.promise(1, NULL));
function settled(name, v) {
  const r = addon.promise(1, 1);
  r.value.then((x) => print(name + ' fulfilled ' + show(x)), (x) => print(name + ' rejected ' + show(x)));
  line(name + ' ' + tag(v), addon[name](r.deferred, v));
  return r.deferred;
}
for (const v of [undefined, 5, 'text', mine('m'), {a: 1}, Promise.resolve(7), Promise.reject(8)]) settled('resolve', v);
for (const v of [undefined, mine('m'), Promise.resolve(9)]) settled('reject', v);
{
  const r = addon.promise(1, 1);
  print(r.value instanceof Promise);
  line('NULL', addon.resolve(r.deferred, NULL));
  line('NULL', addon.reject(r.deferred, NULL));
  line('then', addon.resolve(r.deferred, 1));
}

print('# scripts change what an addon has looked at');
function subjects() {
  const b = new ArrayBuffer(32);
  return [[1, 2, 3], b, new Uint16Array(b, 4, 6), new DataView(b, 8, 9)];
}
for (const [name, change] of [
  ['nothing', () => {}],
  ['longer', (a) => { a.push(4, 5); }],
  ['shorter', (a) => { a.length = 1; }],
  ['sparse', (a) => { a[100000] = 1; }],
  ['detached', (a, b) => { addon.detach(b); }],
  ['looked at meanwhile', (a, b, t, d) => { addon.changing([1], new ArrayBuffer(8), t, d, () => {}); a.pop(); addon.detach(b); addon.bufferInfo(t); }],
  ['thrown', (a, b) => { a.push(4); addon.detach(b); throw new Error('thrown'); }],
]) {
  const s = subjects();
  print(name + ': ' + addon.changing(...s, () => change(...s)).join(' '));
}
