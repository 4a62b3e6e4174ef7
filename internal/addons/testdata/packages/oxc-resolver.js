const { ResolverFactory, sync } = require('oxc-resolver');
const path = require('path');
const dir = path.join(__dirname, '..');
const r = new ResolverFactory({ conditionNames: ['node', 'require'], extensions: ['.js', '.json'], alias: { short: [path.join(__dirname, 'oxc-resolver.js')] } });
const show = (x) => (x.error ? x.error.split(dir).join('') : path.relative(dir, x.path));
console.log(show(r.sync(__dirname, 'oxc-resolver')), show(r.sync(__dirname, './oxc-resolver')), show(r.sync(__dirname, 'short')), show(r.sync(__dirname, 'no-such-package')));
r.async(__dirname, 'oxc-resolver/package.json').then((x) => console.log('async', show(x)));
console.log(show(sync(__dirname, './none')), r.cloneWithOptions({}) instanceof ResolverFactory);
