const pty = require('@lydell/node-pty');
const p = pty.spawn('/bin/sh', ['-c', 'stty size; echo "$WORD"; read line; echo "got $line"; exit 7'], { cols: 91, rows: 33, env: { ...process.env, WORD: 'héllo' }, cwd: '/' });
let text = '', sent = false;
p.onData((data) => {
  text += data;
  if (!sent && text.includes('llo')) { sent = true; p.write('typed\r'); }
});
p.onExit(({ exitCode, signal }) => {
  console.log(JSON.stringify(text.replace(/typed\r\n/, '')), exitCode, signal);
  const q = pty.spawn('/bin/sleep', ['100'], {});
  q.onExit((e) => console.log('killed', e.signal));
  q.resize(100, 40);
  console.log(q.cols, q.rows, typeof q.pid);
  q.kill('SIGTERM');
});
