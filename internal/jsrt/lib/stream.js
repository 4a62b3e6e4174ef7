'use strict';
// Streams.
const EE = require('events');
const { nodeError, invalidArgType, AbortError, validateFunction, validateAbortSignal } = require('internal/errors');
const nextTick = (f, ...args) => process.nextTick(f, ...args);

function Stream(options) { EE.call(this, options); }
Object.setPrototypeOf(Stream.prototype, EE.prototype);
Object.setPrototypeOf(Stream, EE);
module.exports = Stream;

// The old pipe, for streams that are only emitters.
Stream.prototype.pipe = function pipe(dest, options) {
  const source = this;
  const onData = (chunk) => { if (dest.writable && dest.write(chunk) === false && source.pause) source.pause(); };
  const onDrain = () => { if (source.readable && source.resume) source.resume(); };
  source.on('data', onData);
  dest.on('drain', onDrain);
  let ended = false;
  const onEnd = () => { if (!ended) { ended = true; dest.end(); } };
  if (!dest._isStdio && (!options || options.end !== false)) { source.on('end', onEnd); source.on('close', () => { if (!ended) { ended = true; if (typeof dest.destroy === 'function') dest.destroy(); } }); }
  const onError = function(error) { cleanup(); if (EE.listenerCount(this, 'error') === 0) this.emit('error', error); };
  source.prependListener('error', onError);
  dest.prependListener('error', onError);
  function cleanup() {
    source.removeListener('data', onData); dest.removeListener('drain', onDrain); source.removeListener('end', onEnd);
    source.removeListener('error', onError); dest.removeListener('error', onError);
    source.removeListener('end', cleanup); source.removeListener('close', cleanup); dest.removeListener('close', cleanup);
  }
  source.on('end', cleanup); source.on('close', cleanup); dest.on('close', cleanup);
  dest.emit('pipe', source);
  return dest;
};

let defaultBytes = 65536, defaultObjects = 16;
const getDefaultHighWaterMark = (objectMode) => (objectMode ? defaultObjects : defaultBytes);
function highWaterMark(options, side, objectMode) {
  let hwm = options && options.highWaterMark;
  if (options && side && options[`${side}HighWaterMark`] !== undefined) hwm = options[`${side}HighWaterMark`];
  if (hwm === undefined || hwm === null) return getDefaultHighWaterMark(objectMode);
  if (!Number.isInteger(hwm) || hwm < 0) throw nodeError('TypeError', 'ERR_INVALID_ARG_VALUE', `The property 'options.${side || ''}${side ? 'H' : 'h'}ighWaterMark' is invalid. Received ${hwm}`);
  return hwm;
}
const modeOf = (options, side) => !!(options && (options.objectMode || options[`${side}ObjectMode`]));

// Destruction, for all.

function destroy(error, callback) {
  const r = this._readableState, w = this._writableState, s = w || r;
  if ((w && w.destroyed) || (r && r.destroyed)) { if (typeof callback === 'function') callback(); return this; }
  if (error) { note(w, error); note(r, error); }
  if (w) w.destroyed = true;
  if (r) r.destroyed = true;
  const run = () => runDestroy(this, error, callback);
  if (!s.constructed) this.once(kDestroy, () => run()); else run();
  return this;
}
const kDestroy = Symbol('kDestroy');
function note(state, error) { if (state && !state.errored) state.errored = error; }
function runDestroy(stream, error, callback) {
  let called = false;
  const done = (e) => {
    if (called) return;
    called = true;
    const r = stream._readableState, w = stream._writableState;
    if (e) { note(w, e); note(r, e); }
    if (w) w.closed = true;
    if (r) r.closed = true;
    if (typeof callback === 'function') callback(e);
    nextTick(() => {
      if (e) emitError(stream, e);
      emitClose(stream);
    });
  };
  try { stream._destroy(error || null, done); } catch (e) { done(e); }
}
function emitError(stream, error) {
  const r = stream._readableState, w = stream._writableState;
  if ((w && w.errorEmitted) || (r && r.errorEmitted)) return;
  if (w) w.errorEmitted = true;
  if (r) r.errorEmitted = true;
  stream.emit('error', error);
}
function emitClose(stream) {
  const r = stream._readableState, w = stream._writableState;
  if (w) w.closeEmitted = true;
  if (r) r.closeEmitted = true;
  if ((w && w.emitClose) || (r && r.emitClose)) stream.emit('close');
}
function fail(stream, error, sync) {
  const r = stream._readableState, w = stream._writableState;
  if ((w && w.destroyed) || (r && r.destroyed)) return;
  if ((r && r.autoDestroy) || (w && w.autoDestroy)) stream.destroy(error);
  else {
    note(w, error); note(r, error);
    if (sync) nextTick(() => emitError(stream, error)); else emitError(stream, error);
  }
}
function construct(stream, start) {
  if (typeof stream._construct !== 'function') return;
  const r = stream._readableState, w = stream._writableState;
  if (r) r.constructed = false;
  if (w) w.constructed = false;
  stream.once(kConstruct, start);
  if (stream.listenerCount(kConstruct) > 1) return;
  nextTick(() => {
    let called = false;
    const done = (error) => {
      if (called) { fail(stream, error || nodeError('Error', 'ERR_MULTIPLE_CALLBACK', 'Callback called multiple times')); return; }
      called = true;
      if (r) r.constructed = true;
      if (w) w.constructed = true;
      if ((w || r).destroyed) stream.emit(kDestroy, error);
      else if (error) fail(stream, error, true);
      else nextTick(() => stream.emit(kConstruct));
    };
    try { stream._construct((error) => nextTick(done, error)); } catch (error) { nextTick(done, error); }
  });
}
const kConstruct = Symbol('kConstruct');

// Readable.

class ReadableState {
  constructor(options, stream, isDuplex) {
    this.objectMode = isDuplex ? modeOf(options, 'readable') : !!(options && options.objectMode);
    this.highWaterMark = highWaterMark(options, isDuplex ? 'readable' : '', this.objectMode);
    this.buffer = [];
    this.length = 0;
    this.pipes = [];
    this.flowing = null;
    this.ended = false; this.endEmitted = false; this.reading = false; this.constructed = true; this.sync = true;
    this.needReadable = false; this.emittedReadable = false; this.readableListening = false; this.resumeScheduled = false;
    this.errorEmitted = false; this.emitClose = !options || options.emitClose !== false; this.autoDestroy = !options || options.autoDestroy !== false;
    this.destroyed = false; this.errored = null; this.closed = false; this.closeEmitted = false; this.dataEmitted = false; this.readingMore = false;
    this.defaultEncoding = (options && options.defaultEncoding) || 'utf8';
    this.awaitDrainWriters = new Set();
    this.decoder = null;
    this.encoding = null;
    this.paused = false;
    if (options && options.encoding) this.setEncoding(options.encoding);
  }
  setEncoding(encoding) {
    const { StringDecoder } = require('string_decoder');
    this.decoder = new StringDecoder(encoding);
    this.encoding = this.decoder.encoding;
  }
}
function Readable(options) {
  if (!(this instanceof Readable)) return new Readable(options);
  initReadable(this, options, false);
}
function initReadable(stream, options, isDuplex) {
  stream._readableState = new ReadableState(options, stream, isDuplex);
  if (options) {
    if (typeof options.read === 'function') stream._read = options.read;
    if (typeof options.destroy === 'function') stream._destroy = options.destroy;
    if (typeof options.construct === 'function') stream._construct = options.construct;
    if (options.signal && !isDuplex) addAbortSignal(options.signal, stream);
  }
  Stream.call(stream, options);
  construct(stream, () => { if (stream._readableState.needReadable) maybeReadMore(stream, stream._readableState); });
}
Object.setPrototypeOf(Readable.prototype, Stream.prototype);
Object.setPrototypeOf(Readable, Stream);
Stream.Readable = Readable;
const rp = Readable.prototype;
rp.destroy = destroy;
rp._destroy = function(error, callback) { callback(error); };
rp[EE.captureRejectionSymbol] = function(error) { this.destroy(error); };
rp.push = function(chunk, encoding) { return addChunk(this, chunk, encoding, false); };
rp.unshift = function(chunk, encoding) { return addChunk(this, chunk, encoding, true); };

function addChunk(stream, chunk, encoding, front) {
  const state = stream._readableState;
  let error;
  if (!state.objectMode) {
    if (typeof chunk === 'string') {
      encoding = encoding || state.defaultEncoding;
      if (state.encoding !== encoding) {
        if (front && state.encoding) chunk = Buffer.from(chunk, encoding).toString(state.encoding);
        else { chunk = Buffer.from(chunk, encoding); encoding = ''; }
      }
    } else if (chunk instanceof Buffer) encoding = '';
    else if (ArrayBuffer.isView(chunk)) { chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength); encoding = ''; } else if (chunk !== undefined && chunk !== null) error = invalidArgType('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk);
  }
  if (error) { fail(stream, error); return false; }
  if (chunk === null) {
    state.reading = false;
    endOfChunks(stream, state);
  } else if (state.objectMode || (chunk !== undefined && chunk.length > 0)) {
    if (front) {
      if (state.endEmitted) fail(stream, nodeError('Error', 'ERR_STREAM_UNSHIFT_AFTER_END_EVENT', 'stream.unshift() after end event'));
      else if (state.destroyed || state.errored) return false;
      else insert(stream, state, chunk, true);
    } else if (state.ended) fail(stream, nodeError('Error', 'ERR_STREAM_PUSH_AFTER_EOF', 'stream.push() after EOF'));
    else if (state.destroyed || state.errored) return false;
    else {
      state.reading = false;
      if (state.decoder && !encoding) {
        chunk = state.decoder.write(chunk);
        if (state.objectMode || chunk.length !== 0) insert(stream, state, chunk, false); else maybeReadMore(stream, state);
      } else insert(stream, state, chunk, false);
    }
  } else if (!front) {
    state.reading = false;
    maybeReadMore(stream, state);
  }
  return !state.ended && (state.length < state.highWaterMark || state.length === 0);
}
function insert(stream, state, chunk, front) {
  if (state.flowing && state.length === 0 && !state.sync && stream.listenerCount('data') > 0) {
    state.awaitDrainWriters.clear();
    state.dataEmitted = true;
    stream.emit('data', chunk);
  } else {
    state.length += state.objectMode ? 1 : chunk.length;
    if (front) state.buffer.unshift(chunk); else state.buffer.push(chunk);
    if (state.needReadable) emitReadable(stream);
  }
  maybeReadMore(stream, state);
}
function endOfChunks(stream, state) {
  if (state.ended) return;
  if (state.decoder) {
    const chunk = state.decoder.end();
    if (chunk && chunk.length) { state.buffer.push(chunk); state.length += state.objectMode ? 1 : chunk.length; }
  }
  state.ended = true;
  if (state.sync) emitReadable(stream);
  else { state.needReadable = false; state.emittedReadable = true; flushReadable(stream); }
}
function emitReadable(stream) {
  const state = stream._readableState;
  state.needReadable = false;
  if (!state.emittedReadable) { state.emittedReadable = true; nextTick(flushReadable, stream); }
}
function flushReadable(stream) {
  const state = stream._readableState;
  if (!state.destroyed && !state.errored && (state.length || state.ended)) {
    stream.emit('readable');
    state.emittedReadable = false;
  }
  state.needReadable = !state.flowing && !state.ended && state.length <= state.highWaterMark;
  flow(stream);
}
function maybeReadMore(stream, state) {
  if (state.readingMore || !state.constructed) return;
  state.readingMore = true;
  nextTick(() => {
    while (!state.reading && !state.ended && (state.length < state.highWaterMark || (state.flowing && state.length === 0))) {
      const length = state.length;
      stream.read(0);
      if (length === state.length) break;
    }
    state.readingMore = false;
  });
}
rp.isPaused = function() { return this._readableState.paused === true || this._readableState.flowing === false; };
rp.setEncoding = function(encoding) {
  const state = this._readableState;
  state.setEncoding(encoding);
  let text = '';
  for (const chunk of state.buffer) text += state.decoder.write(chunk);
  state.buffer = text === '' ? [] : [text];
  state.length = text.length;
  return this;
};
function howMuch(n, state) {
  if (n <= 0 || (state.length === 0 && state.ended)) return 0;
  if (state.objectMode) return 1;
  if (Number.isNaN(n)) return state.flowing && state.length ? state.buffer[0].length : state.length;
  if (n <= state.length) return n;
  return state.ended ? state.length : 0;
}
rp.read = function(n) {
  n = n === undefined ? NaN : Number.isInteger(n) ? n : parseInt(n, 10);
  const state = this._readableState, asked = n;
  if (n > state.highWaterMark) state.highWaterMark = Math.min(2 ** Math.ceil(Math.log2(n)), 2 ** 30);
  if (n !== 0) state.emittedReadable = false;
  if (n === 0 && state.needReadable && ((state.highWaterMark !== 0 ? state.length >= state.highWaterMark : state.length > 0) || state.ended)) {
    if (state.length === 0 && state.ended) endReadable(this); else emitReadable(this);
    return null;
  }
  n = howMuch(n, state);
  if (n === 0 && state.ended) { if (state.length === 0) endReadable(this); return null; }
  let want = state.needReadable || state.length === 0 || state.length - n < state.highWaterMark;
  if (state.ended || state.reading || state.destroyed || state.errored || !state.constructed) want = false;
  if (want) {
    state.reading = true;
    state.sync = true;
    if (state.length === 0) state.needReadable = true;
    try { this._read(state.highWaterMark); } catch (error) { fail(this, error); }
    state.sync = false;
    if (!state.reading) n = howMuch(asked, state);
  }
  let result = n > 0 ? take(n, state) : null;
  if (result === null) {
    state.needReadable = state.length <= state.highWaterMark;
    n = 0;
  } else {
    state.length -= n;
    state.awaitDrainWriters.clear();
  }
  if (state.length === 0) {
    if (!state.ended) state.needReadable = true;
    if (asked !== n && state.ended) endReadable(this);
  }
  if (result !== null && !state.errorEmitted && !state.closeEmitted) { state.dataEmitted = true; this.emit('data', result); }
  return result;
};
function take(n, state) {
  if (state.length === 0) return null;
  if (state.objectMode) return state.buffer.shift();
  if (!n || n >= state.length) {
    const all = state.decoder ? state.buffer.join('') : state.buffer.length === 1 ? state.buffer[0] : Buffer.concat(state.buffer, state.length);
    state.buffer = [];
    return all;
  }
  const parts = [];
  let left = n;
  while (left > 0) {
    const chunk = state.buffer[0];
    if (chunk.length <= left) { parts.push(state.buffer.shift()); left -= chunk.length; } else { parts.push(chunk.slice(0, left)); state.buffer[0] = chunk.slice(left); left = 0; }
  }
  return state.decoder ? parts.join('') : parts.length === 1 ? parts[0] : Buffer.concat(parts, n);
}
rp._read = function() { throw nodeError('Error', 'ERR_METHOD_NOT_IMPLEMENTED', 'The _read() method is not implemented'); };
function endReadable(stream) {
  const state = stream._readableState;
  if (state.endEmitted) return;
  state.ended = true;
  nextTick(() => {
    if (state.errored || state.closeEmitted || state.endEmitted || state.length !== 0) return;
    state.endEmitted = true;
    stream.emit('end');
    const w = stream._writableState;
    if (w && stream.allowHalfOpen === false) {
      nextTick(() => { if (stream.writable && !stream.writableEnded && !stream.destroyed) stream.end(); });
    } else if (state.autoDestroy) {
      if (!w || (w.autoDestroy && (w.finished || w.writable === false))) stream.destroy();
    }
  });
}
function flow(stream) {
  const state = stream._readableState;
  while (state.flowing && stream.read() !== null);
}
rp.on = function(event, listener) {
  const result = Stream.prototype.on.call(this, event, listener), state = this._readableState;
  if (event === 'data') {
    state.readableListening = this.listenerCount('readable') > 0;
    if (state.flowing !== false) this.resume();
  } else if (event === 'readable' && !state.endEmitted && !state.readableListening) {
    state.readableListening = state.needReadable = true;
    state.flowing = false;
    state.emittedReadable = false;
    if (state.length) emitReadable(this); else if (!state.reading) nextTick(() => this.read(0));
  }
  return result;
};
rp.addListener = rp.on;
rp.removeListener = function(event, listener) {
  const result = Stream.prototype.removeListener.call(this, event, listener);
  if (event === 'readable') nextTick(updateListening, this);
  return result;
};
rp.off = rp.removeListener;
rp.removeAllListeners = function(...args) {
  const result = Stream.prototype.removeAllListeners.apply(this, args);
  if (args[0] === 'readable' || args[0] === undefined) nextTick(updateListening, this);
  return result;
};
function updateListening(stream) {
  const state = stream._readableState;
  state.readableListening = stream.listenerCount('readable') > 0;
  if (state.resumeScheduled && state.paused === false) state.flowing = true;
  else if (stream.listenerCount('data') > 0) stream.resume();
  else if (!state.readableListening) state.flowing = null;
}
rp.resume = function() {
  const state = this._readableState;
  if (!state.flowing) {
    state.flowing = !state.readableListening;
    if (!state.resumeScheduled) {
      state.resumeScheduled = true;
      nextTick(() => {
        if (!state.reading) this.read(0);
        state.resumeScheduled = false;
        this.emit('resume');
        flow(this);
        if (state.flowing && !state.reading) this.read(0);
      });
    }
  }
  state.paused = false;
  return this;
};
rp.pause = function() {
  const state = this._readableState;
  if (state.flowing !== false) { state.flowing = false; this.emit('pause'); }
  state.paused = true;
  return this;
};
rp.pipe = function(dest, options) {
  const src = this, state = this._readableState;
  state.pipes.push(dest);
  const doEnd = (!options || options.end !== false) && !dest._isStdio;
  const onEnd = () => { if (doEnd) dest.end(); else unpipe(); };
  if (state.endEmitted) nextTick(onEnd); else src.once('end', onEnd);
  const onUnpipe = (readable, info) => { if (readable === src && info && !info.done) { info.done = true; cleanup(); } };
  dest.on('unpipe', onUnpipe);
  const onDrain = () => {
    state.awaitDrainWriters.delete(dest);
    if (state.awaitDrainWriters.size === 0 && src.listenerCount('data') > 0) src.resume();
  };
  dest.on('drain', onDrain);
  const onData = (chunk) => {
    if (dest.write(chunk) === false) {
      if (state.pipes.includes(dest)) state.awaitDrainWriters.add(dest);
      src.pause();
    }
  };
  src.on('data', onData);
  const onError = (error) => {
    unpipe();
    dest.removeListener('error', onError);
    if (dest.listenerCount('error') === 0) { const s = dest._writableState || dest._readableState; if (s && !s.errorEmitted) fail(dest, error); else dest.emit('error', error); }
  };
  dest.prependListener('error', onError);
  const onClose = () => { dest.removeListener('finish', onFinish); unpipe(); };
  const onFinish = () => { dest.removeListener('close', onClose); unpipe(); };
  dest.once('close', onClose);
  dest.once('finish', onFinish);
  const unpipe = () => src.unpipe(dest);
  function cleanup() {
    dest.removeListener('close', onClose); dest.removeListener('finish', onFinish); dest.removeListener('drain', onDrain); dest.removeListener('error', onError);
    dest.removeListener('unpipe', onUnpipe); src.removeListener('end', onEnd); src.removeListener('data', onData);
    if (state.awaitDrainWriters.has(dest) && (!dest._writableState || dest._writableState.needDrain)) onDrain();
  }
  dest.emit('pipe', src);
  if (dest.writableNeedDrain === true) { state.awaitDrainWriters.add(dest); src.pause(); } else if (!state.flowing) src.resume();
  return dest;
};
rp.unpipe = function(dest) {
  const state = this._readableState;
  if (state.pipes.length === 0) return this;
  const gone = dest === undefined ? state.pipes.splice(0) : state.pipes.includes(dest) ? state.pipes.splice(state.pipes.indexOf(dest), 1) : [];
  if (dest === undefined) this.pause();
  else if (state.pipes.length === 0 && gone.length > 0) this.pause();
  for (const d of gone) d.emit('unpipe', this, { done: false, hasUnpiped: false });
  return this;
};
rp.wrap = function(old) {
  old.on('data', (chunk) => { if (!this.push(chunk) && old.pause) old.pause(); });
  old.on('end', () => this.push(null));
  old.on('error', (error) => fail(this, error));
  old.on('close', () => this.destroy());
  this._read = () => { if (old.resume) old.resume(); };
  return this;
};
function iterate(stream, options) {
  let ended = false, failure = null, wake = null;
  const poke = () => { if (wake) { const w = wake; wake = null; w(); } };
  stream.on('readable', poke);
  const stop = finished(stream, { writable: false }, (error) => { failure = error || null; ended = true; poke(); });
  const cleanup = () => { stop(); stream.removeListener('readable', poke); };
  return {
    async next() {
      for (;;) {
        const chunk = stream.destroyed && !stream.readableEnded && failure ? null : stream.read();
        if (chunk !== null) return { value: chunk, done: false };
        if (failure) { cleanup(); const f = failure; throw f; }
        if (ended || stream.readableEnded) { cleanup(); return { value: undefined, done: true }; }
        await new Promise((resolve) => { wake = resolve; });
      }
    },
    async return(value) {
      cleanup();
      if (!options || options.destroyOnReturn !== false) stream.destroy();
      return { value, done: true };
    },
    [Symbol.asyncIterator]() { return this; },
  };
}
rp[Symbol.asyncIterator] = function() { return iterate(this); };
rp.iterator = function(options) { return iterate(this, options); };
rp[Symbol.asyncDispose] = function() { if (!this.destroyed) this.destroy(); return new Promise((resolve) => finished(this, () => resolve())); };
const getter = (proto, name, get, set) => Object.defineProperty(proto, name, { get, set, configurable: true, enumerable: false });
getter(rp, 'readable', function() { const s = this._readableState; return !!s && s.readable !== false && !s.destroyed && !s.errorEmitted && !s.endEmitted; }, function(v) { if (this._readableState) this._readableState.readable = !!v; });
getter(rp, 'readableDidRead', function() { return this._readableState.dataEmitted; });
getter(rp, 'readableAborted', function() { const s = this._readableState; return !!(s.readable !== false && (s.destroyed || s.errored) && !s.endEmitted); });
getter(rp, 'readableHighWaterMark', function() { return this._readableState.highWaterMark; });
getter(rp, 'readableBuffer', function() { return this._readableState && this._readableState.buffer; });
getter(rp, 'readableFlowing', function() { return this._readableState.flowing; }, function(v) { if (this._readableState) this._readableState.flowing = v; });
getter(rp, 'readableLength', function() { return this._readableState.length; });
getter(rp, 'readableObjectMode', function() { return this._readableState ? this._readableState.objectMode : false; });
getter(rp, 'readableEncoding', function() { return this._readableState ? this._readableState.encoding : null; });
getter(rp, 'readableEnded', function() { return this._readableState ? this._readableState.endEmitted : false; });
getter(rp, 'errored', function() { return this._readableState ? this._readableState.errored : null; });
getter(rp, 'closed', function() { return this._readableState ? this._readableState.closed : false; });
getter(rp, 'destroyed', function() { return this._readableState ? this._readableState.destroyed : false; }, function(v) { if (this._readableState) this._readableState.destroyed = v; });

Readable.from = function from(source, options) {
  if (typeof source === 'string' || source instanceof Buffer) {
    return new Readable({ objectMode: true, ...options, read() { this.push(source); this.push(null); } });
  }
  let iterator;
  if (source && source[Symbol.asyncIterator]) iterator = source[Symbol.asyncIterator]();
  else if (source && source[Symbol.iterator]) iterator = source[Symbol.iterator]();
  else throw invalidArgType('iterable', ['Iterable'], source);
  let reading = false;
  const readable = new Readable({ objectMode: true, highWaterMark: 1, ...options });
  readable._read = () => {
    if (reading) return;
    reading = true;
    (async () => {
      try {
        for (;;) {
          const { value, done } = await iterator.next();
          if (done) { readable.push(null); return; }
          const chunk = value && typeof value.then === 'function' ? await value : value;
          if (chunk === null) { reading = false; throw nodeError('TypeError', 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream'); }
          if (readable.push(chunk)) continue;
          reading = false;
          return;
        }
      } catch (error) { readable.destroy(error); }
    })();
  };
  readable._destroy = (error, callback) => {
    Promise.resolve(error && iterator.throw ? undefined : iterator.return ? iterator.return() : undefined).then(() => nextTick(callback, error), (e) => nextTick(callback, e || error));
  };
  return readable;
};
Readable.wrap = (old, options) => new Readable({ objectMode: old.readableObjectMode || old.objectMode || true, ...options }).wrap(old);

// Functional helpers.
const each = async (stream, f) => { const it = iterate(stream); let i = 0; for (let s; !(s = await it.next()).done;) if (await f(s.value, i++) === false) { await it.return(); break; } };
const derive = (run) => {
  const out = new PassThrough({ objectMode: true });
  run((v) => new Promise((resolve) => (out.write(v) ? resolve() : out.once('drain', resolve)))).then(() => out.end(), (e) => out.destroy(e));
  return out;
};
rp.map = function(f) { return derive((put) => each(this, async (v) => { await put(await f(v, {})); })); };
rp.filter = function(f) { return derive((put) => each(this, async (v) => { if (await f(v, {})) await put(v); })); };
rp.take = function(n) { return derive((put) => each(this, async (v, i) => { if (i < n) await put(v); if (i + 1 >= n) return false; })); };
rp.drop = function(n) { return derive((put) => each(this, async (v, i) => { if (i >= n) await put(v); })); };
rp.flatMap = function(f) { return derive((put) => each(this, async (v) => { for (const x of await f(v, {})) await put(x); })); };
rp.toArray = async function() { const list = []; await each(this, (v) => { list.push(v); }); return list; };
rp.forEach = async function(f) { await each(this, async (v) => { await f(v, {}); }); };
rp.some = async function(f) { let found = false; await each(this, async (v) => { if (await f(v, {})) { found = true; return false; } }); return found; };
rp.every = async function(f) { return !(await this.some(async (v) => !(await f(v, {})))); };
rp.find = async function(f) { let found; await each(this, async (v) => { if (await f(v, {})) { found = v; return false; } }); return found; };
rp.reduce = async function(f, ...rest) {
  let has = rest.length > 0, acc = rest[0];
  await each(this, async (v) => { if (has) acc = await f(acc, v, {}); else { acc = v; has = true; } });
  if (!has) throw new TypeError('Reduce of an empty stream requires an initial value');
  return acc;
};

// Writable.

class WritableState {
  constructor(options, stream, isDuplex) {
    this.objectMode = isDuplex ? modeOf(options, 'writable') : !!(options && options.objectMode);
    this.highWaterMark = highWaterMark(options, isDuplex ? 'writable' : '', this.objectMode);
    this.finalCalled = false; this.needDrain = false; this.ending = false; this.ended = false; this.finished = false; this.destroyed = false;
    this.decodeStrings = !options || options.decodeStrings !== false;
    this.defaultEncoding = (options && options.defaultEncoding) || 'utf8';
    this.length = 0; this.writing = false; this.corked = 0; this.sync = true; this.bufferProcessing = false; this.writelen = 0; this.buffered = [];
    this.pendingcb = 0; this.constructed = true; this.prefinished = false; this.errorEmitted = false; this.emitClose = !options || options.emitClose !== false;
    this.autoDestroy = !options || options.autoDestroy !== false; this.errored = null; this.closed = false; this.closeEmitted = false; this.afterEnd = [];
    this.callbacks = null; this.writecb = null;
  }
  getBuffer() { return this.buffered; }
  get bufferedRequestCount() { return this.buffered.length; }
}
function Writable(options) {
  if (!(this instanceof Writable) && !(this instanceof Duplex)) return new Writable(options);
  initWritable(this, options, this instanceof Duplex);
  if (!(this instanceof Duplex)) { Stream.call(this, options); startWritable(this); }
}
function initWritable(stream, options, isDuplex) {
  stream._writableState = new WritableState(options, stream, isDuplex);
  if (options) {
    if (typeof options.write === 'function') stream._write = options.write;
    if (typeof options.writev === 'function') stream._writev = options.writev;
    if (typeof options.destroy === 'function') stream._destroy = options.destroy;
    if (typeof options.final === 'function') stream._final = options.final;
    if (typeof options.construct === 'function') stream._construct = options.construct;
    if (options.signal) addAbortSignal(options.signal, stream);
  }
}
function startWritable(stream) {
  construct(stream, () => {
    const state = stream._writableState;
    if (!state.writing) clearBuffer(stream, state);
    finishMaybe(stream, state);
  });
}
Object.setPrototypeOf(Writable.prototype, Stream.prototype);
Object.setPrototypeOf(Writable, Stream);
Stream.Writable = Writable;
Object.defineProperty(Writable, Symbol.hasInstance, { value(object) {
  if (Function.prototype[Symbol.hasInstance].call(this, object)) return true;
  return this === Writable && !!object && object._writableState instanceof WritableState;
} });
const wp = Writable.prototype;
wp.pipe = function() { fail(this, nodeError('Error', 'ERR_STREAM_CANNOT_PIPE', 'Cannot pipe, not readable')); };
function write(stream, chunk, encoding, callback) {
  const state = stream._writableState;
  if (typeof encoding === 'function') { callback = encoding; encoding = state.defaultEncoding; }
  if (!encoding) encoding = state.defaultEncoding;
  else if (encoding !== 'buffer' && !Buffer.isEncoding(encoding)) throw nodeError('TypeError', 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`);
  if (typeof callback !== 'function') callback = () => {};
  if (chunk === null) throw nodeError('TypeError', 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream');
  if (!state.objectMode) {
    if (typeof chunk === 'string') {
      if (state.decodeStrings !== false) { chunk = Buffer.from(chunk, encoding); encoding = 'buffer'; }
    } else if (chunk instanceof Buffer) encoding = 'buffer';
    else if (ArrayBuffer.isView(chunk)) { chunk = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength); encoding = 'buffer'; } else throw invalidArgType('chunk', ['string', 'Buffer', 'TypedArray', 'DataView'], chunk);
  }
  let error;
  if (state.ending) error = nodeError('Error', 'ERR_STREAM_WRITE_AFTER_END', 'write after end');
  else if (state.destroyed) error = nodeError('Error', 'ERR_STREAM_DESTROYED', 'Cannot call write after a stream was destroyed');
  if (error) {
    nextTick(callback, error);
    fail(stream, error, true);
    return error;
  }
  state.pendingcb++;
  const length = state.objectMode ? 1 : chunk.length;
  state.length += length;
  const ok = state.length < state.highWaterMark;
  if (!ok) state.needDrain = true;
  if (state.writing || state.corked || state.errored || !state.constructed) state.buffered.push({ chunk, encoding, callback });
  else doWrite(stream, state, length, chunk, encoding, callback);
  return ok && !state.errored && !state.destroyed;
}
wp.write = function(chunk, encoding, callback) { return write(this, chunk, encoding, callback) === true; };
function doWrite(stream, state, length, chunk, encoding, callback, many) {
  state.writelen = length;
  state.writecb = callback;
  state.writing = true;
  state.sync = true;
  let called = false;
  const onWrite = (error) => {
    if (called) { fail(stream, nodeError('Error', 'ERR_MULTIPLE_CALLBACK', 'Callback called multiple times')); return; }
    called = true;
    afterOne(stream, error);
  };
  if (state.destroyed) onWrite(nodeError('Error', 'ERR_STREAM_DESTROYED', 'Cannot call write after a stream was destroyed'));
  else if (many) stream._writev(chunk, onWrite);
  else stream._write(chunk, encoding, onWrite);
  state.sync = false;
}
function afterOne(stream, error) {
  const state = stream._writableState, { sync, writecb: callback } = state;
  state.writing = false;
  state.writecb = null;
  state.length -= state.writelen;
  state.writelen = 0;
  if (error) {
    note(state, error);
    note(stream._readableState, error);
    const done = () => { state.pendingcb--; callback(error); failBuffer(state); fail(stream, error, true); };
    if (sync) nextTick(done); else done();
    return;
  }
  if (state.buffered.length > 0) clearBuffer(stream, state);
  const after = () => {
    const drain = !state.ending && !stream.destroyed && state.length === 0 && state.needDrain;
    if (drain) { state.needDrain = false; stream.emit('drain'); }
    state.pendingcb--;
    callback(null);
    if (state.destroyed) failBuffer(state);
    finishMaybe(stream, state);
  };
  if (sync) nextTick(after); else after();
}
function failBuffer(state) {
  for (const { chunk, callback } of state.buffered.splice(0)) {
    state.length -= state.objectMode ? 1 : chunk.length;
    callback(state.errored || nodeError('Error', 'ERR_STREAM_DESTROYED', 'Cannot call write after a stream was destroyed'));
  }
  for (const callback of state.afterEnd.splice(0)) callback(state.errored || nodeError('Error', 'ERR_STREAM_DESTROYED', 'Cannot call end after a stream was destroyed'));
}
function clearBuffer(stream, state) {
  if (state.corked || state.bufferProcessing || state.destroyed || !state.constructed || state.buffered.length === 0) return;
  state.bufferProcessing = true;
  if (state.buffered.length > 1 && stream._writev) {
    const list = state.buffered.splice(0);
    state.pendingcb -= list.length - 1;
    const callback = state.errored ? () => {} : (error) => { for (const { callback } of list) callback(error); };
    const chunks = list.map(({ chunk, encoding }) => ({ chunk, encoding }));
    chunks.allBuffers = list.every((e) => e.encoding === 'buffer');
    doWrite(stream, state, state.length, chunks, '', callback, true);
  } else {
    while (state.buffered.length > 0 && !state.writing) {
      const { chunk, encoding, callback } = state.buffered.shift();
      doWrite(stream, state, state.objectMode ? 1 : chunk.length, chunk, encoding, callback);
    }
  }
  state.bufferProcessing = false;
}
wp._write = function(chunk, encoding, callback) {
  if (this._writev) this._writev([{ chunk, encoding }], callback);
  else throw nodeError('Error', 'ERR_METHOD_NOT_IMPLEMENTED', 'The _write() method is not implemented');
};
wp._writev = null;
wp.cork = function() { this._writableState.corked++; };
wp.uncork = function() {
  const state = this._writableState;
  if (state.corked) { state.corked--; if (!state.writing) clearBuffer(this, state); }
};
wp.setDefaultEncoding = function(encoding) {
  if (!Buffer.isEncoding(encoding)) throw nodeError('TypeError', 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`);
  this._writableState.defaultEncoding = `${encoding}`.toLowerCase();
  return this;
};
wp.end = function(chunk, encoding, callback) {
  const state = this._writableState;
  if (typeof chunk === 'function') { callback = chunk; chunk = null; encoding = null; } else if (typeof encoding === 'function') { callback = encoding; encoding = null; }
  let error;
  if (chunk !== null && chunk !== undefined) { const result = write(this, chunk, encoding); if (result instanceof Error) error = result; }
  if (state.corked) { state.corked = 1; this.uncork(); }
  if (error) { /* told by write */ } else if (!state.errored && !state.ending) {
    state.ending = true;
    finishMaybe(this, state, true);
    state.ended = true;
  } else if (state.finished) error = nodeError('Error', 'ERR_STREAM_ALREADY_FINISHED', 'Cannot call end after a stream was finished');
  else if (state.destroyed) error = nodeError('Error', 'ERR_STREAM_DESTROYED', 'Cannot call end after a stream was destroyed');
  if (typeof callback === 'function') {
    if (error) nextTick(callback, error); else if (state.finished) nextTick(callback); else state.afterEnd.push(callback);
  }
  return this;
};
const needFinish = (state) => state.ending && !state.destroyed && state.constructed && state.length === 0 && !state.errored && state.buffered.length === 0 &&
  !state.finished && !state.writing && !state.errorEmitted && !state.closeEmitted;
function finishMaybe(stream, state, sync) {
  if (!needFinish(state)) return;
  if (!state.prefinished && !state.finalCalled) {
    if (typeof stream._final === 'function' && !state.destroyed) {
      state.finalCalled = true;
      state.pendingcb++;
      let called = false;
      const done = (error) => {
        if (called) { fail(stream, error || nodeError('Error', 'ERR_MULTIPLE_CALLBACK', 'Callback called multiple times')); return; }
        called = true;
        state.pendingcb--;
        if (error) { for (const f of state.afterEnd.splice(0)) f(error); fail(stream, error, state.sync); return; }
        if (needFinish(state)) {
          state.prefinished = true;
          stream.emit('prefinish');
          state.pendingcb++;
          nextTick(finish, stream, state);
        }
      };
      state.sync = true;
      try { stream._final(done); } catch (error) { done(error); }
      state.sync = false;
    } else { state.prefinished = true; stream.emit('prefinish'); }
  }
  if (state.pendingcb === 0) {
    if (sync) { state.pendingcb++; nextTick(() => { if (needFinish(state)) finish(stream, state); else state.pendingcb--; }); } else if (needFinish(state) && state.prefinished) { state.pendingcb++; finish(stream, state); }
  }
}
function finish(stream, state) {
  state.pendingcb--;
  state.finished = true;
  for (const callback of state.afterEnd.splice(0)) callback(null);
  stream.emit('finish');
  if (state.autoDestroy) {
    const r = stream._readableState;
    if (!r || (r.autoDestroy && (r.endEmitted || r.readable === false))) stream.destroy();
  }
}
getter(wp, 'closed', function() { return this._writableState ? this._writableState.closed : false; });
getter(wp, 'destroyed', function() { return this._writableState ? this._writableState.destroyed : false; }, function(v) { if (this._writableState) this._writableState.destroyed = v; });
getter(wp, 'writable', function() { const w = this._writableState; return !!w && w.writable !== false && !w.destroyed && !w.errored && !w.ending && !w.ended; }, function(v) { if (this._writableState) this._writableState.writable = !!v; });
getter(wp, 'writableFinished', function() { return this._writableState ? this._writableState.finished : false; });
getter(wp, 'writableObjectMode', function() { return this._writableState ? this._writableState.objectMode : false; });
getter(wp, 'writableBuffer', function() { return this._writableState && this._writableState.buffered; });
getter(wp, 'writableEnded', function() { return this._writableState ? this._writableState.ending : false; });
getter(wp, 'writableNeedDrain', function() { const w = this._writableState; return w ? !w.destroyed && !w.ending && w.needDrain : false; });
getter(wp, 'writableHighWaterMark', function() { return this._writableState && this._writableState.highWaterMark; });
getter(wp, 'writableCorked', function() { return this._writableState ? this._writableState.corked : 0; });
getter(wp, 'writableLength', function() { return this._writableState && this._writableState.length; });
getter(wp, 'errored', function() { return this._writableState ? this._writableState.errored : null; });
getter(wp, 'writableAborted', function() { const w = this._writableState; return !!(w && w.writable !== false && (w.destroyed || w.errored) && !w.finished); });
wp.destroy = function(error, callback) {
  const state = this._writableState;
  if (!state.destroyed && (state.buffered.length > 0 || state.afterEnd.length > 0)) nextTick(failBuffer, state);
  destroy.call(this, error, callback);
  return this;
};
wp._destroy = function(error, callback) { callback(error); };
wp[EE.captureRejectionSymbol] = function(error) { this.destroy(error); };

// Duplex.

function Duplex(options) {
  if (!(this instanceof Duplex)) return new Duplex(options);
  this._readableState = undefined;
  initWritable(this, options, true);
  initReadable(this, options, true);
  startWritable(this);
  this.allowHalfOpen = !options || options.allowHalfOpen !== false;
  if (options) {
    if (options.readable === false) { this._readableState.readable = false; this._readableState.ended = true; this._readableState.endEmitted = true; }
    if (options.writable === false) { const w = this._writableState; w.writable = false; w.ending = w.ended = w.finished = true; }
  }
}
Object.setPrototypeOf(Duplex.prototype, Readable.prototype);
Object.setPrototypeOf(Duplex, Readable);
for (const name of Reflect.ownKeys(wp)) {
  if (name === 'constructor' || name === 'pipe' || name === 'closed' || name === 'errored' || name === '_destroy' || name === EE.captureRejectionSymbol) continue;
  if (name === 'destroyed') continue;
  Object.defineProperty(Duplex.prototype, name, Object.getOwnPropertyDescriptor(wp, name));
}
getter(Duplex.prototype, 'destroyed', function() {
  return this._readableState === undefined || this._writableState === undefined ? false : this._readableState.destroyed && this._writableState.destroyed;
}, function(v) { if (this._readableState && this._writableState) { this._readableState.destroyed = v; this._writableState.destroyed = v; } });
Stream.Duplex = Duplex;
Duplex.from = function from(body) {
  if (body instanceof Duplex) return body;
  if (body && body.readable !== undefined && body.writable === undefined && body._readableState) return new PassThrough({ objectMode: true }).wrap(body);
  const r = Readable.from(typeof body === 'function' ? body() : body && typeof body.then === 'function' ? [body] : body);
  return new Duplex({ objectMode: true, writable: false, read() { r.once('data', (v) => { r.pause(); this.push(v); }); r.once('end', () => this.push(null)); r.resume(); } });
};

// Transform.

function Transform(options) {
  if (!(this instanceof Transform)) return new Transform(options);
  const hwm = options && (options.readableHighWaterMark !== undefined ? options.readableHighWaterMark : options.highWaterMark);
  Duplex.call(this, hwm === 0 ? { ...options, highWaterMark: undefined, readableHighWaterMark: 0, writableHighWaterMark: options.writableHighWaterMark || 0 } : options);
  this._readableState.sync = false;
  this._transformCallback = null;
  Object.defineProperty(this, '_transformCallback', { enumerable: false, writable: true });
  if (options) {
    if (typeof options.transform === 'function') this._transform = options.transform;
    if (typeof options.flush === 'function') this._flush = options.flush;
  }
  this.on('prefinish', function() { if (this._final !== transformFinal) transformFinal.call(this, undefined); });
}
Object.setPrototypeOf(Transform.prototype, Duplex.prototype);
Object.setPrototypeOf(Transform, Duplex);
Stream.Transform = Transform;
function transformFinal(callback) {
  if (typeof this._flush === 'function' && !this.destroyed) {
    this._flush((error, data) => {
      if (error) { if (callback) callback(error); else this.destroy(error); return; }
      if (data !== undefined && data !== null) this.push(data);
      this.push(null);
      if (callback) callback();
    });
  } else {
    this.push(null);
    if (callback) callback();
  }
}
Transform.prototype._final = transformFinal;
Transform.prototype._transform = function() { throw nodeError('Error', 'ERR_METHOD_NOT_IMPLEMENTED', 'The _transform() method is not implemented'); };
Transform.prototype._write = function(chunk, encoding, callback) {
  const r = this._readableState, w = this._writableState, length = r.length;
  this._transform(chunk, encoding, (error, value) => {
    if (error) { callback(error); return; }
    if (value !== undefined && value !== null) this.push(value);
    if (r.ended || length === r.length || r.length < r.highWaterMark || w.ended) callback(); else this._transformCallback = callback;
  });
};
Transform.prototype._read = function() {
  if (this._transformCallback) {
    const callback = this._transformCallback;
    this._transformCallback = null;
    callback();
  }
};
function PassThrough(options) {
  if (!(this instanceof PassThrough)) return new PassThrough(options);
  Transform.call(this, options);
}
Object.setPrototypeOf(PassThrough.prototype, Transform.prototype);
Object.setPrototypeOf(PassThrough, Transform);
PassThrough.prototype._transform = function(chunk, encoding, callback) { callback(null, chunk); };
Stream.PassThrough = PassThrough;
for (const C of [Stream, Readable, Writable, Duplex, Transform, PassThrough]) Object.defineProperty(C.prototype, 'constructor', { value: C, writable: true, configurable: true, enumerable: false });

// finished and pipeline.

const isReadable = (s) => !!(s && s._readableState !== undefined ? s._readableState && s._readableState.readable !== false : s && typeof s.pipe === 'function' && s.readable !== undefined);
const isWritable = (s) => !!(s && (s._writableState ? s._writableState.writable !== false : typeof s.write === 'function'));
const premature = () => nodeError('Error', 'ERR_STREAM_PREMATURE_CLOSE', 'Premature close');
function finished(stream, options, callback) {
  if (typeof options === 'function') { callback = options; options = {}; }
  options = options || {};
  validateFunction(callback, 'callback');
  validateAbortSignal(options.signal, 'options.signal');
  if (!stream || typeof stream.on !== 'function') throw invalidArgType('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
  let called = false;
  const done = (...args) => { if (!called) { called = true; callback.apply(stream, args); } };
  const readable = options.readable !== undefined ? options.readable : isReadable(stream), writable = options.writable !== undefined ? options.writable : isWritable(stream);
  const r = stream._readableState, w = stream._writableState;
  let readFinished = !readable || (r ? r.endEmitted : false), writeFinished = !writable || (w ? w.finished : false);
  const onFinish = () => { writeFinished = true; if (readFinished && !(willClose() && (!stream.readable || readable))) done(); };
  const onEnd = () => { readFinished = true; if (writeFinished && !(willClose() && (!stream.writable || writable))) done(); };
  const onError = (error) => done(error);
  const willClose = () => !!((w && w.autoDestroy && w.emitClose) || (r && r.autoDestroy && r.emitClose)) && !((w && w.closed) || (r && r.closed));
  const onClose = () => {
    const errored = (w && w.errored) || (r && r.errored);
    if (errored && typeof errored !== 'boolean') return done(errored);
    if (readable && !readFinished && !(r && r.endEmitted)) return done(premature());
    if (writable && !writeFinished && !(w && w.finished)) return done(premature());
    done();
  };
  stream.on('end', onEnd);
  stream.on('finish', onFinish);
  if (options.error !== false) stream.on('error', onError);
  stream.on('close', onClose);
  if ((w && w.closed) || (r && r.closed)) nextTick(onClose);
  else if ((w && w.errorEmitted) || (r && r.errorEmitted)) nextTick(onClose);
  else if (readFinished && writeFinished && (r || w) && !willClose()) nextTick(onClose);
  const cleanup = () => {
    callback = () => {};
    stream.removeListener('end', onEnd); stream.removeListener('finish', onFinish); stream.removeListener('error', onError); stream.removeListener('close', onClose);
  };
  if (options.signal) {
    const { signal } = options;
    const abort = () => { const f = callback; cleanup(); f.call(stream, new AbortError(undefined, { cause: signal.reason })); };
    if (signal.aborted) nextTick(abort); else signal.addEventListener('abort', abort, { once: true });
  }
  return cleanup;
}
const isIterable = (v) => v && (typeof v[Symbol.asyncIterator] === 'function' || typeof v[Symbol.iterator] === 'function');
async function pump(source, dest, end) {
  let failure;
  const wait = () => new Promise((resolve, reject) => {
    if (dest.destroyed) return reject(failure || premature());
    dest.once('drain', resolve);
    dest.once('close', () => reject(failure || premature()));
  });
  const it = source[Symbol.asyncIterator] ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  dest.on('error', (e) => { failure = e; });
  for (let s; !(s = await it.next()).done;) if (!dest.write(s.value)) await wait();
  if (end !== false) dest.end();
}
function pipeline(...streams) {
  const callback = streams.pop();
  validateFunction(callback, 'streams[stream.length - 1]');
  return run(streams, callback, {});
}
function run(streams, callback, options) {
  if (streams.length === 1 && Array.isArray(streams[0])) streams = streams[0];
  if (streams.length < 2) throw nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "streams" argument must be specified');
  let failure, value, left = 0, called = false;
  const destroys = [];
  const finish = (error, last) => {
    if (error && (!failure || failure.code === 'ERR_STREAM_PREMATURE_CLOSE')) failure = error;
    if (error && !called) for (const d of destroys.splice(0)) d(error);
    if (--left <= 0 && !called) { called = true; nextTick(callback, failure, value); }
  };
  const watch = (stream, reading, writing) => {
    left++;
    let ended = false;
    destroys.push((error) => { if (!ended && !stream.destroyed) { ended = true; stream.destroy(error); } });
    finished(stream, { readable: reading, writable: writing }, (error) => { ended = true; finish(error); });
  };
  if (options.signal) {
    const abort = () => { left++; finish(new AbortError(undefined, { cause: options.signal.reason })); };
    if (options.signal.aborted) nextTick(abort); else options.signal.addEventListener('abort', abort, { once: true });
  }
  let current;
  for (let i = 0; i < streams.length; i++) {
    const stream = streams[i], first = i === 0, lastOne = i === streams.length - 1;
    const isStream = stream && typeof stream.on === 'function' && (typeof stream.pipe === 'function' || typeof stream.write === 'function');
    if (isStream) watch(stream, !lastOne, !first);
    if (first) {
      if (typeof stream === 'function') { current = stream({ signal: options.signal }); if (!isIterable(current)) throw nodeError('TypeError', 'ERR_INVALID_RETURN_VALUE', 'Expected Iterable, AsyncIterable or Stream to be returned from the "source" function'); } else if (isStream || isIterable(stream)) current = stream;
      else current = Duplex.from(stream);
    } else if (typeof stream === 'function') {
      const input = current && current.pipe && current._readableState ? iterate(current) : current;
      const result = stream(input, { signal: options.signal });
      if (lastOne && result && typeof result.then === 'function') {
        left++;
        result.then((v) => { value = v; finish(); }, (e) => nextTick(finish, e));
        current = undefined;
      } else if (isIterable(result)) current = result;
      else if (result && typeof result.then === 'function') { const p = new PassThrough({ objectMode: true }); left++; result.then((v) => { value = v; if (v != null) p.write(v); p.end(); finish(); }, (e) => { p.destroy(e); nextTick(finish, e); }); current = p; } else throw nodeError('TypeError', 'ERR_INVALID_RETURN_VALUE', 'Expected AsyncIterable or Promise to be returned from the function');
      if (lastOne && isIterable(current)) {
        const p = new PassThrough({ objectMode: true });
        left++;
        pump(current, p).then(() => finish(), (e) => finish(e));
        current = p;
      }
    } else {
      if (current && typeof current.pipe === 'function' && current._readableState) current.pipe(stream, { end: options.end !== false || !lastOne });
      else { left++; pump(current, stream, options.end).then(() => finish(), (e) => finish(e)); }
      current = stream;
    }
  }
  return current;
}
function addAbortSignal(signal, stream) {
  validateAbortSignal(signal, 'signal');
  const abort = () => stream.destroy(new AbortError(undefined, { cause: signal.reason }));
  if (signal.aborted) nextTick(abort);
  else { signal.addEventListener('abort', abort, { once: true }); nextTick(() => { if (stream._readableState || stream._writableState) finished(stream, () => signal.removeEventListener('abort', abort)); }); }
  return stream;
}
Object.assign(Stream, { Stream, finished, pipeline, addAbortSignal, destroy: (stream, error) => { if (stream && typeof stream.destroy === 'function') stream.destroy(error || new AbortError()); return stream; },
  isErrored: (s) => !!(s && (((s._readableState && s._readableState.errored) || (s._writableState && s._writableState.errored)))),
  isReadable: (s) => (s && s._readableState ? s.readable : null), isWritable: (s) => (s && s._writableState ? s.writable : null),
  isDisturbed: (s) => !!(s && s._readableState && (s._readableState.dataEmitted || s._readableState.errored || s._readableState.destroyed)),
  getDefaultHighWaterMark, setDefaultHighWaterMark: (objectMode, value) => { if (objectMode) defaultObjects = value; else defaultBytes = value; },
  _isUint8Array: (v) => v instanceof Uint8Array, _uint8ArrayToBuffer: (v) => Buffer.from(v.buffer, v.byteOffset, v.byteLength), _pipeline: run });
Object.defineProperty(Stream, '_pipeline', { enumerable: false });
Object.defineProperty(Stream, 'promises', { get: () => require('stream/promises'), enumerable: true, configurable: true });
const promisified = Symbol.for('nodejs.util.promisify.custom');
Object.defineProperty(pipeline, promisified, { get: () => require('stream/promises').pipeline, enumerable: true });
Object.defineProperty(finished, promisified, { get: () => require('stream/promises').finished, enumerable: true });
