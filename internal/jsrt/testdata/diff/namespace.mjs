import * as ns from '../modules/namespace.mjs';
import * as again from '../modules/namespace_again.mjs';
import path, * as all from 'path';
import * as cjs from '../modules/named.cjs';
import whole from '../modules/named.cjs';
import { types } from 'util';
console.log(ns, again);
console.log(Object.keys(ns), Object.keys(again), typeof all.join, all.default === path, cjs, whole);
console.log(Object.getPrototypeOf(ns), Object.prototype.toString.call(ns), '__esModule' in ns, Object.isSealed(ns), types.isModuleNamespaceObject(ns), types.isModuleNamespaceObject({}));
for (const f of [() => { ns.z = 5; }, () => { delete ns.z; }, () => { ns.more = 1; }]) try { f(); } catch (e) { console.log(e.name); }
ns.set();
console.log(ns.b, again.b, Reflect.ownKeys(ns));
const dynamic = await import('../modules/namespace.mjs');
console.log(dynamic === ns, await import('../modules/named.cjs') === cjs, await import('path') === all);
for (const name in ns) console.log(name);
