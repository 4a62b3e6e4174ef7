// Domains.
process.noDeprecation = true;
console.log(process.domain);
const domain = require('domain'), EventEmitter = require('events');
console.log(domain.active, process.domain, domain.create() instanceof domain.Domain);
const later = () => new Promise((resolve) => setImmediate(setImmediate, resolve));
let told;
const make = (name) => domain.create().on('error', (e) => {
  console.log(name, e.message, e.domain === undefined, e.domainThrown, Object.keys(e).join(), process.domain === undefined || process.domain === null);
  if (told) told();
});
const d = make('d'), inner = make('inner');
(async () => {
  d.run(() => {
    console.log(process.domain === d, domain.active === d, domain._stack.length);
    Promise.resolve().then(() => console.log('promise', process.domain === d));
    inner.run(() => setImmediate(() => { console.log(process.domain === inner); throw new Error('immediate'); }));
    console.log(process.domain === d);
  });
  console.log(process.domain);
  await later();
  await new Promise((resolve) => {
    told = resolve;
    d.run(() => setTimeout(() => { console.log(process.domain === d); throw new Error('timer'); }, 1));
  });
  const emitter = new EventEmitter();
  d.add(emitter);
  d.add(emitter);
  console.log(d.members.length, emitter.domain === d, emitter.emit('error', new Error('emitted')));
  emitter.on('event', () => console.log('in event', process.domain === d));
  emitter.emit('event');
  d.remove(emitter);
  emitter.emit('event');
  d.run(() => console.log(new EventEmitter().domain === d));
  try { d.bind((x) => { throw new Error('bound ' + x); })(1); } catch (e) { console.log('caught', e.message); }
  d.intercept((x) => console.log('intercepted', x))(null, 5);
  d.intercept((x) => console.log('intercepted', x))(new Error('intercepted'), 5);
  await later();
  setImmediate(() => d.run(() => inner.run(() => { throw new Error('nested'); })));
  await later();
  const throws = domain.create().on('error', (e) => { throw new Error(`again ${e.message}`); });
  setImmediate(() => d.run(() => throws.run(() => { throw new Error('first'); })));
})();
