'use strict';
const Stream = require('stream');
const isOptions = (v) => v !== null && typeof v === 'object' && typeof v.on !== 'function' && typeof v[Symbol.asyncIterator] !== 'function' && typeof v[Symbol.iterator] !== 'function' && typeof v.pipe !== 'function';
exports.pipeline = function pipeline(...streams) {
  return new Promise((resolve, reject) => {
    const options = isOptions(streams[streams.length - 1]) ? streams.pop() : {};
    Stream._pipeline(streams, (error, value) => (error ? reject(error) : resolve(value)), options);
  });
};
exports.finished = function finished(stream, options) {
  return new Promise((resolve, reject) => {
    Stream.finished(stream, options || {}, (error) => (error ? reject(error) : resolve()));
  });
};
