'use strict';
const fs = require('fs'), os = require('os'), path = require('path');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'watch-')), file = path.join(dir, 'file');
const steps = [() => fs.writeFileSync(file, 'one'), () => fs.writeFileSync(file, 'longer'), () => fs.unlinkSync(file)];
const watcher = fs.watchFile(file, { interval: 20 }, (now, before) => {
  console.log(before.size, now.size, before.isFile(), now.isFile(), now instanceof fs.Stats, now.mtimeMs === 0);
  const step = steps.shift();
  if (step) setTimeout(step, 30);
  else { fs.unwatchFile(file); fs.rmSync(dir, { recursive: true }); }
});
console.log(watcher.constructor.name, watcher.ref() === watcher, fs.watchFile.length, fs.unwatchFile.length);
try { fs.watchFile(file); } catch (e) { console.log(e.code, e.message); }
fs.watchFile(__filename, { interval: 20, persistent: false }, () => console.log('never'));
