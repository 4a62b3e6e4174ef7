// A main module that awaits at its top level.
import fs, { existsSync } from 'node:fs';
import * as path from 'node:path';
import { setTimeout as wait } from 'timers/promises';
export const here = 1;
export default function named() { return here; }
console.log(typeof fs.readFileSync, existsSync('/'), path.sep, this);
const text = `line
import x from "y";
export { a };
${await wait(1, 'waited')}`;
console.log(text, named());
try { undeclared = 1; } catch (e) { console.log(e.name); }
for await (const x of [1, Promise.resolve(2)]) console.log(x);
const { default: d } = await import('node:os');
console.log(typeof d.cpus, import.meta.url.endsWith('await.mjs'));
export { text as renamed };
process.on('exit', (c) => console.log('exit', c));
