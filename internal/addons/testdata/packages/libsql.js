const Database = require('libsql');
const AsyncDatabase = require('libsql/promise');
const db = new Database(':memory:');
db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, score REAL, data BLOB)');
const plain = ({ _metadata, ...row }) => row; // it holds times
const insert = db.prepare('INSERT INTO t (name, score, data) VALUES (?, ?, ?)');
const many = db.transaction((rows) => { for (const r of rows) insert.run(...r); });
many([['a', 1.5, Buffer.from([1, 2])], ['é', -2, null], ['c', 3e300, Buffer.alloc(0)]]);
console.log(db.prepare('SELECT * FROM t WHERE score < :max').all({ max: 10 }));
console.log(plain(db.prepare('SELECT count(*) AS n, sum(length(name)) FROM t').get()), db.prepare('SELECT name FROM t').pluck().all(), db.prepare('SELECT id, name FROM t').raw().get());
for (const row of db.prepare('SELECT name FROM t ORDER BY name DESC').iterate()) console.log(row);
console.log(insert.run('d', 0, null).lastInsertRowid, db.inTransaction, plain(db.prepare('SELECT 9007199254740993 AS big').safeIntegers().get()));
try { many([['x', 1, null], [{}, 2, null]]); } catch (e) { console.log(e.constructor.name, e.message); }
try { db.exec('SELECT * FROM nothing'); } catch (e) { console.log(e.code, e.message); }
console.log(plain(db.prepare('SELECT count(*) AS n FROM t').get()), db.prepare('SELECT 1 AS x').columns().map((c) => c.name));
db.close();
(async () => {
  const a = new AsyncDatabase(':memory:');
  await a.exec('CREATE TABLE u (x)');
  const s = await a.prepare('INSERT INTO u VALUES (?)');
  console.log((await s.run([5])).changes, await (await a.prepare('SELECT x FROM u')).all());
  a.close();
})();
