// A serial port that is a pseudo terminal.
const { LinuxBinding } = require('@serialport/bindings-cpp');
const { spawn } = require('child_process');
(async () => {
  await LinuxBinding.open({ path: '/dev/nothing', baudRate: 9600 }).catch((e) => console.log(e.message));
  const script = "import os,pty,tty,sys\nm,s=pty.openpty()\ntty.setraw(s)\nprint(os.ttyname(s),flush=True)\nb=os.read(m,5)\nos.write(m,b'got '+b)\nos.read(m,1)";
  const helper = spawn('python3', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const path = await new Promise((resolve) => helper.stdout.once('data', (d) => resolve(String(d).trim())));
  const port = await LinuxBinding.open({ path, baudRate: 115200, lock: false });
  console.log(port.isOpen, port.openOptions.baudRate);
  await port.write(Buffer.from('hello'));
  let text = '';
  while (text.length < 9) {
    const b = Buffer.alloc(20);
    const { bytesRead } = await port.read(b, 0, 20);
    text += b.toString('latin1', 0, bytesRead);
  }
  console.log(text);
  await port.update({ baudRate: 9600 });
  await port.drain();
  await port.flush();
  await port.write(Buffer.from('x'));
  await port.close();
  console.log(port.isOpen);
  await port.write(Buffer.from('x')).catch((e) => console.log(e.message));
})();
