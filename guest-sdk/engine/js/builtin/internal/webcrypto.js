// The global `crypto`. Small, because most programs want a UUID of it; `subtle` is loaded when it is first asked for.
'use strict';

const { getRandomValues, randomUUID } = require('internal/random');

const { coded } = require('internal/errors');

const making = Symbol('making');

class Crypto {
  constructor(key) {
    if (key !== making) throw coded(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
  }

  get subtle() { return require('internal/subtle').subtle; }
  getRandomValues(array) { return getRandomValues(array); }
  randomUUID(options) { return randomUUID(options); }
  get CryptoKey() { return require('internal/subtle').CryptoKey; }
  get [Symbol.toStringTag]() { return 'Crypto'; }
}

module.exports = { Crypto, crypto: new Crypto(making) };
