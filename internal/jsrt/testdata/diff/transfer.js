// What a message takes along, and what must not move.
const { MessageChannel, markAsUntransferable, receiveMessageOnPort } = require('worker_threads');
const { port1, port2 } = new MessageChannel();
const show = (name, f) => {
  try { f(); console.log(name, receiveMessageOnPort(port2)); } catch (e) { console.log(name, e.name, e.message, e.code); }
};
const moved = new ArrayBuffer(4);
show('moved', () => port1.postMessage(moved, [moved]));
console.log(moved.byteLength);
const marked = new ArrayBuffer(4), bytes = new Uint8Array(4), object = {};
markAsUntransferable(marked);
markAsUntransferable(object);
show('marked', () => port1.postMessage(marked, [marked]));
show('in options', () => port1.postMessage(marked, { transfer: [marked] }));
show('marked object', () => port1.postMessage(object, [object]));
show('structuredClone', () => console.log(structuredClone(marked, { transfer: [marked] })));
show('typed array', () => port1.postMessage(bytes, [bytes]));
show('shared', () => port1.postMessage(0, [new SharedArrayBuffer(1)]));
show('plain', () => port1.postMessage({}, [{}]));
show('primitive', () => port1.postMessage(0, [1]));
show('twice', () => port1.postMessage(0, [bytes.buffer, bytes.buffer]));
console.log(marked.byteLength, bytes.byteLength);
port1.close();
