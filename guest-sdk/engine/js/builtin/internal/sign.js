// Sign and Verify, and their one-shot forms.
'use strict';

const { base64, bytesOf, coded, concat, hashName, inEncoding, invalidArgument, invalidDigest, later, needBytes, operate } = require('internal/crypto-core');
const { bytesOfKey, invalidValue, preparePrivate, preparePublic } = require('internal/keys');
const { lazyStream } = require('../parts/crypto/lazy-stream.js');

const [PKCS1, PSS] = [1, 6];

function illegalPadding() {
  const error = coded(Error, 'ERR_OSSL_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE', 'error:1C8000A5:Provider routines::illegal or unsupported padding mode');
  return Object.assign(error, { library: 'Provider routines', reason: 'illegal or unsupported padding mode' });
}

// What `options` beside the key say, as the server takes it. Without a hash, keys of RSA and EC take SHA-256.
function schemeOf(hash, key, options) {
  const { padding, saltLength, dsaEncoding } = typeof options === 'object' && options !== null ? options : {};
  const type = key.asymmetricKeyType;
  if (padding !== undefined && !Number.isInteger(padding)) throw invalidValue('options.padding', padding);
  if (saltLength !== undefined && !Number.isInteger(saltLength)) throw invalidValue('options.saltLength', saltLength);
  if (dsaEncoding !== undefined && dsaEncoding !== 'der' && dsaEncoding !== 'ieee-p1363') throw invalidValue('options.dsaEncoding', dsaEncoding);
  if (type === 'rsa' && padding !== undefined && padding !== PKCS1 && padding !== PSS) throw illegalPadding();
  return {
    hash: hash ?? (type === 'ed25519' ? null : 'sha256'),
    pss: type === 'rsa' && padding === PSS,
    salt: saltLength ?? -2,
    p1363: dsaEncoding === 'ieee-p1363',
  };
}

function makeSignature(hash, data, input) {
  const key = preparePrivate(input);
  return operate('sign', { key: base64(bytesOfKey(key)), ...schemeOf(hash, key, input) }, data).bytes;
}

function checkSignature(hash, data, input, signature) {
  const key = preparePublic(input);
  const ask = { key: base64(bytesOfKey(key)), signature: base64(signature), ...schemeOf(hash, key, input) };
  return operate('verify', ask, data).text === 'true';
}

const notInitialised = () => coded(Error, 'ERR_CRYPTO_INVALID_STATE', 'Not initialised');

class Collecting {
  #chunks = [];
  #hash;

  constructor(algorithm) {
    if (typeof algorithm !== 'string') throw invalidArgument('algorithm', 'of type string', algorithm);
    this.#hash = hashName(algorithm);
    if (this.#hash === undefined) throw coded(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', 'Invalid digest');
  }

  update(data, encoding) {
    if (this.#chunks === undefined) throw notInitialised();
    if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
      throw invalidArgument('data', 'of type string or an instance of Buffer, TypedArray, or DataView', data);
    }
    const bytes = bytesOf(data, 'data', encoding);
    this.#chunks.push(typeof data === 'string' ? bytes : bytes.slice());
    return this;
  }

  // The hash and what was collected, once.
  _collected() {
    if (this.#chunks === undefined) throw notInitialised();
    const data = concat(this.#chunks);
    this.#chunks = undefined;
    return [this.#hash, data];
  }
}
lazyStream(Collecting, (self, chunk) => { self.update(chunk); }, () => undefined);

class Sign extends Collecting {
  sign(key, encoding) {
    if (!key) throw coded(Error, 'ERR_CRYPTO_SIGN_KEY_REQUIRED', 'No key provided to sign');
    return inEncoding(makeSignature(...this._collected(), key), encoding);
  }
}

class Verify extends Collecting {
  verify(key, signature, encoding) {
    return checkSignature(...this._collected(), key, bytesOf(signature, 'signature', encoding));
  }
}

function hashOf(algorithm) {
  if (algorithm === null || algorithm === undefined) return null;
  if (typeof algorithm !== 'string') throw invalidArgument('algorithm', 'of type string', algorithm);
  const hash = hashName(algorithm);
  if (hash === undefined) throw invalidDigest(algorithm);
  return hash;
}

function sign(algorithm, data, key, callback) {
  const hash = hashOf(algorithm);
  const bytes = typeof data === 'string' ? bytesOf(data, 'data') : needBytes(data, 'data');
  if (!key) throw coded(Error, 'ERR_CRYPTO_SIGN_KEY_REQUIRED', 'No key provided to sign');
  const work = () => inEncoding(makeSignature(hash, bytes, key));
  return callback === undefined ? work() : later(work, callback);
}

function verify(algorithm, data, key, signature, callback) {
  const hash = hashOf(algorithm);
  const bytes = typeof data === 'string' ? bytesOf(data, 'data') : needBytes(data, 'data');
  const given = needBytes(signature, 'signature');
  const work = () => checkSignature(hash, bytes, key, given);
  return callback === undefined ? work() : later(work, callback);
}

module.exports = {
  Sign, Verify, createSign: (algorithm) => new Sign(algorithm), createVerify: (algorithm) => new Verify(algorithm), sign, verify,
};
