'use strict';
// Ports in the data of a worker, and a main thread that waits for what comes through them.
const { Worker, isMainThread, workerData, MessageChannel, MessagePort, receiveMessageOnPort } = require('worker_threads');
if (isMainThread) {
  const { port1, port2 } = new MessageChannel();
  const flags = new Int32Array(new SharedArrayBuffer(12));
  new Worker(__filename, { workerData: { port: port2, list: [port2], flags }, transferList: [port2] }).on('exit', (code) => console.log('exit', code));
  port1.postMessage('question');
  for (const i of [0, 1, 2]) {
    Atomics.wait(flags, i, 0);
    console.log(receiveMessageOnPort(port1));
  }
  console.log(receiveMessageOnPort(port1));
  port1.close();
} else {
  const { port, list, flags } = workerData;
  const answer = (i, ...args) => { port.postMessage(...args); Atomics.store(flags, i, 1); Atomics.notify(flags, i); };
  port.on('message', (m) => {
    answer(0, [m, port instanceof MessagePort, port === list[0]]);
    const child = require('child_process').spawn('cat');
    child.stdout.on('data', (data) => answer(1, `${data}`));
    child.on('close', (code) => { answer(2, { code }); port.close(); });
    child.stdin.end('through a child');
  });
}
