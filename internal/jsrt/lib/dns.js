'use strict';
// Addresses and localhost are looked up; other names need the network.
const EventEmitter = require('events');
const { isIP } = require('net');
const { denied, refusing } = require('internal/network');

function find(name, { family = 0, all = false } = {}) {
  const address = name === 'localhost' ? (family === 6 ? '::1' : '127.0.0.1') : `${name}`;
  if (isIP(address) === 0) throw denied(address);
  const found = { address, family: isIP(address) };
  return all ? [found] : found;
}
function lookup(name, options, callback) {
  if (typeof options === 'function') { callback = options; options = {}; } else if (typeof options === 'number') options = { family: options };
  let found;
  try { found = find(name, options); } catch (error) { process.nextTick(callback, error); return; }
  process.nextTick(callback, null, ...(Array.isArray(found) ? [found] : [found.address, found.family]));
}
Object.defineProperty(lookup, require('internal/symbols').customPromisifyArgs, { value: ['address', 'family'] });
const queries = ['lookupService', 'resolve', 'resolve4', 'resolve6', 'resolveMx', 'resolveSrv', 'resolveTxt', 'reverse'];
class Resolver extends EventEmitter {}
Object.assign(Resolver.prototype, refusing(...queries));
module.exports = {
  ...refusing(...queries), lookup, Resolver, getServers: () => [], setDefaultResultOrder() {}, getDefaultResultOrder: () => 'verbatim',
  ADDRCONFIG: 1024, V4MAPPED: 2048, ALL: 256,
  promises: { ...refusing(...queries), lookup: async (name, options) => find(name, typeof options === 'number' ? { family: options } : options) },
};
