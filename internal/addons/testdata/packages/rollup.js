const { rollup, VERSION } = require('rollup');
(async () => {
  const files = {
    main: "import { used } from 'lib'; import data from 'data'; console.log(used, data); export const answer = 42; export const lazy = () => import('lib2');",
    lib: "export const used = 'yes'; export const unused = sideEffectFree(); function sideEffectFree() { return 'no' }",
    lib2: 'export default class B { static x = 1 }',
    data: 'export default { a: [1, 2] }',
  };
  const bundle = await rollup({
    input: 'main',
    plugins: [{ name: 'memory', resolveId: (id) => (id in files ? id : null), load: (id) => files[id], transform: (code, id) => (id === 'data' ? { code: code.replace('2', '3'), map: null } : null) }],
    onwarn(w) { console.log('warning', w.code); },
  });
  for (const format of ['es', 'cjs']) {
    const { output } = await bundle.generate({ format, sourcemap: true, exports: 'named', entryFileNames: '[name]-[hash].js' });
    for (const o of output) console.log('//', o.fileName, o.exports ?? '', '\n' + (o.code ?? o.source?.length));
  }
  await bundle.close();
  await rollup({ input: 'bad', plugins: [{ resolveId: () => 'bad', load: () => 'let a = ;' }] }).catch((e) => console.log(e.code, e.message, e.loc, e.frame));
  console.log(/^4\./.test(VERSION), bundle.closed);
})();
