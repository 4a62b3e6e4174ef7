const { DatabaseSync, constants, backup } = require('@photostructure/sqlite');
const db = new DatabaseSync(':memory:');
db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, x REAL, b BLOB)');
const s = db.prepare('INSERT INTO t (name, x, b) VALUES (?, $x, ?)');
const insert = db.prepare('INSERT INTO t (name, x, b) VALUES (:name, :x, :b)');
console.log(insert.run({ name: 'a', x: 1.5, b: new Uint8Array([1, 2]) }), insert.run({ name: 'é', x: null, b: null }));
console.log(db.prepare('SELECT * FROM t').all(), db.prepare('SELECT count(*) AS n FROM t').get());
console.log([...db.prepare('SELECT name FROM t').iterate()].map((r) => r.name), s.sourceSQL);
db.function('twice', (x) => x * 2);
db.aggregate('total', { start: 0, step: (acc, v) => acc + (v ?? 0) });
console.log(db.prepare('SELECT twice(4) AS t, total(x) AS s FROM t').get());
const big = db.prepare('SELECT 9007199254740993 AS big');
big.setReadBigInts(true);
console.log(big.get(), db.isTransaction, db.isOpen, constants.SQLITE_CHANGESET_OMIT);
const session = db.createSession();
insert.run({ name: 'c', x: 0, b: null });
const other = new DatabaseSync(':memory:');
other.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, x REAL, b BLOB)');
console.log(session.changeset().length > 0, other.applyChangeset(session.changeset()), other.prepare('SELECT name FROM t').all());
for (const f of [() => db.exec('nonsense'), () => db.prepare('SELECT * FROM nothing'), () => insert.run({ nothing: 1 }), () => db.prepare('SELECT ?').get(Symbol('s')), () => DatabaseSync(':memory:')]) try { f(); } catch (e) { console.log(e.constructor.name, e.code, e.message); }
db.close();
try { db.exec('SELECT 1'); } catch (e) { console.log(e.code, e.message); }
