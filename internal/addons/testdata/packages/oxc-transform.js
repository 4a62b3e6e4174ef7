const { transformSync, isolatedDeclarationSync } = require('oxc-transform');
const r = transformSync('a.tsx', 'enum E { A, B = "b" }\nexport const el = <div a={E.A}>x</div>;\nexport class C { private x?: number = 1; @d m() { return this.x ?? 2 } }', { sourcemap: true, target: 'es2018', jsx: { runtime: 'classic' }, decorator: { legacy: true } });
console.log(r.code, r.map.mappings.length, r.errors, r.helpersUsed);
console.log(isolatedDeclarationSync('b.ts', 'export const a = 1; export function f(x: number): string { return "" }').code);
console.log(transformSync('bad.ts', 'let = =').errors.map((e) => e.message));
