const swc = require('@swc/core');
const code = 'const f = async (x?: number): Promise<number> => { return x ?? 1; };\nexport default class A<T> { #p = 1; static s = f; get p() { return this.#p } }';
const options = { filename: 'a.ts', sourceMaps: true, jsc: { parser: { syntax: 'typescript' }, target: 'es5', externalHelpers: true }, module: { type: 'commonjs' } };
const out = swc.transformSync(code, options);
console.log(out.code);
console.log(JSON.parse(out.map).mappings.length);
(async () => {
  console.log((await swc.transform(code, options)).code === out.code);
  console.log((await swc.minify('function long(name) { if (false) { dead() } return name + 1 + 2 }\nlong(1)', { compress: true, mangle: true })).code);
  const ast = await swc.parse('let a = 1, b = a * 2', { syntax: 'ecmascript' });
  console.log(ast.type, ast.body[0].declarations.map((d) => d.id.value), ast.body[0].declarations[1].init.operator);
  console.log(swc.printSync(ast, { minify: true }).code.trim());
  await swc.transform('let let = }', { jsc: { parser: { syntax: 'ecmascript' } } }).catch((e) => console.log(e.constructor.name, e.message.includes('Syntax Error') || e.message));
})();
