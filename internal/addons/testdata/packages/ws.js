// WebSocket's frames with bufferutil and utf-8-validate in use.
const { Receiver, Sender } = require('ws');
const frames = [];
const socket = { cork() {}, uncork() {}, write(b, cb) { frames.push(b); if (typeof cb === 'function') cb(); } };
const sender = new Sender(socket, {}, (key) => key.set([1, 2, 3, 4]));
for (const text of ['short', 'é'.repeat(200), 'x'.repeat(70000)]) sender.send(Buffer.from(text), { binary: false, mask: true, fin: true, compress: false });
const all = Buffer.concat(frames);
console.log(frames.length, all.length);
const receiver = new Receiver({ isServer: true });
receiver.on('message', (data, binary) => console.log(data.length, binary, data.toString().slice(0, 5)));
receiver.on('error', (e) => console.log(e.code, e.message));
receiver.write(all);
setImmediate(() => {
  frames.length = 0;
  sender.send(Buffer.from([0xff, 0xfe]), { binary: false, mask: true, fin: true, compress: false });
  receiver.write(Buffer.concat(frames));
});
