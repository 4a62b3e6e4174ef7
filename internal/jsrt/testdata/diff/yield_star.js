'use strict';
// Generators beside what must be lowered, which has yield* lowered with it.
class Items { * [Symbol.iterator]() { yield* [1, 2]; return yield* this.rest(); } * rest() { try { yield 3; } finally { console.log('closed'); } return 4; } }
console.log([...new Items()]);
for (const x of new Items()) if (x === 3) break;
(async () => { for await (const x of new Items()) console.log(x); })();
