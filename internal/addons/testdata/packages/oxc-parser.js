const oxc = require('oxc-parser');
const source = 'import x, { type T } from "m";\nexport const f = async (a: number) => `${a} é`;\n/* comment */ class A { @dec m?() {} }';
const r = oxc.parseSync('a.ts', source);
console.log(r.program.type, r.program.body.map((n) => n.type), r.comments, r.errors.length);
console.log(JSON.stringify(r.module), r.program.body[1].declaration.declarations[0].init.body.quasis[1].value.cooked);
(async () => {
  const p = await oxc.parse('b.js', 'let a = ;');
  console.log(p.errors.map((e) => [e.severity, e.message, e.labels]));
  console.log((await Promise.all([1, 2, 3].map((n) => oxc.parse(`c${n}.js`, `var v${n} = ${n}n`)))).map((p) => p.program.body[0].declarations[0].init.bigint));
  const visitor = new oxc.Visitor({ Identifier(node) { console.log('identifier', node.name); } });
  visitor.visit(r.program);
})();
