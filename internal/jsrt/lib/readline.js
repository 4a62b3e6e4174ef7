'use strict';
// readline without the editing of a terminal: lines of a stream, questions.
const EventEmitter = require('events');
const { StringDecoder } = require('string_decoder');
const { nodeError, invalidArgType, validateFunction, validateAbortSignal, AbortError } = require('internal/errors');

const lineEnding = /\r?\n|\r(?!\n)|\u2028|\u2029/g;

class Interface extends EventEmitter {
  #decoder = new StringDecoder('utf8');
  #rest = ''; // of a line that has not ended
  #returned; // when a chunk ended with \r, whose \n may come
  #crlfDelay;
  #prompt = '> ';
  #question;
  #stop; // takes the listeners off the input

  constructor(input, output) {
    super();
    let signal, options = { crlfDelay: undefined };
    if (input && input.input) ({ input, output, signal } = options = input);
    if (input === undefined || input === null || typeof input.on !== 'function') throw invalidArgType('input', 'Stream', input);
    validateAbortSignal(signal, 'options.signal');
    if (options.prompt !== undefined) this.#prompt = `${options.prompt}`;
    this.#crlfDelay = options.crlfDelay ? Math.max(100, options.crlfDelay) : 100;
    this.input = input;
    this.output = output;
    this.terminal = false;
    this.line = '';
    this.cursor = 0;
    this.closed = false;
    this.paused = false;
    const onData = (data) => this.#read(data);
    const onEnd = () => {
      const last = this.#rest + this.#decoder.end();
      this.#rest = '';
      if (last.length > 0) this.#line(last);
      this.close();
    };
    const onError = (error) => this.emit('error', error);
    this.#stop = () => {
      input.removeListener('data', onData);
      input.removeListener('end', onEnd);
      input.removeListener('error', onError);
    };
    input.on('error', onError);
    input.on('data', onData);
    input.on('end', onEnd);
    if (signal) {
      const abort = () => this.close();
      if (signal.aborted) process.nextTick(abort);
      else {
        signal.addEventListener('abort', abort, { once: true });
        this.once('close', () => signal.removeEventListener('abort', abort));
      }
    }
    input.resume();
  }

  #read(data) {
    let text = this.#decoder.write(data);
    if (this.#returned !== undefined && Date.now() - this.#returned <= this.#crlfDelay && text[0] === '\n') text = text.slice(1);
    this.#returned = text.endsWith('\r') ? Date.now() : undefined;
    const lines = (this.#rest + text).split(lineEnding);
    this.#rest = lines.pop();
    for (const line of lines) this.#line(line);
  }

  #line(line) {
    const question = this.#question;
    if (question === undefined) {
      this.emit('line', line);
      return;
    }
    this.#question = undefined;
    question(line);
  }

  #open() {
    if (this.closed) throw nodeError('Error', 'ERR_USE_AFTER_CLOSE', 'readline was closed');
  }

  setPrompt(prompt) { this.#prompt = prompt; }
  getPrompt() { return this.#prompt; }

  prompt() {
    if (this.paused) this.resume();
    if (this.output) this.output.write(this.#prompt);
  }

  question(query, options, callback) {
    if (typeof options === 'function') [options, callback] = [undefined, options];
    const signal = options ? options.signal : undefined;
    validateAbortSignal(signal, 'options.signal');
    if (signal && signal.aborted) return;
    this.#open();
    if (typeof callback !== 'function') return;
    if (this.#question !== undefined) {
      this.prompt();
      return;
    }
    let answered = callback;
    if (signal) {
      const abort = () => {
        this.#question = undefined;
        if (this.output) this.output.write('\r\n');
      };
      signal.addEventListener('abort', abort, { once: true });
      answered = (answer) => { signal.removeEventListener('abort', abort); callback(answer); };
    }
    this.#question = answered;
    if (this.paused) this.resume();
    if (this.output) this.output.write(query);
  }

  write(data) {
    this.#open();
    if (this.paused) this.resume();
    if (data !== undefined && data !== null) this.#read(data);
  }

  pause() {
    if (this.paused) return;
    this.input.pause();
    this.paused = true;
    this.emit('pause');
    return this;
  }

  resume() {
    if (!this.paused) return;
    this.input.resume();
    this.paused = false;
    this.emit('resume');
    return this;
  }

  close() {
    if (this.closed) return;
    this.pause();
    this.#stop();
    this.closed = true;
    this.emit('close');
  }

  [Symbol.asyncIterator]() {
    const lines = EventEmitter.on(this, 'line');
    this.once('close', () => lines.return());
    return {
      async next() {
        const { value, done } = await lines.next();
        return { value: done ? undefined : value[0], done };
      },
      return: async () => {
        this.close();
        return { value: undefined, done: true };
      },
      [Symbol.asyncIterator]() { return this; },
    };
  }
}

Object.defineProperty(Interface.prototype.question, require('util').promisify.custom, {
  value(query, options) {
    return new Promise((resolve, reject) => {
      const signal = options ? options.signal : undefined;
      if (signal && signal.aborted) {
        reject(new AbortError(undefined, { cause: signal.reason }));
        return;
      }
      const abort = () => reject(new AbortError(undefined, { cause: signal.reason }));
      if (signal) signal.addEventListener('abort', abort, { once: true });
      this.question(query, options, (answer) => {
        if (signal) signal.removeEventListener('abort', abort);
        resolve(answer);
      });
    });
  },
});

exports.Interface = Interface;
exports.createInterface = function createInterface(input, output) { return new Interface(input, output); };

// What moves a terminal's cursor.
function control(stream, text, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (stream === undefined || stream === null || text === '') {
    if (callback) process.nextTick(callback, null);
    return true;
  }
  return stream.write(text, callback);
}
exports.clearLine = function clearLine(stream, direction, callback) {
  return control(stream, direction < 0 ? '\x1b[1K' : direction > 0 ? '\x1b[0K' : '\x1b[2K', callback);
};
exports.clearScreenDown = function clearScreenDown(stream, callback) { return control(stream, '\x1b[0J', callback); };
exports.cursorTo = function cursorTo(stream, x, y, callback) {
  if (typeof y === 'function') [y, callback] = [undefined, y];
  if (typeof x !== 'number') throw nodeError('TypeError', 'ERR_INVALID_CURSOR_POS', 'Cannot set cursor row without setting its column');
  return control(stream, typeof y === 'number' ? `\x1b[${y + 1};${x + 1}H` : `\x1b[${x + 1}G`, callback);
};
exports.moveCursor = function moveCursor(stream, dx, dy, callback) {
  const by = (n, less, more) => n < 0 ? `\x1b[${-n}${less}` : n > 0 ? `\x1b[${n}${more}` : '';
  return control(stream, by(dx, 'D', 'C') + by(dy, 'A', 'B'), callback);
};
exports.emitKeypressEvents = function emitKeypressEvents() {}; // there is no terminal to press keys at
Object.defineProperty(exports, 'promises', { configurable: true, enumerable: true, get: () => require('readline/promises') });
