const Database = require('better-sqlite3');
const db = new Database(':memory:');
db.pragma('foreign_keys = ON');
db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE, score REAL, data BLOB)');
const insert = db.prepare('INSERT INTO t (name, score, data) VALUES (@name, @score, @data)');
const many = db.transaction((rows) => { for (const r of rows) insert.run(r); return rows.length; });
console.log(many([{ name: 'a', score: 1.5, data: Buffer.from([1, 2]) }, { name: 'é', score: -2, data: null }, { name: 'c', score: 3e300, data: Buffer.alloc(0) }]));
console.log(db.prepare('SELECT * FROM t WHERE score < ?').all(10));
console.log(db.prepare('SELECT count(*) AS n FROM t').get(), db.prepare('SELECT name FROM t ORDER BY id').pluck().all(), db.prepare('SELECT id, name FROM t').raw().get());
for (const row of db.prepare('SELECT name FROM t ORDER BY name DESC').iterate()) console.log(row);
console.log(insert.run({ name: 'd', score: 0, data: null }), db.inTransaction, db.prepare('SELECT 9007199254740993 AS big').safeIntegers().get());
db.function('twice', { deterministic: true }, (x) => x * 2);
db.aggregate('joined', { start: () => [], step: (list, v) => { list.push(v); }, result: (list) => list.join('+') });
console.log(db.prepare("SELECT twice(21) AS t, joined(name) AS j FROM t").get());
db.table('series', { columns: ['n'], parameters: ['up_to'], *rows(upTo) { for (let n = 1; n <= upTo; n++) yield [n]; } });
console.log(db.prepare('SELECT sum(n) AS s FROM series(10)').get());
db.function('fails', () => { throw new RangeError('from JavaScript'); });
for (const f of [() => many([{ name: 'x', score: 1, data: null }, { name: 'a', score: 1, data: null }]), () => db.exec('SELECT * FROM nothing'), () => db.prepare('SELECT fails()').get(), () => insert.run({ name: 'y' }), () => db.prepare('SELECT ?').get({})]) {
  try { f(); } catch (e) { console.log(e.constructor.name, e.code, e.message); }
}
console.log(db.prepare('SELECT count(*) AS n FROM t').get(), db.prepare('SELECT id, name FROM t').columns().map((c) => [c.name, c.type, c.table]));
const copy = new Database(db.serialize());
console.log(copy.prepare('SELECT count(*) AS n FROM t').get(), copy.memory, copy.open);
copy.close();
db.backup('/nonexistent/folder/x.db').then(() => console.log('?'), (e) => { console.log(e.message); db.close(); console.log(db.open); });
