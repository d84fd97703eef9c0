// navigator, as Node has it; and WebSocket, which packages look for before they know whether they will need it.
'use strict';

const navigator = Object.freeze({ hardwareConcurrency: 1, language: 'en-US', languages: Object.freeze(['en-US']), platform: 'linux', userAgent: 'Node.js/22' });

class WebSocket {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSING = 2;
  static CLOSED = 3;
  constructor() {
    throw Object.assign(new Error('WebSocket is not available: an Action has no sockets; fetch, http and https are there.'), { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' });
  }
}

module.exports = { navigator, WebSocket };
