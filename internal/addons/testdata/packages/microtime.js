const microtime = require('microtime');
const before = Date.now(), a = microtime.now(), b = Math.round(microtime.nowDouble() * 1e6), after = Date.now();
const between = (us) => before <= us / 1000 && us / 1000 < after + 1;
console.log(between(a), microtime.nowStruct().length, Number.isInteger(a), between(b));
