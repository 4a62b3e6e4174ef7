const { js, ts, parse, parseAsync, kind, findInFiles, Lang } = require('@ast-grep/napi');
const root = parse(Lang.JavaScript, 'let a = f(1, 2); const b = g(a + "é");').root();
console.log(root.kind(), root.findAll('$F($$$ARGS)').map((n) => [n.text(), n.getMatch('F').text(), n.getMultipleMatches('ARGS').map((m) => m.text())]));
const found = root.find({ rule: { pattern: 'const $A = $B' } });
console.log(found.range(), found.getMatch('B').kind(), found.children().length, found.parent().is('program'), found.next(), found.prev().text());
const edit = found.getMatch('A').replace('renamed');
console.log(root.commitEdits([edit]), kind(Lang.TypeScript, 'type_annotation') > 0);
(async () => {
  console.log((await parseAsync(Lang.TypeScript, 'let x: number = 1')).root().find('number')?.kind());
  const fs = require('fs'), os = require('os'), path = require('path');
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ast-grep-'));
  for (let i = 0; i < 3; i++) fs.writeFileSync(path.join(dir, `f${i}.js`), `console.log(${i})`);
  const hits = [];
  const n = await findInFiles(Lang.JavaScript, { paths: [dir], matcher: { rule: { pattern: 'console.log($X)' } } }, (err, nodes) => { hits.push(...nodes.map((m) => m.getMatch('X').text())); });
  console.log(n, hits.sort());
  fs.rmSync(dir, { recursive: true });
  try { root.find({ rule: { nonsense: 1 } }); } catch (e) { console.log(e.code, e.message.split('\n')[0]); }
})();
