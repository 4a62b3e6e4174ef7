const EE = require('events'); const e = new EE(); const p = console.log;
e.on('a', function(...x) { p('a', x, this === e); }); e.prependListener('a', () => p('first')); e.once('a', () => p('once')); p(e.emit('a', 1, 2), e.emit('a'), e.emit('none'), e.listenerCount('a'), e.eventNames(), e.listeners('a').length, e.rawListeners('a').length);
try { e.emit('error', new Error('boom')); } catch (x) { p(x.message); } try { e.emit('error', { a: 1 }); } catch (x) { p(x.message, x.code, x.context); } try { e.emit('error'); } catch (x) { p(x.message); } try { e.on('x', 5); } catch (x) { p(x.name, x.code, x.message); }
e.on('newListener', (n) => p('new', n)); e.on('removeListener', (n) => p('removed', n)); const f = () => {}; e.on('b', f); e.off('b', f); e.removeAllListeners('a'); e.removeAllListeners();
p(e.getMaxListeners(), EE.defaultMaxListeners, EE.listenerCount(e, 'a'), e._eventsCount, typeof EE.EventEmitter, e.setMaxListeners(1) === e); class Sub extends EE {} const s = new Sub(); s.on('error', (x) => p('handled', x.message)); s.emit('error', new Error('h')); p(s, new EE() instanceof EE);
EE.once(s, 'ev').then((v) => p('once promise', v)); s.emit('ev', 1, 2); EE.once(s, 'never').catch((x) => p('rejected', x.message)); s.emit('error', new Error('r')); s.on(EE.errorMonitor, (x) => p('monitor', x.message)); s.emit('error', new Error('m'));
(async () => { const it = EE.on(s, 'tick'); setTimeout(() => { s.emit('tick', 1); s.emit('tick', 2); }, 1); p((await it.next()).value, (await it.next()).value); await it.return(); p(s.listenerCount('tick')); })();
function Old() { EE.call(this); } require('util').inherits(Old, EE); const old = new Old(); old.on('z', () => p('z')); old.emit('z'); p(Old.super_ === EE, old instanceof EE);
const et = new EventTarget(); et.addEventListener('x', (ev) => p(ev.type, ev.target === et, ev instanceof Event), { once: true }); et.dispatchEvent(new Event('x')); et.dispatchEvent(new Event('x')); const ac = new AbortController(); ac.signal.addEventListener('abort', () => p('aborted', ac.signal.reason.name)); ac.abort(); p(ac.signal.aborted, AbortSignal.abort('r').reason); try { ac.signal.throwIfAborted(); } catch (x) { p(x.name, x.message, x.code); }
{ // what has once() and on() and no more
  const inner = new (require('events'))();
  const bare = { on: (...args) => inner.on(...args), once: (...args) => inner.once(...args) };
  require('events').once(bare, 'x').then((args) => console.log('once', args));
  inner.emit('x', 1, 2);
}
