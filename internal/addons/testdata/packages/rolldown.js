const { rolldown, VERSION } = require('rolldown');
(async () => {
  const files = { main: "import { used } from 'lib'; console.log(used); export const n = 1", lib: "export const used: string = 'yes'; export const unused = 'no'" };
  const bundle = await rolldown({
    input: 'main', cwd: __dirname,
    plugins: [{ name: 'memory', resolveId: (id) => (id in files ? id + '.ts' : null), load: (id) => files[id.slice(0, -3)], transform: (code, id) => (id === 'lib.ts' ? code.replace('yes', 'YES') : null) }],
  });
  const { output } = await bundle.generate({ format: 'cjs', sourcemap: true });
  for (const o of output) console.log(o.fileName, o.type, o.exports, '\n' + (o.code ?? ''));
  await bundle.close();
  const bad = await rolldown({ input: 'bad', plugins: [{ name: 'bad', resolveId: (id) => id, load: () => 'let a = ;' }] });
  await bad.generate({}).catch((e) => console.log(e.errors?.length, e.message.split('\n')[0]));
  await bad.close();
})();
