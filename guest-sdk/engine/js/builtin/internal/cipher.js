// createCipheriv and createDecipheriv for AES in CBC, CTR and GCM, and RSA-OAEP.
'use strict';

const {
  asBuffer, base64, bytesOf, coded, concat, hashName, inEncoding, invalidArgument, isBytes, operate, view,
} = require('internal/crypto-core');
const { bytesOfKey, invalidValue, preparePrivate, preparePublic, secretBytes } = require('internal/keys');
const { lazyStream } = require('../parts/crypto/lazy-stream.js');

const ciphers = {};
for (const bits of [128, 192, 256]) for (const mode of ['cbc', 'ctr', 'gcm']) ciphers[`aes-${bits}-${mode}`] = [bits / 8, mode];
const aliases = { aes128: 'aes-128-cbc', aes192: 'aes-192-cbc', aes256: 'aes-256-cbc', 'id-aes128-gcm': 'aes-128-gcm', 'id-aes192-gcm': 'aes-192-gcm', 'id-aes256-gcm': 'aes-256-gcm' };

const state = (operation) => coded(Error, 'ERR_CRYPTO_INVALID_STATE', operation === undefined ? 'Invalid state' : `Invalid state for operation ${operation}`);
const invalidTag = (length) => coded(TypeError, 'ERR_CRYPTO_INVALID_AUTH_TAG', `Invalid authentication tag length: ${length}`);
const isTagLength = (length) => length === 4 || length === 8 || (length >= 12 && length <= 16);
const empty = new Uint8Array(0);

// Whole blocks go to the server as they come; the vector of the next ones is the last of the ciphertext.
class Blocks {
  constructor(key, iv, decrypt) {
    Object.assign(this, { key, iv, decrypt, padding: true, rest: empty });
  }

  run(bytes, padding) {
    const done = operate('cipher', { mode: 'cbc', key: this.key, iv: base64(this.iv), decrypt: this.decrypt, padding }, bytes).bytes;
    const hidden = this.decrypt ? bytes : done;
    this.iv = hidden.slice(-16);
    return done;
  }

  update(bytes) {
    const all = concat([this.rest, bytes]);
    // The last block of a ciphertext may be padding: it waits for the end.
    const spare = this.decrypt && this.padding && all.length > 0 ? ((all.length - 1) % 16) + 1 : all.length % 16;
    this.rest = all.slice(all.length - spare);
    return all.length === spare ? empty : this.run(all.subarray(0, all.length - spare), false);
  }

  final() {
    if (!this.padding && this.rest.length === 0) return empty;
    return this.run(this.rest, this.padding);
  }
}

// A stream cipher goes over all that came so far again, and the new part is passed on: what comes before is the same.
class Counter {
  constructor(key, iv) {
    Object.assign(this, { ask: { key, iv: base64(iv) }, seen: empty });
  }

  whole(bytes) {
    return operate('cipher', { mode: 'ctr', decrypt: false, padding: false, ...this.ask }, bytes).bytes;
  }

  update(bytes) {
    const before = this.seen.length;
    this.seen = before === 0 ? bytes.slice() : concat([this.seen, bytes]);
    return this.whole(this.seen).slice(before);
  }

  final() { return empty; }
}

class Galois extends Counter {
  constructor(key, iv, decrypt, tagLength) {
    super(key, iv);
    Object.assign(this, { decrypt, tagLength, aad: empty, tag: undefined, sealed: undefined });
  }

  whole(bytes) {
    const sealed = operate('gcm.seal', { ...this.ask, aad: base64(this.aad) }, bytes).bytes;
    this.sealed = sealed.subarray(bytes.length);
    return sealed.subarray(0, bytes.length);
  }

  final() {
    if (this.decrypt) {
      if (this.tag === undefined) throw new Error('Unsupported state or unable to authenticate data');
      operate('gcm.open', { ...this.ask, aad: base64(this.aad), tag: base64(this.tag) }, this.seen);
    } else {
      if (this.sealed === undefined) this.whole(this.seen);
      this.tag = this.sealed.slice(0, this.tagLength);
    }
    return empty;
  }
}

class Cipher {
  #work;
  #decoder;
  #done = false;
  #begun = false;
  #decrypt;

  constructor(algorithm, key, iv, options, decrypt) {
    if (typeof algorithm !== 'string') throw invalidArgument('cipher', 'of type string', algorithm);
    const secret = typeof key === 'string' || isBytes(key) ? bytesOf(key, 'key') : secretBytes(key);
    if (secret === undefined) throw invalidArgument('key', 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey', key);
    if (iv === undefined) throw invalidArgument('iv', 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView', iv);
    const vector = iv === null ? empty : bytesOf(iv, 'iv').slice();
    const name = algorithm.toLowerCase();
    const cipher = ciphers[aliases[name] ?? name];
    if (cipher === undefined) throw coded(Error, 'ERR_CRYPTO_UNKNOWN_CIPHER', 'Unknown cipher');
    const [length, mode] = cipher;
    if (secret.length !== length) throw coded(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length');
    if (mode === 'gcm' ? vector.length === 0 : vector.length !== 16) throw coded(TypeError, 'ERR_CRYPTO_INVALID_IV', 'Invalid initialization vector');
    const tagLength = options?.authTagLength;
    if (mode === 'gcm' && tagLength !== undefined && !isTagLength(tagLength)) throw invalidTag(tagLength);
    this.#decrypt = decrypt;
    const encoded = base64(secret);
    if (mode === 'cbc') this.#work = new Blocks(encoded, vector, decrypt);
    else this.#work = mode === 'ctr' ? new Counter(encoded, vector) : new Galois(encoded, vector, decrypt, tagLength ?? 16);
  }

  update(data, inputEncoding, outputEncoding) {
    if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
      throw invalidArgument('data', 'of type string or an instance of Buffer, TypedArray, or DataView', data);
    }
    if (this.#done) throw new Error('Trying to add data in unsupported state');
    this.#begun = true;
    return this.#told(this.#work.update(bytesOf(data, 'data', inputEncoding)), outputEncoding, false);
  }

  final(outputEncoding) {
    if (this.#done) throw state();
    this.#done = true;
    return this.#told(this.#work.final(), outputEncoding, true);
  }

  // Text is decoded across the pieces, since a piece may end within a character or a group of base64.
  #told(bytes, encoding, last) {
    if (encoding === undefined || encoding === null || encoding === 'buffer') return asBuffer(bytes);
    if (encoding === 'hex' || encoding === 'latin1' || encoding === 'binary') return inEncoding(bytes, encoding);
    this.#decoder ??= new (require('string_decoder').StringDecoder)(encoding);
    const text = this.#decoder.write(asBuffer(bytes));
    return last ? text + this.#decoder.end() : text;
  }

  setAutoPadding(padding = true) {
    if (this.#done) throw state('setAutoPadding');
    this.#work.padding = Boolean(padding);
    return this;
  }

  setAAD(buffer, options) {
    if (this.#done || this.#begun || !(this.#work instanceof Galois)) throw state('setAAD');
    this.#work.aad = concat([this.#work.aad, bytesOf(buffer, 'buffer', options?.encoding).slice()]);
    return this;
  }

  getAuthTag() {
    if (!this.#done || this.#decrypt || !(this.#work instanceof Galois)) throw state('getAuthTag');
    return asBuffer(this.#work.tag.slice());
  }

  setAuthTag(tag, encoding) {
    const bytes = bytesOf(tag, 'buffer', encoding).slice();
    if (this.#done || !(this.#work instanceof Galois) || this.#work.tag !== undefined) throw state('setAuthTag');
    if (!isTagLength(bytes.length)) throw invalidTag(bytes.length);
    this.#work.tag = bytes;
    return this;
  }
}
lazyStream(Cipher, (self, chunk) => self.update(chunk), (self) => self.final());

class Cipheriv extends Cipher {
  constructor(algorithm, key, iv, options) { super(algorithm, key, iv, options, false); }
}
class Decipheriv extends Cipher {
  constructor(algorithm, key, iv, options) { super(algorithm, key, iv, options, true); }
}
// Each has but its half of the two.
Object.defineProperty(Cipheriv.prototype, 'setAuthTag', { value: undefined });
Object.defineProperty(Decipheriv.prototype, 'getAuthTag', { value: undefined });

const getCiphers = () => Object.keys(ciphers).sort();

function getCipherInfo(name, options = {}) {
  const lower = `${name}`.toLowerCase();
  const full = aliases[lower] ?? lower;
  if (!Object.hasOwn(ciphers, full)) return undefined;
  const [keyLength, mode] = ciphers[full];
  const info = { mode, name: full, ...(mode === 'cbc' ? { blockSize: 16 } : {}), ivLength: mode === 'gcm' ? 12 : 16, keyLength };
  if (options.keyLength !== undefined && options.keyLength !== keyLength) return undefined;
  if (options.ivLength !== undefined && options.ivLength !== info.ivLength && mode !== 'gcm') return undefined;
  return info;
}

const OAEP = 4;

function oaep(operation, prepare, input, buffer) {
  const options = typeof input === 'object' && input !== null && !isBytes(input) ? input : {};
  const { padding = OAEP, oaepHash = 'sha1', oaepLabel, encoding } = options;
  const bytes = bytesOf(buffer, 'buffer', encoding);
  const key = prepare(input);
  if (padding !== OAEP) {
    throw coded(Error, 'ERR_CRYPTO_UNSUPPORTED_OPERATION', 'The server encrypts with RSA-OAEP alone: RSA_PKCS1_PADDING can be broken by whoever sees which ciphertexts fail');
  }
  if (typeof oaepHash !== 'string') throw invalidArgument('key.oaepHash', 'of type string', oaepHash);
  if (oaepLabel !== undefined && !isBytes(oaepLabel)) throw invalidValue('key.oaepLabel', oaepLabel);
  const hash = hashName(oaepHash);
  if (hash === undefined) throw coded(Error, 'ERR_OSSL_EVP_INVALID_DIGEST', 'Invalid digest used');
  const ask = { key: base64(bytesOfKey(key)), hash, label: oaepLabel === undefined ? null : base64(view(oaepLabel)) };
  return asBuffer(operate(operation, ask, bytes).bytes);
}

module.exports = {
  Cipheriv, Decipheriv, getCipherInfo, getCiphers,
  createCipheriv: (algorithm, key, iv, options) => new Cipheriv(algorithm, key, iv, options),
  createDecipheriv: (algorithm, key, iv, options) => new Decipheriv(algorithm, key, iv, options),
  publicEncrypt: (key, buffer) => oaep('oaep.encrypt', preparePublic, key, buffer),
  privateDecrypt: (key, buffer) => oaep('oaep.decrypt', preparePrivate, key, buffer),
};
