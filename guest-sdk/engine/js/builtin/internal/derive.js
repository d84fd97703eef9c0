// PBKDF2, scrypt and HKDF, with and without a callback.
'use strict';

const { asBuffer, base64, bytesOf, coded, invalidArgument, isBytes, later, needHash, needInteger, operate, outOfRange, view } = require('internal/crypto-core');

function needCallback(callback) {
  if (typeof callback !== 'function') throw invalidArgument('callback', 'of type function', callback);
}

function pbkdf2Work(password, salt, iterations, length, digest) {
  if (typeof digest !== 'string') throw invalidArgument('digest', 'of type string', digest);
  const [secret, salted] = [bytesOf(password, 'password'), bytesOf(salt, 'salt')];
  needInteger(iterations, 'iterations', 1);
  needInteger(length, 'keylen', 0);
  const ask = { hash: needHash(digest, 'digest'), salt: base64(salted), iterations, length };
  return () => asBuffer(operate('pbkdf2', ask, secret).bytes);
}

const pbkdf2Sync = (password, salt, iterations, length, digest) => pbkdf2Work(password, salt, iterations, length, digest)();

function pbkdf2(password, salt, iterations, length, digest, callback) {
  if (typeof digest === 'function') throw invalidArgument('digest', 'of type string', undefined);
  needCallback(callback);
  later(pbkdf2Work(password, salt, iterations, length, digest), callback);
}

const outgrown = () => coded(RangeError, 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS', 'Invalid scrypt params: error:030000AC:digital envelope routines::memory limit exceeded');

function either(options, short, long, fallback) {
  if (options[short] !== undefined && options[long] !== undefined) {
    throw coded(Error, 'ERR_CRYPTO_SCRYPT_INVALID_PARAMETER', 'Invalid scrypt parameter');
  }
  const [name, value] = options[long] === undefined ? [short, options[short]] : [long, options[long]];
  return value === undefined || value === 0 ? fallback : needInteger(value, name, 0, 2 ** 32 - 1);
}

function scryptWork(password, salt, length, options = {}) {
  const [secret, salted] = [bytesOf(password, 'password'), bytesOf(salt, 'salt')];
  needInteger(length, 'keylen', 0);
  const N = either(options, 'N', 'cost', 16384);
  const r = either(options, 'r', 'blockSize', 8);
  const p = either(options, 'p', 'parallelization', 1);
  const most = options.maxmem === undefined ? 32 << 20 : needInteger(options.maxmem, 'maxmem', 0, Number.MAX_SAFE_INTEGER);
  // As OpenSSL counts.
  if (N < 2 || (N & (N - 1)) !== 0 || 128 * r * (N + p + 2) > most) throw outgrown();
  return () => asBuffer(operate('scrypt', { salt: base64(salted), N, r, p, length }, secret).bytes);
}

const scryptSync = (password, salt, length, options) => scryptWork(password, salt, length, options)();

function scrypt(password, salt, length, options, callback) {
  const [given, told] = callback === undefined ? [undefined, options] : [options, callback];
  needCallback(told);
  later(scryptWork(password, salt, length, given), told);
}

function hkdfWork(digest, key, salt, info, length) {
  if (typeof digest !== 'string') throw invalidArgument('digest', 'of type string', digest);
  const secret = isBytes(key) || typeof key === 'string' ? bytesOf(key, 'ikm') : require('internal/keys').secretBytes(key);
  if (secret === undefined) throw invalidArgument('ikm', 'of type string or an instance of SecretKeyObject, ArrayBuffer, TypedArray, DataView, or Buffer', key);
  const [salted, about] = [bytesOf(salt, 'salt'), bytesOf(info, 'info')];
  needInteger(length, 'length', 0);
  if (about.length > 1024) throw outOfRange('info', 'must not contain more than 1024 bytes', about.length);
  const ask = { hash: needHash(digest, 'digest'), salt: base64(salted), info: base64(about), length };
  return () => {
    const { bytes } = operate('hkdf', ask, secret);
    return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : view(bytes).slice().buffer;
  };
}

const hkdfSync = (digest, key, salt, info, length) => hkdfWork(digest, key, salt, info, length)();

function hkdf(digest, key, salt, info, length, callback) {
  needCallback(callback);
  later(hkdfWork(digest, key, salt, info, length), callback);
}

module.exports = { hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync };
