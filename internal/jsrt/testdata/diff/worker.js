const { Worker, isMainThread, parentPort, workerData, threadId, MessageChannel, receiveMessageOnPort } = require('worker_threads');
if (isMainThread) {
  const w = new Worker(__filename, { workerData: { n: 5, m: new Map([[1, new Date(0)]]), s: new Set(['x']), b: new Uint8Array([1, 2]) }, argv: ['extra'] });
  const sab = new SharedArrayBuffer(8); const { port1, port2 } = new MessageChannel();
  w.on('online', () => console.log('online')); w.on('message', (m) => { console.log('main got', m); if (m === 'ready') { const c = { self: null, big: 10n, u: undefined, r: /x/g, nested: [1, , 3] }; c.self = c; w.postMessage(c); } else if (m[0] === true) w.postMessage({ sab, port: port2 }, [port2]); });
  port1.on('message', (m) => { console.log('port', m, new Int32Array(sab)[0]); port1.close(); w.postMessage('throw'); });
  w.on('error', (e) => console.log('error', e.name, e.message, e instanceof TypeError)); w.on('exit', (c) => { console.log('exit', c); const t = new Worker('setInterval(() => {}, 1000)', { eval: true }); t.on('online', () => t.terminate().then((c) => { console.log('terminated', c); const x = new Worker('process.exit(5)', { eval: true }); x.on('exit', (c) => console.log('code', c)); })); });
  try { w.postMessage(() => {}); } catch (e) { console.log(e.name, e.code, e.message); } try { structuredClone(Symbol('x')); } catch (e) { console.log(e.name, e.message); } console.log(structuredClone({ a: [new Error('c').message, new Map([[{}, 1]])] }), threadId); const mc = new MessageChannel(); mc.port1.postMessage({ hi: 1 }); console.log(receiveMessageOnPort(mc.port2), receiveMessageOnPort(mc.port2)); const ab = new ArrayBuffer(4); const moved = structuredClone(ab, { transfer: [ab] }); console.log(ab.byteLength, moved.byteLength);
} else {
  parentPort.postMessage([threadId, workerData, process.argv.slice(2), require('path').basename(__filename)]); parentPort.postMessage('ready');
  parentPort.on('message', (m) => { if (m === 'throw') throw new TypeError('from worker'); if (m.port) { Atomics.add(new Int32Array(m.sab), 0, 7); m.port.postMessage('via port'); m.port.close(); } else parentPort.postMessage([m.self === m, m.big, 'u' in m, m.r, m.nested]); });
}
