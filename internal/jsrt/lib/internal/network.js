'use strict';
// Scripts have no network: what would use it fails as in a Node.js whose
// permissions lack it.
const { nodeError } = require('internal/errors');

exports.denied = function denied(resource = '') {
  const error = nodeError('Error', 'ERR_ACCESS_DENIED', 'Access to this API has been restricted. Use --allow-net to manage permissions.');
  return Object.assign(error, { permission: 'Net', resource });
};
exports.fetch = function fetch(input, init = undefined) {
  return Promise.reject(new TypeError('fetch failed', { cause: exports.denied(String((input && input.url) || input)) }));
};

// refusing makes functions that throw it, by their names.
exports.refusing = (...names) => Object.fromEntries(names.map((name) => [name, { [name](host) { throw exports.denied(typeof host === 'string' ? host : name); } }[name]]));
