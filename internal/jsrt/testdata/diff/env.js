// Files of environment variables, and the flags of node that children get.
const fs = require('fs'), os = require('os'), path = require('path');
const { spawnSync } = require('child_process');
const { parseEnv } = require('util');
const text = String.raw`
# comment
A=1
B = two words  # trailing
export C=three
D="quoted # not a comment"
E='single\nraw'
F="double\nexpanded"
G=` + '`back\ntick`' + String.raw`
H="several
lines"
I=
K=a=b
L="open
M='it''s'
N="x"y
Q=# only a comment
R="a" # c
EXPORT T=6
U=a#b
U=c
`;
console.log({ ...parseEnv(text) });
console.log({ ...parseEnv('A=1\r\nB=2\r\n') }, { ...parseEnv('') });
try { parseEnv(1); } catch (e) { console.log(e.code, e.message); }
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'env-')), file = path.join(dir, 'a.env'), before = path.join(dir, 'before.js');
fs.writeFileSync(file, 'NAPICHECK_A=of the file\nNAPICHECK_B=of the file\n');
fs.writeFileSync(before, 'globalThis.before = "before";');
const env = { ...process.env, NAPICHECK_B: 'of the process' };
const node = (...args) => {
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  console.log(stdout, status);
};
node(`--env-file=${file}`, '-p', 'process.env.NAPICHECK_A + ", " + process.env.NAPICHECK_B');
node('--require', before, '-p', '`${before} ${typeof fs.readFileSync} ${path.basename(os.devNull)} ${typeof assert.ok} ${this === globalThis}`');
node('-p', '[1, "a"]');
process.env.NAPICHECK_B = 'here';
process.loadEnvFile(file);
console.log(process.env.NAPICHECK_A, process.env.NAPICHECK_B);
try { process.loadEnvFile(path.join(dir, 'none')); } catch (e) { console.log(e.code, e.syscall); }
fs.rmSync(dir, { recursive: true });
