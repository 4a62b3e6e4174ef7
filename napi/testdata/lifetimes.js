// Each step runs in a turn of its own; between them the finalizers that are due
// run. gc collects.
const MEMORY = 0, NOTE = 1, DELETE = 2, CALL = 3, POST = 4;
const experimental = addon.version > 10;

function noted(what) { print(what + ': ' + (addon.notes() || 'nothing')); }

// Scripts can hold an object in places of the engine until they return.
function make(f) { (() => { f(); })(); }

let kept = {}, second = {};
const symbol = Symbol('local');

steps = [
  () => {
    print('# statuses');
    for (const v of [undefined, null, true, 1, 'text', 10n, symbol, Symbol.for('global'), {}, [], () => 1, new Proxy({}, {})]) {
      const r = call('create', v, 1, 1);
      if (r !== undefined) { call('get', r, 1); call('unref', r, 1); call('get', r, 1); call('ref', r, 1); call('del', r); }
    }
    call('create', NULL, 1, 1);
    call('create', {}, 1, NULL);
    call('create', NULL, 1, NULL);
    call('create', 5, 0, 1);
    for (const name of ['ref', 'unref', 'get', 'del']) call(name, NULL, 1);
    const r = call('create', kept, 2, 1);
    call('get', r, NULL);
    call('ref', r, NULL); call('ref', r, 1);
    call('unref', r, NULL); call('unref', r, 1); call('unref', r, 1); call('unref', r, 1); call('unref', r, 1); call('unref', r, 1);
    print(addon.get(r, 1).value === kept);
    call('ref', r, 1);
    call('del', r);

    print('# wraps');
    for (const v of [undefined, null, true, 1, 'text', 10n, symbol]) { call('wrap', v, 7, NOTE, 8, NULL); call('unwrap', v, 1); call('removeWrap', v, 1); }
    for (const v of [{}, [], () => 1, new Proxy({}, {}), new Date(0), new Uint8Array(2), new ArrayBuffer(2), /r/, new Map(), Promise.resolve(), Object.freeze({}), new Error('e')]) {
      const s = Object.prototype.toString.call(v), keys = Reflect.ownKeys(v).length;
      const first = addon.unwrap(v, 1).status, second = addon.wrap(v, 7, NULL, 8, NULL).status, third = addon.wrap(v, 9, NULL, 8, NULL).status;
      print(s + ' ' + [first, second, third, addon.unwrap(v, 1).value, addon.removeWrap(v, 1).value, addon.unwrap(v, 1).status].join(' ') +
        ' ' + (Object.prototype.toString.call(v) === s && Reflect.ownKeys(v).length === keys));
    }
    const target = {}, proxy = new Proxy(target, {});
    call('wrap', proxy, 5, NULL, NULL, NULL);
    call('unwrap', target, 1);
    call('unwrap', proxy, 1);
    call('wrap', NULL, 1, NOTE, 1, NULL);
    call('wrap', {}, 1, NULL, 1, 1);
    call('unwrap', NULL, 1);
    call('unwrap', kept, NULL);
    call('removeWrap', NULL, 1);
    call('removeWrap', kept, 1);
    call('wrap', kept, 3, NOTE, 4, NULL);
    call('removeWrap', kept, NULL);
    call('unwrap', kept, 1);
    call('wrap', kept, 5, NOTE, 6, NULL);
    call('unwrapTwice', kept, kept);
    const other = {};
    call('wrap', kept, 5, NOTE, 6, NULL);
    call('wrap', other, 6, NOTE, 6, NULL);
    call('unwrapTwice', kept, other);
    call('removeWrap', kept, 1);

    print('# tags');
    for (const v of [undefined, null, true, 1, 'text', 10n, symbol, {}, [], () => 1, new Proxy({}, {}), Object.freeze({})])
      print(show(v && typeof v === 'object' ? Object.prototype.toString.call(v) : v) + ' ' + [
        addon.hasTag(v, 0, 1), addon.tag(v, 0), addon.hasTag(v, 0, 1), addon.hasTag(v, 1, 1), addon.tag(v, 1), addon.tag(v, 0), addon.hasTag(v, 0, 1)].map(text).join(', '));
    for (const t of [2, 3, 4]) {
      const o = {};
      print(text(addon.tag(o, t)) + [0, 1, 2, 3, 4].map((u) => addon.hasTag(o, u, 1).value));
    }
    call('tag', {}, NULL); call('tag', NULL, 0); call('hasTag', {}, NULL, 1); call('hasTag', {}, 0, NULL); call('hasTag', NULL, 0, 1);

    print('# externals');
    const e = addon.external(42, NULL, NULL, 1).value;
    print(typeof e + ' ' + Object.getPrototypeOf(e) + ' ' + Object.prototype.toString.call(e) + ' ' + Reflect.ownKeys(e).length);
    print(Object.isExtensible(e) + ' ' + Object.isFrozen(e) + ' ' + Reflect.set(e, 'a', 1) + ' ' + Reflect.setPrototypeOf(e, {}));
    print(text(addon.typeOf(e)) + ' ' + text(addon.externalData(e, 1)));
    print([addon.hasTag(e, 0, 1), addon.tag(e, 0), addon.hasTag(e, 0, 1), addon.hasTag(e, 1, 1), addon.tag(e, 1)].map(text).join(', '));
    print(text(addon.externalData(addon.external(NULL, NULL, NULL, 1).value, 1)));
    call('external', 1, NULL, NULL, NULL);
    call('externalData', {}, 1); call('externalData', NULL, 1); call('externalData', 5, 1);
    print(text(addon.externalData(e, NULL)));

    print('# finalizers');
    for (const v of [undefined, 1, 'text', symbol]) call('addFinalizer', v, 1, NOTE, 1, NULL);
    call('addFinalizer', NULL, 1, NOTE, 1, NULL);
    call('addFinalizer', {}, 1, NULL, 1, NULL);
    call('instanceData', 1); call('instance', 5, NULL, 1); call('instanceData', 1); call('instance', 6, NOTE, 1); call('instanceData', 1);
    call('instanceData', NULL);
    noted('no collection yet');
  },
  () => { gc(); },
  () => { addon.notes(); },

  // collection
  () => { make(() => { addon.wrap({}, 1, NOTE, 10, NULL); }); noted('wrapped'); gc(); noted('in the turn of the collection'); },
  () => noted('a turn later'),
  () => { gc(); },
  () => noted('another collection later'),

  () => { make(() => { addon.addFinalizer({}, 2, NOTE, 20, NULL); addon.external(3, NOTE, 30, 1); addon.wrap(() => 1, 4, NOTE, 40, NULL); addon.addFinalizer(new Proxy({}, {}), 5, NOTE, 50, NULL); }); gc(); },
  () => print('finalizer, external, function, proxy: ' + addon.notes().split(')').sort().join(')')),

  () => { make(() => { const o = {}; addon.addFinalizer(o, 1, NOTE, 1, NULL); addon.addFinalizer(o, 2, NOTE, 2, NULL); addon.wrap(o, 3, NOTE, 3, NULL); }); gc(); },
  () => print('three of one object: ' + addon.notes().split(')').sort().join(')')),

  // removed wraps
  () => { make(() => { const o = {}; addon.wrap(o, 1, NOTE, 10, NULL); addon.removeWrap(o, 1); }); gc(); },
  () => noted('removed'),
  () => { make(() => { const o = {}; second = addon.wrap(o, 1, NOTE, 10, 1).value; addon.removeWrap(o, 1); }); gc(); },
  () => { noted('removed, with a reference'); call('get', second, 1); call('ref', second, 1); call('del', second); },
  () => { make(() => { const o = {}; addon.wrap(o, 1, NOTE, 10, NULL); addon.removeWrap(o, 1); addon.wrap(o, 2, NOTE, 20, NULL); }); gc(); },
  () => noted('removed and wrapped again'),

  // weak and strong
  () => { make(() => { second = addon.create({a: 1}, 0, 1).value; }); print(show(addon.get(second, 1).value)); },
  () => { gc(); call('get', second, 1); call('ref', second, 1); call('unref', second, 1); call('del', second); },
  () => { make(() => { second = addon.create({a: 1}, 1, 1).value; }); gc(); },
  () => { gc(); call('get', second, 1); call('unref', second, 1); },
  () => { gc(); call('get', second, 1); call('ref', second, 1); call('unref', second, 1); call('del', second); },
  () => { make(() => { second = addon.wrap({a: 1}, 1, NOTE, 10, 1).value; addon.ref(second); }); gc(); },
  () => { noted('wrap with a strong reference'); call('get', second, 1); call('unref', second, 1); },
  () => { gc(); },
  () => { noted('weak again'); call('get', second, 1); call('del', second); },
  () => { make(() => { second = addon.wrap({}, 1, DELETE, 0, 1).value; }); make(() => { addon.del(second); }); gc(); },
  () => noted('reference deleted before'),
  () => { make(() => { second = addon.create(Symbol('s'), 0, 1).value; }); call('get', second, 1); },
  () => { gc(); call('get', second, 1); call('del', second); },
  () => { make(() => { second = addon.create(Symbol.for('s'), 0, 1).value; }); gc(); },
  () => { gc(); call('get', second, 1); call('del', second); },

  // finalizers that do things
  () => { make(() => { const r = addon.create(kept, 1, 1).value; addon.wrap({}, 1, DELETE, r, NULL); }); gc(); },
  () => noted('deletes another'),
  () => { make(() => { const r = addon.create(kept, 0, 1).value + 1; addon.wrap({}, 1, DELETE, r, 1); }); gc(); },
  () => noted('deletes itself'),
  () => { make(() => { addon.wrap({}, 1, POST, 10, NULL); }); gc(); noted('posts'); },
  () => noted('posted'),
  () => { call('post', NOTE, 5, 6); noted('posted by a call'); },
  () => noted('a turn later'),
  () => { if (!experimental) make(() => { const f = addon.create(() => print('called by a finalizer'), 1, 1).value; addon.wrap({}, 1, CALL, f, NULL); }); gc(); },
  () => { if (!experimental) noted('calls'); },
  () => { call('post', CALL, 5, addon.create(() => print('called by a posted finalizer'), 1, 1).value); },
  () => noted('calls'),

  // memory
  () => { make(() => { second = addon.externalBuffer(0, 16, MEMORY, 10, 0).value; }); print(second.length + ' ' + second[3] + ' ' + second.buffer.byteLength); gc(); },
  () => { noted('in use'); second = second.buffer; gc(); },
  () => { noted('its ArrayBuffer in use'); second = undefined; gc(); },
  () => noted('not in use'),
  () => { make(() => { addon.externalBuffer(1, 16, MEMORY, 11, 1); }); gc(); noted('ArrayBuffer, in the turn of the collection'); },
  () => noted('ArrayBuffer'),
  () => { make(() => { second = addon.externalBuffer(2, 16, MEMORY, 12, 1).value; }); call('detach', second); print(second.byteLength); noted('detached'); },
  () => { noted('a turn later'); gc(); },
  () => noted('collected'),
  () => { for (const kind of [0, 1]) { const b = addon.externalBuffer(NULL, 0, MEMORY, 13, kind).value; print(b.byteLength); } noted('none'); },
  () => noted('a turn later'),
  () => { gc(); },
  () => noted('collected'),
  () => { make(() => { addon.externalBuffer(3, 0, MEMORY, 14, 1); }); gc(); },
  () => noted('of length 0'),

  // the end
  () => {
    addon.tellEnd();
    for (let i = 1; i <= 3; i++) { globalThis['live' + i] = {}; addon.wrap(globalThis['live' + i], i, NOTE, 0, NULL); }
    addon.removeWrap(live2, 1);
    globalThis.memory = addon.externalBuffer(0, 4, MEMORY, 15, 0).value;
    addon.create(kept, 1, 1); addon.create(kept, 0, 1);
    addon.addFinalizer(kept, 9, CALL, addon.create(() => print('called at the end'), 1, 1).value, NULL);
    globalThis.external = addon.external(8, NOTE, 0, 1).value;
  },
];
