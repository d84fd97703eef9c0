// createHash and createHmac. The server keeps nothing between two calls, so the data is kept here until the digest is asked for.
'use strict';

const { base64, bytesOf, coded, concat, hashName, inEncoding, invalidArgument, invalidDigest, isBytes, operate, view } = require('internal/crypto-core');
const { lazyStream } = require('../parts/crypto/lazy-stream.js');

const finalized = () => coded(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');

// What is handed in may change before the digest: a copy is kept.
function taken(data, encoding) {
  if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
    throw invalidArgument('data', 'of type string or an instance of Buffer, TypedArray, or DataView', data);
  }
  const bytes = bytesOf(data, 'data', encoding);
  return typeof data === 'string' ? bytes : bytes.slice();
}

class Hash {
  #name;
  #chunks = [];
  #done = false;

  constructor(algorithm, options) {
    if (typeof algorithm !== 'string') throw invalidArgument('algorithm', 'of type string', algorithm);
    this.#name = hashName(algorithm);
    if (this.#name === undefined) throw new Error('Digest method not supported');
    const length = options?.outputLength;
    if (length !== undefined && length !== digestLength(this.#name)) {
      throw coded(Error, 'ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH', 'error:030000B2:digital envelope routines::not XOF or invalid length');
    }
  }

  update(data, encoding) {
    if (this.#done) throw finalized();
    this.#chunks.push(taken(data, encoding));
    return this;
  }

  digest(encoding) {
    if (this.#done) throw finalized();
    const { bytes } = operate('digest', { hash: this.#name }, concat(this.#chunks));
    this.#done = true;
    this.#chunks = [];
    return inEncoding(bytes, encoding);
  }

  copy() {
    if (this.#done) throw finalized();
    const copy = new Hash(this.#name);
    copy.#chunks = [...this.#chunks];
    return copy;
  }
}

const digestLength = (name) => ({ md5: 16, sha1: 20 })[name] ?? Number(/\d+$/.exec(name)[0]) / 8;

class Hmac {
  #ask;
  #chunks = [];
  #done = false;

  constructor(algorithm, key, options) {
    if (typeof algorithm !== 'string') throw invalidArgument('hmac', 'of type string', algorithm);
    const secret = secretOf(key, options?.encoding);
    const hash = hashName(algorithm);
    if (hash === undefined) throw invalidDigest(algorithm);
    this.#ask = { hash, key: base64(secret) };
  }

  update(data, encoding) {
    if (this.#done) throw finalized();
    this.#chunks.push(taken(data, encoding));
    return this;
  }

  // The second digest of an HMAC is empty, as Node's is.
  digest(encoding) {
    if (this.#done) return inEncoding(new Uint8Array(0), encoding);
    const { bytes } = operate('hmac', this.#ask, concat(this.#chunks));
    this.#done = true;
    this.#chunks = [];
    return inEncoding(bytes, encoding);
  }
}

function secretOf(key, encoding) {
  if (typeof key === 'string') return bytesOf(key, 'key', encoding);
  if (isBytes(key)) return view(key);
  const secret = typeof key === 'object' && key !== null ? require('internal/keys').secretBytes(key) : undefined;
  if (secret === undefined) throw invalidArgument('key', 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey', key);
  return secret;
}

for (const Class of [Hash, Hmac]) {
  lazyStream(Class, (self, chunk) => { self.update(chunk); }, (self) => self.digest());
}

const createHash = (algorithm, options) => new Hash(algorithm, options);
const createHmac = (algorithm, key, options) => new Hmac(algorithm, key, options);

function hash(algorithm, data, encoding = 'hex') {
  if (typeof algorithm !== 'string') throw invalidArgument('algorithm', 'of type string', algorithm);
  if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
    throw invalidArgument('input', 'of type string or an instance of Buffer, TypedArray, or DataView', data);
  }
  return createHash(algorithm).update(data).digest(encoding);
}

module.exports = { Hash, Hmac, createHash, createHmac, hash };
