const { format } = require('util');
const t = (...a) => console.log(JSON.stringify(format(...a)));
t('%s %s', 'a'); t('%s', 1, 2, 'x'); t('%d %i %f', '42.5', 42.9, '1.5abc'); t('%j', { a: [1] }); t('%o', [1]); t('%O', { a: { b: { c: { d: 1 } } } });
t('%%', 1); t('100%', 'x'); t('%x', 1); t('%c styled', 'css'); t(1, 2, '3'); t('a', { b: 1 }, [2]); t('%s', null, undefined); t('%s', Symbol('a')); t('%s', 12n, -0);
t('%s', { a: { b: 1 } }); t('%s', class Foo {}); t('%s', function f() {}); t('%s', { toString() { return 'mine'; } }); t('%s', [1, [2]]); t('%d', 5n, Symbol('x'));
t('%s', new (class A { toString() { return 'A!'; } })()); t('%s', Object.create(null)); t('%s:%s', 'only'); t('%'); t('%s%'); t(''); t('', 'x'); t(); t('%i', 'abc'); t('%s', new Date(0)); t('%d', '0x10');
t('%s', 'x'.repeat(5), { y: 'z' }); t('%j', 1n === 1n); const c = {}; c.c = c; t('%j', c); t('%O %o', 'str', 'str'); t(new Map([[1, 2]]), 'after'); t('%s', new Error('boom').message);
