'use strict';
// Async generators, of generators in which esbuild has made `await x` a `yield
// new Await(x)`.
const AsyncIteratorPrototype = { [Symbol.asyncIterator]() { return this; } };
const AsyncGeneratorPrototype = Object.create(AsyncIteratorPrototype);
const AsyncGeneratorFunctionPrototype = Object.create(Function.prototype);
const constant = (object, key, value) => Object.defineProperty(object, key, { value, configurable: true });
for (const key of [Symbol.asyncIterator]) Object.defineProperty(AsyncIteratorPrototype, key, { enumerable: false });
Object.defineProperty(AsyncIteratorPrototype[Symbol.asyncIterator], 'name', { value: '[Symbol.asyncIterator]' });
function AsyncGeneratorFunction() { throw new EvalError('Code generation from strings disallowed for this context'); }
Object.setPrototypeOf(AsyncGeneratorFunction, Function);
Object.defineProperty(AsyncGeneratorFunction, 'prototype', { value: AsyncGeneratorFunctionPrototype, writable: false });
constant(AsyncGeneratorFunctionPrototype, 'constructor', AsyncGeneratorFunction);
constant(AsyncGeneratorFunctionPrototype, 'prototype', AsyncGeneratorPrototype);
constant(AsyncGeneratorFunctionPrototype, Symbol.toStringTag, 'AsyncGeneratorFunction');
constant(AsyncGeneratorPrototype, 'constructor', AsyncGeneratorFunctionPrototype);
constant(AsyncGeneratorPrototype, Symbol.toStringTag, 'AsyncGenerator');

// What AsyncGenerator objects hold: the requests not yet answered, and whether
// the first is being.
class Held extends (function(object) { return object; }) {
  #generator; #Await; #queue = []; #state = 'start';
  constructor(object, generator, Await) { super(object); this.#generator = generator; this.#Await = Await; }
  static request(object, kind, value) {
    return new Promise((resolve, reject) => {
      if (object === null || typeof object !== 'object' || !(#queue in object)) throw new TypeError(`${kind} method called on incompatible receiver ${require('internal/inspect').inspect(object)}`);
      const state = object.#state;
      if (kind === 'throw' && state === 'start') object.#state = 'done';
      object.#queue.push({ kind, value, resolve, reject });
      if (object.#state === 'done') Held.#answerRest(object);
      else if (state === 'start' && kind === 'return') { object.#state = 'done'; Held.#answerRest(object); } else if (state === 'start' || state === 'yielded') Held.#resume(object);
    });
  }
  static #resume(object) {
    const { kind, value } = object.#queue[0];
    object.#state = 'running';
    if (kind === 'return') Promise.resolve(value).then((v) => Held.#step(object, 'return', v), (e) => Held.#step(object, 'throw', e));
    else Held.#step(object, kind, value);
  }
  // yields: what comes is yielded as it is, by yield*.
  static #step(object, kind, value, yields = false) {
    let result;
    try { result = object.#generator[kind](value); } catch (error) { Held.#end(object, 'reject', error); return; }
    const fail = (e) => Held.#step(object, 'throw', e);
    if (result.done) {
      // Where there is nothing to return, as at the end, nothing is awaited.
      if (kind === 'return' || result.value === undefined) Held.#end(object, 'resolve', result.value);
      else Promise.resolve(result.value).then((v) => Held.#end(object, 'resolve', v), (e) => Held.#end(object, 'reject', e));
    } else if (yields) {
      Held.#yield(object, result.value);
    } else if (result.value instanceof object.#Await) {
      const { 0: awaited, 1: ofDelegate } = result.value;
      Promise.resolve(awaited).then((v) => {
        if (!ofDelegate) { Held.#step(object, 'next', v); return; }
        if (v === null || (typeof v !== 'object' && typeof v !== 'function')) { fail(new TypeError(`Iterator result ${String(v)} is not an object`)); return; }
        const { done, value } = v;
        Held.#step(object, kind === 'return' ? kind : 'next', { done, value }, !done);
      }, fail);
    } else {
      Promise.resolve(result.value).then((v) => Held.#yield(object, v), fail);
    }
  }
  static #yield(object, value) {
    object.#queue.shift().resolve({ value, done: false });
    object.#state = 'yielded';
    if (object.#queue.length > 0) Held.#resume(object);
  }
  static #end(object, how, value) {
    object.#state = 'done';
    object.#queue.shift()[how](how === 'resolve' ? { value, done: true } : value);
    Held.#answerRest(object);
  }
  static #answerRest(object) {
    while (object.#queue.length > 0) {
      const request = object.#queue[0], { kind, value } = request;
      if (kind === 'return') {
        if (request.awaited) return;
        request.awaited = true;
        const answer = (how) => (v) => { object.#queue.shift(); request[how](how === 'resolve' ? { value: v, done: true } : v); Held.#answerRest(object); };
        Promise.resolve(value).then(answer('resolve'), answer('reject'));
        return;
      }
      object.#queue.shift();
      if (kind === 'throw') request.reject(value); else request.resolve({ value: undefined, done: true });
    }
  }
}
for (const [kind, f] of Object.entries({
  next(value) { return Held.request(this, 'next', value); },
  return(value) { return Held.request(this, 'return', value); },
  throw(value) { return Held.request(this, 'throw', value); },
})) Object.defineProperty(AsyncGeneratorPrototype, kind, { value: f, writable: true, configurable: true, enumerable: false });

const unnamed = Object.create(AsyncGeneratorPrototype); // what the function is of that made it
function mark(f, name) {
  if (name !== undefined) constant(f, 'name', name);
  Object.setPrototypeOf(f, AsyncGeneratorFunctionPrototype);
  f.prototype = Object.create(AsyncGeneratorPrototype);
  return f;
}
// What stands for esbuild's helpers in a module whose Await is the given one.
module.exports = (Await) => ({
  mark,
  start(self, args, generator) {
    const object = Object.create(unnamed);
    new Held(object, Reflect.apply(generator, self, args || []), Await);
    return object;
  },
  // The iterator that `yield*` goes through: it yields what is to be awaited, and
  // is then told what that came to.
  delegate(iterable) {
    const get = iterable[Symbol.asyncIterator];
    if (get === undefined || get === null) return iterable;
    const iterator = Reflect.apply(get, iterable, []);
    let asked = false;
    const method = (kind) => (value) => {
      if (asked) {
        asked = false;
        if (kind === 'throw') throw value;
        return value;
      }
      if (kind === 'throw' && typeof iterator.throw !== 'function') {
        if (typeof iterator.return === 'function') iterator.return();
        throw new TypeError("The iterator does not provide a 'throw' method");
      }
      const promise = iterator[kind](value);
      asked = true;
      return { done: false, value: new Await(promise, 1) };
    };
    const delegate = { [Symbol.iterator]() { return this; }, next: method('next'), throw: method('throw') };
    if (typeof iterator.return === 'function') delegate.return = method('return');
    return delegate;
  },
});
