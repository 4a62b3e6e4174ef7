const sherpa = require('sherpa-onnx-node');
console.log(typeof sherpa.version === 'string' || Object.keys(sherpa).length > 10);
const vad = new sherpa.CircularBuffer(100);
vad.push(new Float32Array([1, 2, 3, 4]));
console.log(vad.size(), [...vad.get(vad.head(), 3)]);
vad.pop(2);
console.log(vad.size(), vad.head());
vad.reset();
console.log(vad.size());
try { console.log(new sherpa.OfflineRecognizer({ modelConfig: {} }) && 'made'); } catch (e) { console.log(e.message); }
