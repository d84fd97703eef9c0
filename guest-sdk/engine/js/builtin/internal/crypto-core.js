// What all of cryptography shares: calls of the server, bytes, names of hashes, randomness, and Node's errors.
'use strict';

const { Buffer } = require('buffer');
const { coded, invalidArgument } = require('internal/errors');

const classes = {
  ERR_CRYPTO_INVALID_AUTH_TAG: TypeError,
  ERR_CRYPTO_INVALID_DIGEST: TypeError,
  ERR_CRYPTO_INVALID_IV: TypeError,
  ERR_CRYPTO_INVALID_JWK: TypeError,
  ERR_CRYPTO_INVALID_KEYLEN: RangeError,
  ERR_CRYPTO_INVALID_SCRYPT_PARAMS: RangeError,
  ERR_OUT_OF_RANGE: RangeError,
};

// An operation of the server: JSON and bytes in, text and bytes out. What it refuses is an error of the class that Node's has.
function operate(name, ask, bytes) {
  try {
    return host.call(`crypto.${name}`, JSON.stringify(ask), bytes);
  } catch (error) {
    const Class = classes[error.code];
    const refused = Class === undefined ? error : coded(Class, error.code, error.message);
    const openssl = /^error:[0-9A-F]{8}:(.*)::(.*)$/.exec(refused.message);
    if (openssl) [refused.library, refused.reason] = [openssl[1], openssl[2]];
    throw refused;
  }
}

const isArrayBuffer = (value) => /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(value));
const isView = ArrayBuffer.isView;
const isBytes = (value) => isView(value) || isArrayBuffer(value);

// A view on the bytes of any buffer, of a plain Uint8Array.
function view(value) {
  return isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value);
}

const kinds = 'an instance of ArrayBuffer, Buffer, TypedArray, or DataView';

// Text in an encoding, or a buffer; a copy where what is given could change until it is used.
function bytesOf(value, name, encoding) {
  if (typeof value === 'string') return view(Buffer.from(value, encoding === undefined || encoding === 'buffer' ? 'utf8' : encoding));
  if (isBytes(value)) return view(value);
  throw invalidArgument(name, `of type string or ${kinds}`, value);
}

function needBytes(value, name) {
  if (!isBytes(value)) throw invalidArgument(name, kinds, value);
  return view(value);
}

const asBuffer = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const base64 = (bytes) => asBuffer(bytes).toString('base64');
const inEncoding = (bytes, encoding) => (encoding === undefined || encoding === null || encoding === 'buffer' ? asBuffer(bytes) : asBuffer(bytes).toString(encoding));

function concat(chunks) {
  if (chunks.length === 1) return chunks[0];
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

const hashes = ['md5', 'sha1', 'sha224', 'sha256', 'sha3-256', 'sha3-384', 'sha3-512', 'sha384', 'sha512', 'sha512-256'];

// What OpenSSL calls RSA-SHA256, sha256WithRSAEncryption, SHA2-256 or SHA-256 is sha256; undefined for what the server has not.
function hashName(name) {
  const short = name.toLowerCase().replace(/^rsa-/, '').replace(/withrsaencryption$/, '').replace(/^sha2-/, 'sha').replace(/^sha-/, 'sha').replace('/', '-');
  return hashes.includes(short) ? short : undefined;
}

const invalidDigest = (name) => coded(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${name}`);

function needHash(value, name) {
  if (typeof value !== 'string') throw invalidArgument(name, 'of type string', value);
  const hash = hashName(value);
  if (hash === undefined) throw invalidDigest(value);
  return hash;
}

const grouped = (value) => (Number.isInteger(value) && Math.abs(value) > 2 ** 32 ? String(value).replace(/(?<=\d)(?=(\d{3})+$)/g, '_') : String(value));
const outOfRange = (name, range, value) => coded(RangeError, 'ERR_OUT_OF_RANGE', `The value of "${name}" is out of range. It must be ${range}. Received ${grouped(value)}`);

const largest = 2147483647;

function needInteger(value, name, least, most = largest) {
  if (typeof value !== 'number') throw invalidArgument(name, 'of type number', value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < least || value > most) throw outOfRange(name, `>= ${least} && <= ${most}`, value);
  return value;
}

// Random bytes of this call; the server gives 4096 at once.
function random(length) {
  if (length <= 4096) return host.call('random', String(length)).bytes;
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 4096) bytes.set(host.call('random', String(Math.min(4096, length - at))).bytes, at);
  return bytes;
}

// Node's asynchronous variants: the work is done when it is asked for, and told later.
function later(work, callback) {
  if (typeof callback !== 'function') throw invalidArgument('callback', 'of type function', callback);
  let [error, value] = [null, undefined];
  try {
    value = work();
  } catch (thrown) {
    error = thrown;
  }
  require('timers').setImmediate(() => (error === null ? callback(null, value) : callback(error)));
}

module.exports = {
  Buffer, asBuffer, base64, bytesOf, concat, coded, hashName, hashes, inEncoding, invalidArgument, invalidDigest, isBytes, later,
  needBytes, needHash, needInteger, operate, outOfRange, random, view,
};
