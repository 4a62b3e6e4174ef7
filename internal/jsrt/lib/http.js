'use strict';
// Classes and functions as packages load them; none reaches anybody.
const EventEmitter = require('events');
const { Readable, Stream } = require('stream');
const net = require('net');
const { refusing } = require('internal/network');
class Agent extends EventEmitter {
  constructor(options) { super(); this.options = { ...options }; }
  destroy() {}
}
class IncomingMessage extends Readable { _read() {} }
class OutgoingMessage extends Stream {}
class ServerResponse extends OutgoingMessage {}
class ClientRequest extends OutgoingMessage {
  constructor(url) { super(); refusing('request').request(url); }
}
class Server extends net.Server {}
module.exports = {
  ...refusing('get', 'request'), Agent, ClientRequest, IncomingMessage, OutgoingMessage, Server, ServerResponse, globalAgent: new Agent(),
  createServer: (options, listener) => new Server(options, listener),
  METHODS: ['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'], maxHeaderSize: 16384,
};
