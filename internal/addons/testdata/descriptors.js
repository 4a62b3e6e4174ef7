// Descriptors of an addon serve fs and tty.
'use strict';
const fs = require('fs');
const tty = require('tty');
const { promisify } = require('util');
const { pipe, terminal } = require(process.argv[2]);
const fails = (f) => { try { console.log(f()); } catch (e) { console.log(e.code, e.syscall); } };

const [from, to] = pipe();
const buffer = Buffer.alloc(10);
fails(() => fs.readSync(from, buffer));
console.log(fs.writeSync(to, 'hello'), fs.fstatSync(to).isFIFO(), fs.readSync(from, buffer), buffer.toString('latin1', 0, 5));
(async () => {
  console.log((await promisify(fs.write)(to, 'again')).bytesWritten);
  const { bytesRead } = await promisify(fs.read)(from, buffer, 0, 10, null);
  console.log(bytesRead, buffer.toString('latin1', 0, bytesRead));
  await promisify(fs.read)(from, buffer, 0, 10, null).catch((e) => console.log(e.code));
  fs.closeSync(to);
  console.log(fs.readSync(from, buffer));
  fs.closeSync(from);
  for (const fd of [from, 12345]) {
    for (const f of [() => fs.readSync(fd, buffer), () => fs.writeSync(fd, 'x'), () => fs.fstatSync(fd), () => fs.closeSync(fd)]) fails(f);
  }

  const [here, there] = terminal();
  const stream = new tty.ReadStream(here);
  console.log(stream.isTTY, stream.isRaw, typeof stream.setRawMode, stream.writable, tty.isatty(12345));
  stream.setEncoding('utf8');
  let text = '';
  stream.on('data', (data) => {
    text += data;
    if (text === 'from there') stream.write('back', () => {
      console.log(fs.readSync(there, buffer), buffer.toString('latin1', 0, 4));
      fs.closeSync(there);
    });
  });
  stream.on('error', (e) => console.log(text, e.code, e.syscall));
  stream.on('close', (failed) => console.log('close', failed, stream.destroyed));
  fs.writeSync(there, 'from there');
})();
try { new tty.ReadStream(-1); } catch (e) { console.log(e.code); }
