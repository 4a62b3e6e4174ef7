'use strict';
// process.stdout, stderr, stdin.
const native = binding('process');
const os = binding('os');
const made = {};

// print writes what console prints: through the stream if a script has it, as
// the script may have replaced its write.
exports.print = function print(fd, text) {
  if (made[fd]) { made[fd].write(text); return; }
  native.write(fd, text);
};
exports.colors = function colors(fd) {
  if (made[fd] && !made[fd].isTTY) return false;
  if (os.terminal(fd) === undefined) return false;
  return !process.env.NO_COLOR && process.env.TERM !== 'dumb';
};

exports.output = function output(fd) {
  const { Writable } = require('stream');
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, encoding, callback) {
      try {
        native.write(fd, typeof chunk === 'string' ? (encoding && encoding !== 'utf8' && encoding !== 'buffer' ? Buffer.from(chunk, encoding) : chunk) : chunk);
      } catch (error) {
        callback(error);
        return;
      }
      callback();
    },
  });
  stream.fd = fd;
  stream._type = 'fs';
  stream._isStdio = true;
  stream.destroySoon = stream.destroy;
  stream._destroy = (error, callback) => callback(error);
  const size = os.terminal(fd);
  if (size !== undefined) {
    stream.isTTY = true;
    stream._type = 'tty';
    [stream.columns, stream.rows] = size;
    stream.getWindowSize = () => [stream.columns, stream.rows];
    stream.getColorDepth = () => (process.env.NO_COLOR ? 1 : 8);
    stream.hasColors = (n = 16) => n <= 256 && !process.env.NO_COLOR;
  }
  made[fd] = stream;
  return stream;
};

exports.input = function input() {
  const { Readable } = require('stream');
  let reading = false;
  const stream = new Readable({
    read() {
      if (reading) return;
      reading = true;
      native.readStdin((error, data) => {
        reading = false;
        if (error) stream.destroy(error); else stream.push(data);
      });
    },
  });
  stream.fd = 0;
  if (os.terminal(0) !== undefined) { stream.isTTY = true; stream.isRaw = false; stream.setRawMode = () => stream; }
  stream.ref = () => stream;
  stream.unref = () => stream;
  return stream;
};
