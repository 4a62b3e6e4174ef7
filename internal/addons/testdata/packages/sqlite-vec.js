// An extension of SQLite in SQLite in an addon.
const Database = require('better-sqlite3');
const vec = require('sqlite-vec');
const db = new Database(':memory:');
vec.load(db);
console.log(db.prepare('SELECT vec_version() AS v').get(), db.prepare("SELECT vec_length('[1, 2, 3]') AS n").get());
db.exec('CREATE VIRTUAL TABLE v USING vec0(embedding float[4])');
const insert = db.prepare('INSERT INTO v (rowid, embedding) VALUES (?, ?)');
for (let i = 0; i < 20; i++) insert.run(BigInt(i), new Float32Array([i, i / 2, 1, 0]));
console.log(db.prepare('SELECT rowid, distance FROM v WHERE embedding MATCH ? ORDER BY distance LIMIT 3').all(new Float32Array([5, 2.5, 1, 0])));
db.close();
