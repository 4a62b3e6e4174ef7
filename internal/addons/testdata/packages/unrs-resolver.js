const { ResolverFactory } = require('unrs-resolver');
const path = require('path');
const dir = path.join(__dirname, '..');
const r = new ResolverFactory({ conditionNames: ['node', 'import'], mainFields: ['module', 'main'] });
const show = (x) => (x.error ? x.error.split(dir).join('') : path.relative(dir, x.path));
console.log(show(r.sync(__dirname, 'unrs-resolver')), show(r.sync(__dirname, './unrs-resolver.js')), show(r.sync(__dirname, 'no-such-package')));
r.async(__dirname, 'unrs-resolver').then((x) => console.log('async', show(x), x.moduleType));
