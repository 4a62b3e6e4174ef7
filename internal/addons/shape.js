// Describes a value as docs/output.md says: in napicheck, and in Node.js for
// comparison. The value may be hostile: nothing of it is called, nothing its
// code may have changed is used, and what is written is bounded.
(function (types) {
  'use strict';
  const { isProxy, isStringObject } = types;
  const depth = 3; // of values below the first
  const most = { keys: 2000, indices: 100, values: 10000, name: 200, text: 1 << 19 };

  const { apply, ownKeys, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { isArray } = Array;
  const { isView } = ArrayBuffer;
  const { stringify } = JSON;
  const { assign, create, prototype: objectPrototype, prototype: { hasOwnProperty } } = Object;
  const { get: mapGet, set: mapSet, has: mapHas } = Map.prototype;
  const { slice } = String.prototype;
  const symbolText = Symbol.prototype.toString;
  const viewLength = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), 'length').get;
  const NewMap = Map;

  const has = (o, key) => apply(hasOwnProperty, o, [key]);
  const data = (from) => apply(assign, undefined, [create(null), from]);
  const isObject = (v) => v !== null && (typeof v === 'object' || typeof v === 'function');

  // own returns the value of a data property of o itself.
  function own(o, key) {
    const d = getOwnPropertyDescriptor(o, key);
    return d !== undefined && has(d, 'value') ? d.value : undefined;
  }

  // indexed returns the length of what has a property for each index.
  function indexed(o) {
    if (isArray(o)) return own(o, 'length');
    if (isView(o)) {
      try { return apply(viewLength, o, []); } catch { return undefined; } // a DataView
    }
    return isStringObject(o) ? own(o, 'length') : undefined;
  }

  // escape makes a name part of a JSON pointer.
  function escape(name) {
    let out = '';
    for (let i = 0; i < name.length; i++) out += name[i] === '~' ? '~0' : name[i] === '/' ? '~1' : name[i];
    return out;
  }

  return function shape(root) {
    const seen = new NewMap(); // object → where it was described, as a JSON pointer
    let values = 0;
    let text = 0;

    // cut returns at most so much of a text as may be shown.
    function cut(s) {
      if (s.length > most.name) s = apply(slice, s, [0, most.name]) + '…';
      text += s.length;
      return s;
    }

    // keysOf returns the keys of o to show, and how many others there are.
    function keysOf(o) {
      const length = typeof o === 'function' ? undefined : indexed(o);
      const skip = typeof o === 'function'
        ? (key) => key === 'length' || key === 'name' || key === 'prototype' || key === 'arguments' || key === 'caller'
        : (key) => key === 'length' && length !== undefined;
      const keys = create(null); // not an array: its prototype may have setters
      let n = 0;
      if (length > most.indices) {
        for (; n < most.indices; n++) keys[n] = `${n}`;
        return { keys, n, more: length - n };
      }
      let more = 0;
      const all = ownKeys(o);
      for (let i = 0; i < all.length; i++) {
        if (skip(all[i])) continue;
        if (n < most.keys) keys[n++] = all[i];
        else more++;
      }
      return { keys, n, more };
    }

    // prototypeOf returns what instances of a class inherit from, and undefined
    // of a function that shows no sign of being one.
    function prototypeOf(f) {
      const d = getOwnPropertyDescriptor(f, 'prototype');
      if (d === undefined || !isObject(d.value) || isProxy(d.value)) return undefined;
      const p = d.value;
      if (!has(p, 'constructor')) return undefined; // of a generator
      const { n, more } = keysOf(p);
      return n + more > 1 || !d.writable || getPrototypeOf(p) !== objectPrototype ? p : undefined;
    }

    // members describes the properties of o, but for one, into an object by
    // their names, and returns how many it left out.
    function members(o, into, level, at, except) {
      let { keys, n, more } = keysOf(o);
      for (let i = 0; i < n; i++) {
        const key = keys[i];
        if (key === except) continue;
        if (level >= depth || values >= most.values || text >= most.text) {
          more++;
          continue;
        }
        const name = cut(typeof key === 'symbol' ? '@@' + apply(symbolText, key, []) : key);
        const d = getOwnPropertyDescriptor(o, key);
        if (d === undefined || has(into, name)) {
          more++;
          continue;
        }
        values++;
        into[name] = has(d, 'value') ? describe(d.value, level + 1, at + '/' + escape(name)) : data({ t: 'accessor' });
      }
      return more;
    }

    function describe(v, level, at) {
      if (!isObject(v)) return data({ t: v === null ? 'null' : typeof v });
      if (isProxy(v)) return data({ t: 'proxy' });
      const s = data({ t: typeof v });
      let proto;
      if (typeof v === 'function') {
        proto = prototypeOf(v);
        if (proto !== undefined) s.t = 'class';
        const name = own(v, 'name');
        const length = own(v, 'length');
        s.name = typeof name === 'string' ? cut(name) : null;
        s.length = typeof length === 'number' && length < Infinity ? length : null;
      } else {
        const length = indexed(v);
        if (length !== undefined) s.length = length;
      }
      if (apply(mapHas, seen, [v])) {
        s.ref = apply(mapGet, seen, [v]);
        return s;
      }
      apply(mapSet, seen, [v, at]);

      const keys = data({});
      let more = members(v, keys, level, at + '/keys');
      if (typeof v !== 'function' || ownKeys(keys).length > 0) s.keys = keys;
      if (proto !== undefined) {
        s.proto = data({});
        more += members(proto, s.proto, level, at + '/proto', 'constructor');
      }
      if (more > 0) s.more = more;
      return s;
    }

    return stringify(describe(root, 0, ''));
  };

})
