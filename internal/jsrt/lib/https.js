'use strict';
// Classes and functions as packages load them; none reaches anybody.
const http = require('http');
const { refusing } = require('internal/network');
class Agent extends http.Agent {}
class Server extends http.Server {}
module.exports = { ...refusing('get', 'request'), Agent, Server, globalAgent: new Agent(), createServer: (options, listener) => new Server(options, listener) };
