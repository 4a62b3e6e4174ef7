const { format } = require('dprint-node');
console.log(format('a.ts', 'const   x={a:1,b:[1,2 ,3]};function f( ){return   x}', { lineWidth: 40, semiColons: 'asi' }));
console.log(format('b.jsx', 'const e=<div   a="1">{x }</div>', {}));
try { format('c.ts', 'let = =', {}); } catch (e) { console.log(e.message.split('\n')[0]); }
