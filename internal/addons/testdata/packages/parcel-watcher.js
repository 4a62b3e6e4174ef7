// Watches a folder until the files expected have come and gone.
const watcher = require('@parcel/watcher');
const fs = require('fs');
const os = require('os');
const path = require('path');
(async () => {
  const dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'watch-')));
  const snapshot = path.join(os.tmpdir(), path.basename(dir) + '.txt');
  fs.writeFileSync(path.join(dir, 'old'), '1');
  await watcher.writeSnapshot(dir, snapshot);
  const seen = new Set();
  let arrived;
  const subscription = await watcher.subscribe(dir, (err, events) => {
    if (err) throw err;
    for (const e of events) seen.add(e.type + ' ' + path.relative(dir, e.path));
    arrived?.();
  }, { ignore: ['**/*.tmp'] });
  const until = async (what) => {
    while (!seen.has(what)) await new Promise((resolve) => { arrived = resolve; });
    console.log(what);
  };
  fs.writeFileSync(path.join(dir, 'x.tmp'), 'ignored');
  fs.writeFileSync(path.join(dir, 'new'), '2');
  await until('create new');
  fs.writeFileSync(path.join(dir, 'old'), '3');
  await until('update old');
  fs.rmSync(path.join(dir, 'old'));
  await until('delete old');
  await subscription.unsubscribe();
  console.log([...seen].some((e) => e.includes('tmp')));
  const events = await watcher.getEventsSince(dir, snapshot, { ignore: ['**/*.tmp'] });
  console.log(events.map((e) => e.type + ' ' + path.relative(dir, e.path)).sort());
  await watcher.subscribe(path.join(dir, 'none'), () => {}).catch((e) => console.log(e instanceof Error));
  fs.rmSync(dir, { recursive: true });
  fs.rmSync(snapshot);
})();
