const leveldown = require('leveldown');
const fs = require('fs');
const os = require('os');
const path = require('path');
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'leveldown-'));
const db = leveldown(dir);
db.open((err) => {
  console.log('open', err);
  db.batch([{ type: 'put', key: 'a', value: '1' }, { type: 'put', key: 'b', value: Buffer.from([0, 1]) }, { type: 'put', key: 'c', value: 'é' }], (err) => {
    console.log('batch', err);
    db.get('c', { asBuffer: false }, (err, value) => {
      console.log(err, value);
      db.getMany(['a', 'z'], (err, values) => {
        console.log(err, values);
        db.get('z', (err) => {
          console.log(err.message);
          const it = db.iterator({ gt: 'a', keyAsBuffer: false });
          const next = () => it.next((err, key, value) => {
            if (key === undefined) return it.end(() => { db.close((err) => { console.log('closed', err, db.status); leveldown.destroy(dir, (err) => console.log('destroyed', err)); }); });
            console.log(key, value);
            next();
          });
          it.seek('b');
          next();
        });
      });
    });
  });
});
console.log(db.status, db.supports.permanence);
