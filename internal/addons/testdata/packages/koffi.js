// C functions of the system's libraries, called from JavaScript and back.
const koffi = require('koffi');
const c = koffi.load('libc.so.6'), m = koffi.load('libm.so.6');
const strlen = c.func('size_t strlen(const char *s)');
console.log(strlen('häß'), m.func('double pow(double, double)')(2, 0.5), c.func('int abs(int)')(-5));
const Div = koffi.struct('div_t', { quot: 'int', rem: 'int' });
console.log(c.func('div_t div(int, int)')(17, 5), koffi.sizeof(Div), koffi.offsetof(Div, 'rem'));
const Compare = koffi.proto('int Compare(const void *, const void *)');
const qsort = c.func('qsort', 'void', [koffi.inout(koffi.pointer('int')), 'size_t', 'size_t', koffi.pointer(Compare)]);
const list = new Int32Array([3, -1, 9, 2]);
let calls = 0;
qsort(list, 4, 4, (a, b) => { calls++; return koffi.decode(a, 'int') - koffi.decode(b, 'int'); });
console.log([...list], calls > 2);
const snprintf = c.func('int snprintf(_Out_ uint8_t *s, size_t n, const char *format, ...)');
const out = Buffer.alloc(64);
const n = snprintf(out, 64, '%d %s %.2f', 'int', 42, 'str', 'text', 'double', 2.5);
console.log(n, out.toString('latin1', 0, n));
const time = koffi.struct('tm_like', { sec: 'int', min: 'int', hour: 'int', mday: 'int', mon: 'int', year: 'int', wday: 'int', yday: 'int', isdst: 'int', off: 'long', zone: 'const char *' });
const gmtime = c.func('gmtime_r', 'void *', [koffi.pointer('int64_t'), koffi.out(koffi.pointer(time))]);
const t = {};
gmtime([86400n * 365n], t);
console.log(t.year, t.mon, t.mday, t.zone);
strlen.async('waiting', (err, len) => console.log('async', err, len));
const keep = koffi.register((a, b) => koffi.decode(b, 'int') - koffi.decode(a, 'int'), koffi.pointer(Compare));
qsort(list, 4, 4, keep);
koffi.unregister(keep);
console.log([...list]);
for (const f of [() => koffi.load('/no/such.so'), () => c.func('void nothing_here(void)'), () => koffi.struct('div_t', {})]) try { f(); } catch (e) { console.log(e.constructor.name, e.message); }
