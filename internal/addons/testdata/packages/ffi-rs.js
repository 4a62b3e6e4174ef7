const { load, open, close, DataType, arrayConstructor, createPointer, restorePointer, unwrapPointer } = require('ffi-rs');
open({ library: 'libc', path: 'libc.so.6' });
open({ library: 'libm', path: 'libm.so.6' });
console.log(load({ library: 'libm', funcName: 'pow', retType: DataType.Double, paramsType: [DataType.Double, DataType.Double], paramsValue: [2, 10] }));
console.log(load({ library: 'libc', funcName: 'abs', retType: DataType.I32, paramsType: [DataType.I32], paramsValue: [-7] }), load({ library: 'libc', funcName: 'strlen', retType: DataType.I32, paramsType: [DataType.String], paramsValue: ['héllo'] }));
const p = createPointer({ paramsType: [DataType.I32], paramsValue: [99] });
console.log(restorePointer({ paramsValue: p, retType: [DataType.I32] }));
for (const f of [() => load({ library: 'libc', funcName: 'no_such_function', retType: DataType.I32, paramsType: [], paramsValue: [] }), () => open({ library: 'x', path: '/no/such.so' })]) try { f(); } catch (e) { console.log(e.message.split('\n')[0]); }
close('libm');
