const microtime = require('microtime');
const a = microtime.now();
console.log(Math.abs(a / 1000 - Date.now()) < 1000, microtime.nowStruct().length, Number.isInteger(a), Math.abs(microtime.nowDouble() - a / 1e6) < 1);
