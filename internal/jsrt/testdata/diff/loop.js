const p = console.log;
setTimeout(() => { p('t1'); process.nextTick(() => p('tick in timer')); Promise.resolve().then(() => p('micro in timer')); }, 1); setTimeout(() => p('t1b'), 1);
setImmediate(() => { p('imm1'); process.nextTick(() => p('tick in imm')); setImmediate(() => p('imm3')); }); setImmediate(() => p('imm2'));
process.nextTick((a, b) => p('tick1', a, b), 1, 2); Promise.resolve().then(() => { p('micro1'); process.nextTick(() => p('tick from micro')); Promise.resolve().then(() => p('micro from micro')); }); process.nextTick(() => { p('tick2'); Promise.resolve().then(() => p('micro from tick')); process.nextTick(() => p('tick from tick')); });
queueMicrotask(() => p('qm')); (async () => { p('async start'); await null; p('after await'); await new Promise((r) => setTimeout(r, 300)); p('after timer'); })();
const i = setInterval(() => { if (++i.n === 3) { clearInterval(i); p('interval'); } }, 150); i.n = 0; const c = setTimeout(() => p('never'), 5); clearTimeout(c); const u = setTimeout(() => p('unref never'), 10000); u.unref(); p(u.hasRef(), typeof +u, c instanceof Object);
process.on('beforeExit', (code) => { if (!globalThis.again) { globalThis.again = 1; p('beforeExit', code); setTimeout(() => p('revived'), 1); } else p('beforeExit again'); }); process.on('exit', (c) => { p('exit', c); process.nextTick(() => p('no')); setTimeout(() => p('no'), 0); });
require('util').promisify(setTimeout)(700, 'val').then(p); require('timers/promises').setImmediate('imm').then(p); setTimeout(p, 1000, 'args', 1); p('sync end'); for (const end = Date.now() + 5; Date.now() < end;);
