'use strict';
// Classes and functions as packages load them; none reaches anybody.
const net = require('net');
const { refusing } = require('internal/network');
class TLSSocket extends net.Socket {}
class Server extends net.Server {}
module.exports = {
  ...refusing('connect', 'createSecureContext', 'checkServerIdentity'), TLSSocket, Server, createServer: (options, listener) => new Server(options, listener),
  rootCertificates: [], DEFAULT_MIN_VERSION: 'TLSv1.2', DEFAULT_MAX_VERSION: 'TLSv1.3',
};
