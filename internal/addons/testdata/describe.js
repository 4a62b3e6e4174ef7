// Describes a value as docs/output.md says, in Node.js, for comparison with
// Shaper. The value may be hostile: nothing of it is called, nothing its code may
// have changed is used, and what is written is bounded.
(function (types) {
  'use strict';
  const { isProxy, isStringObject } = types;
  const depth = 3; // of values below the first
  const most = { keys: 2000, indices: 100, values: 10000, name: 200, text: 1 << 19 };

  const { ownKeys, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { isArray } = Array;
  const { isView } = ArrayBuffer;
  const { stringify } = JSON;
  const { prototype: objectPrototype } = Object;
  const NewMap = Map;
  // Methods as functions of their object.
  const { bind, call } = Function.prototype;
  const plain = call.bind(bind, call);
  const has = plain(objectPrototype.hasOwnProperty);
  const mapGet = plain(Map.prototype.get);
  const mapSet = plain(Map.prototype.set);
  const indexOf = plain(String.prototype.indexOf);
  const slice = plain(String.prototype.slice);
  const symbolText = plain(Symbol.prototype.toString);
  const viewLength = plain(getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), 'length').get);

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
      try { return viewLength(o); } catch { return undefined; } // a DataView
    }
    return isStringObject(o) ? own(o, 'length') : undefined;
  }

  // escape makes a name part of a JSON pointer.
  function escape(name) {
    if (indexOf(name, '~') < 0 && indexOf(name, '/') < 0) return name;
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
      if (s.length > most.name) s = slice(s, 0, most.name) + '…';
      text += s.length;
      return s;
    }

    // keysOf returns the keys of o to show, the first n of a list, and how many
    // others there are.
    function keysOf(o) {
      const callable = typeof o === 'function';
      const length = callable ? undefined : indexed(o);
      let n = 0;
      if (length > most.indices) {
        const keys = { __proto__: null }; // an array's prototype may have setters
        for (; n < most.indices; n++) keys[n] = `${n}`;
        return { keys, n, more: length - n };
      }
      let more = 0;
      const keys = ownKeys(o);
      for (let i = 0; i < keys.length; i++) {
        const key = keys[i];
        if (callable
          ? key === 'length' || key === 'name' || key === 'prototype' || key === 'arguments' || key === 'caller'
          : key === 'length' && length !== undefined) continue;
        if (n < most.keys) keys[n++] = key;
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
      return ownKeys(p).length > 1 || !d.writable || getPrototypeOf(p) !== objectPrototype ? p : undefined;
    }

    // members describes the properties of o, but for one, into part of what
    // stands at a pointer, by their names, and returns how many it left out.
    function members(o, into, level, at, part, except) {
      let { keys, n, more } = keysOf(o);
      for (let i = 0; i < n; i++) {
        const key = keys[i];
        if (key === except) continue;
        if (level >= depth || values >= most.values || text >= most.text) {
          more++;
          continue;
        }
        const name = cut(typeof key === 'symbol' ? '@@' + symbolText(key) : key);
        const d = getOwnPropertyDescriptor(o, key);
        if (d === undefined || has(into, name)) {
          more++;
          continue;
        }
        values++;
        into[name] = has(d, 'value') ? describe(d.value, level + 1, `${at}/${part}/${escape(name)}`) : { __proto__: null, t: 'accessor' };
      }
      return more;
    }

    function describe(v, level, at) {
      if (!isObject(v)) return { __proto__: null, t: v === null ? 'null' : typeof v };
      if (isProxy(v)) return { __proto__: null, t: 'proxy' };
      const s = { __proto__: null, t: typeof v };
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
      const before = mapGet(seen, v);
      if (before !== undefined) {
        s.ref = before;
        return s;
      }
      mapSet(seen, v, at);

      const keys = { __proto__: null };
      const others = values;
      let more = members(v, keys, level, at, 'keys');
      if (typeof v !== 'function' || values > others) s.keys = keys;
      if (proto !== undefined) {
        s.proto = { __proto__: null };
        more += members(proto, s.proto, level, at, 'proto', 'constructor');
      }
      if (more > 0) s.more = more;
      return s;
    }

    return stringify(describe(root, 0, ''));
  };

})
