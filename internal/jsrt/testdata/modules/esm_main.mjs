import { a, url, K } from 'esm'; import def from 'esm'; import exp from 'exp'; import data from './data.json' with { type: 'json' }; import cjs from './dir/index.js'; import { createRequire } from 'module';
console.log(a, url, K.name, def(), exp, data, cjs, typeof createRequire(import.meta.url)('exp').who, import.meta.url.startsWith('file://'), typeof this); export const x = 1;
