// Prints the shape of an addon's exports, or what loading it throws.
'use strict';
const [describe, addon] = process.argv.slice(2);
const shape = globalThis.shape ?? (0, eval)(require('fs').readFileSync(describe, 'utf8'))(require('util').types);
let text;
try {
  const module = { exports: {} };
  process.dlopen(module, addon);
  text = shape(module.exports);
} catch (e) {
  text = `${e.code}: ${process.env.WHOLE ? e.message : e.message.split('\n')[0]}`;
}
require('fs').writeFileSync(1, text + '\n');
process.exit();
