// Lines of streams, questions and what writes control sequences.
const readline = require('readline');
const { PassThrough, Readable, Writable } = require('stream');
const { spawn } = require('child_process');
const { once } = require('events');
const tick = () => new Promise((resolve) => setImmediate(resolve));

function sink() {
  const chunks = [];
  const stream = new Writable({ write(chunk, encoding, done) { chunks.push(String(chunk)); done(); } });
  return { stream, text: () => JSON.stringify(chunks.join('')) };
}

async function chunks(...parts) {
  const input = new PassThrough(), seen = [];
  const rl = readline.createInterface({ input });
  rl.on('line', (line) => seen.push(line));
  for (const part of parts) {
    input.write(part);
    await tick();
  }
  input.end();
  await once(rl, 'close');
  console.log(JSON.stringify(seen));
}

(async () => {
  await chunks('one\ntwo\r\nthree\rfour\n\nrest');
  await chunks('sp', 'lit\nacross ', 'chunks\n');
  await chunks('ret\r', '\nagain\r', 'x\n');
  const bytes = Buffer.from('é\u{1f600}\n');
  await chunks(bytes.subarray(0, 1), bytes.subarray(1, 4), bytes.subarray(4));
  await chunks('');

  const lines = [];
  for await (const line of readline.createInterface({ input: Readable.from(['a\nb\n', 'c']), crlfDelay: Infinity })) lines.push(line);
  console.log(lines);
  for await (const line of readline.createInterface({ input: Readable.from(['first\nsecond\n']) })) { console.log(line); break; }

  {
    const input = new PassThrough(), out = sink();
    const rl = readline.createInterface(input, out.stream);
    const events = [];
    for (const name of ['line', 'pause', 'resume', 'close']) rl.on(name, (v) => events.push(v === undefined ? name : `${name} ${v}`));
    console.log(rl.getPrompt(), rl.terminal, rl instanceof readline.Interface, rl.listenerCount('line'));
    rl.setPrompt('$ ');
    rl.prompt();
    rl.question('Name? ', (answer) => { events.push(`answer ${answer}`); });
    rl.pause();
    rl.pause();
    rl.resume();
    input.write('Ada\nnot the answer\n');
    await tick();
    rl.write('written\n');
    rl.close();
    rl.close();
    for (const f of [() => rl.question('x', () => {})])
      try { f(); console.log('fine'); } catch (e) { console.log(e.name, e.code); }
    console.log(events, out.text());
  }
  {
    const input = new PassThrough(), out = sink();
    const rl = require('readline/promises').createInterface({ input, output: out.stream });
    const asked = rl.question('first? ');
    input.write('yes\n');
    console.log(await asked);
    const controller = new AbortController();
    const second = rl.question('second? ', { signal: controller.signal });
    controller.abort();
    await second.catch((e) => console.log(e.name, e.code));
    rl.close();
    console.log(out.text());
  }
  {
    const controller = new AbortController();
    const rl = readline.createInterface({ input: new PassThrough(), signal: controller.signal });
    rl.on('close', () => console.log('closed by its signal'));
    controller.abort();
    const closed = readline.createInterface({ input: new PassThrough(), signal: controller.signal });
    await once(closed, 'close');
  }
  {
    const out = sink();
    for (const direction of [-1, 0, 1]) readline.clearLine(out.stream, direction);
    readline.clearScreenDown(out.stream);
    readline.cursorTo(out.stream, 3);
    readline.cursorTo(out.stream, 3, 4);
    readline.moveCursor(out.stream, -2, 5);
    readline.moveCursor(out.stream, 0, 0, () => console.log('moved nowhere'));
    try { readline.cursorTo(out.stream, undefined, 4); } catch (e) { console.log(e.name, e.code); }
    await tick();
    console.log(out.text());
  }
  const child = spawn(process.execPath, ['-e', 'console.error("one"); console.error("two")']);
  const rl = readline.createInterface({ input: child.stderr });
  rl.on('line', (line) => console.log('child:', line));
  await once(child, 'close');
})();
