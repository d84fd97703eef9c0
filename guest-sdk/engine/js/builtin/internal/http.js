// What http and https share; the two differ in the protocol.
'use strict';

const { ClientRequest, IncomingMessage, validateHeaderName, validateHeaderValue } = require('../parts/http-request.js');
const { missing } = require('internal/missing');

// Connections are the server's; an agent is kept for those who ask for its settings.
class Agent extends require('events') {
  constructor(options = undefined) {
    super();
    this.options = { ...options };
    this.keepAlive = Boolean(options?.keepAlive);
    this.maxSockets = options?.maxSockets ?? Infinity;
    this.maxFreeSockets = options?.maxFreeSockets ?? 256;
    this.requests = {};
    this.sockets = {};
    this.freeSockets = {};
  }
  destroy() {}
  getName({ host = 'localhost', port = '', localAddress = '' } = {}) { return `${host}:${port}:${localAddress}`; }
}

const methods = 'ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE';

function forProtocol(protocol, defaultPort) {
  class ProtocolAgent extends Agent {
    protocol = protocol;
    defaultPort = defaultPort;
  }
  Object.defineProperty(ProtocolAgent, 'name', { value: 'Agent' });
  const request = (...args) => new ClientRequest(protocol, args);
  return {
    ...missing(protocol.slice(0, -1), 'an Action is called, it does not listen.', 'createServer Server ServerResponse OutgoingMessage'),
    request,
    get(...args) {
      const made = request(...args);
      made.end();
      return made;
    },
    Agent: ProtocolAgent,
    globalAgent: new ProtocolAgent({ keepAlive: true }),
    ClientRequest, IncomingMessage, validateHeaderName, validateHeaderValue,
    METHODS: methods.split(' '),
    STATUS_CODES: Object.fromEntries(require('internal/fetch').reasons),
    maxHeaderSize: 16384,
    setMaxIdleHTTPParsers() {},
  };
}

module.exports = { forProtocol };
