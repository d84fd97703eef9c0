// KeyObject and what makes one. A key is kept in one form (SubjectPublicKeyInfo, PKCS #8, or the secret itself) and goes to the
// server with every use of it.
'use strict';

const {
  asBuffer, bytesOf, coded, invalidArgument, isBytes, later, needInteger, operate, random, view,
} = require('internal/crypto-core');

// What no program can reach: { type, bytes, info }.
const slots = new WeakMap();
const making = Symbol('making');

const invalidValue = (name, value, allowed) => {
  const { inspect } = require('internal/inspect');
  const kind = name.includes('.') ? 'property' : 'argument';
  const reason = allowed === undefined ? 'is invalid' : `must be ${allowed}`;
  return coded(TypeError, 'ERR_INVALID_ARG_VALUE', `The ${kind} '${name}' ${reason}. Received ${inspect(value)}`);
};
const oneOf = (values) => `one of: ${values.map((value) => (value === undefined ? 'undefined' : `'${value}'`)).join(', ')}`;
const wrongType = (type, expected) => coded(TypeError, 'ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE', `Invalid key object type ${type}, expected ${expected}.`);
const keyKinds = 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey';

class KeyObject {
  constructor(key, slot) {
    if (key !== making) throw coded(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    slots.set(this, slot);
  }

  get type() { return slots.get(this).type; }

  equals(other) {
    if (!(other instanceof KeyObject)) throw invalidArgument('otherKeyObject', 'an instance of KeyObject', other);
    const [mine, its] = [slots.get(this), slots.get(other)];
    if (mine.type !== its.type || mine.bytes.length !== its.bytes.length) return false;
    let differs = 0;
    for (let i = 0; i < mine.bytes.length; i++) differs |= mine.bytes[i] ^ its.bytes[i];
    return differs === 0;
  }

  get [Symbol.toStringTag]() { return 'KeyObject'; }

  static from(key) {
    const found = keyOf(key);
    if (found === undefined || key instanceof KeyObject) throw invalidArgument('key', 'an instance of CryptoKey', key);
    return found;
  }
}

class SecretKeyObject extends KeyObject {
  get symmetricKeySize() { return slots.get(this).bytes.length; }

  export(options) {
    if (options !== undefined && (typeof options !== 'object' || options === null)) throw invalidArgument('options', 'of type object', options);
    const format = options?.format;
    const { bytes } = slots.get(this);
    if (format === 'jwk') return { kty: 'oct', k: asBuffer(bytes).toString('base64url') };
    if (format !== undefined && format !== 'buffer') throw invalidValue('options.format', format, oneOf([undefined, 'buffer', 'jwk']));
    return asBuffer(bytes.slice());
  }
}

class AsymmetricKeyObject extends KeyObject {
  get asymmetricKeyType() { return slots.get(this).info.type; }

  get asymmetricKeyDetails() {
    const { modulusLength, publicExponent, namedCurve } = slots.get(this).info;
    if (modulusLength !== undefined) return { modulusLength, publicExponent: BigInt(`0x${publicExponent}`) };
    return namedCurve === undefined ? {} : { namedCurve };
  }

  export(options) {
    if (typeof options !== 'object' || options === null) throw invalidArgument('options', 'of type object', options);
    const { type: kind, bytes } = slots.get(this);
    const { format, type } = options;
    if (format === 'jwk') {
      return JSON.parse(operate('key.export', { kind, format }, bytes).text);
    }
    const types = kind === 'public' ? ['pkcs1', 'spki'] : ['pkcs1', 'pkcs8', 'sec1'];
    if (!types.includes(type)) throw invalidValue('options.type', type);
    if (format !== 'pem' && format !== 'der') throw invalidValue('options.format', format);
    if (options.cipher !== undefined || options.passphrase !== undefined) {
      throw coded(Error, 'ERR_CRYPTO_UNSUPPORTED_OPERATION', 'The server writes no encrypted private keys');
    }
    const answer = operate('key.export', { kind, format, type }, bytes);
    return format === 'pem' ? answer.text : asBuffer(answer.bytes);
  }
}

class PublicKeyObject extends AsymmetricKeyObject {}
class PrivateKeyObject extends AsymmetricKeyObject {}

const make = (Class, type, bytes, info) => new Class(making, { type, bytes, info });
const makeSecret = (bytes) => make(SecretKeyObject, 'secret', bytes);

// The answer of the server to an import or a generation.
function makeKey({ text, bytes }) {
  const info = JSON.parse(text);
  return make(info.kind === 'public' ? PublicKeyObject : PrivateKeyObject, info.kind, bytes, info);
}

// The KeyObject of a KeyObject or CryptoKey; undefined for anything else.
const inside = new WeakMap();
function keyOf(value) {
  if (value instanceof KeyObject) return value;
  return typeof value === 'object' && value !== null ? inside.get(value) : undefined;
}
// A CryptoKey is born with its KeyObject.
const adopt = (cryptoKey, key) => { inside.set(cryptoKey, key); };

const bytesOfKey = (key) => slots.get(key).bytes;
const isText = (value) => typeof value === 'string' || isBytes(value);

function createSecretKey(key, encoding) {
  if (typeof key === 'string') return makeSecret(bytesOf(key, 'key', encoding));
  if (!isBytes(key)) throw invalidArgument('key', 'an instance of ArrayBuffer, Buffer, TypedArray, or DataView', key);
  return makeSecret(view(key).slice());
}

// The bytes of a secret key, for who takes one where bytes are taken; undefined for what is no key.
function secretBytes(value) {
  const key = keyOf(value);
  if (key === undefined) return undefined;
  if (key.type !== 'secret') throw wrongType(key.type, 'secret');
  return bytesOfKey(key);
}

const members = { RSA: ['n', 'e'], EC: ['crv', 'x', 'y'], OKP: ['crv', 'x'] };
const privateMembers = { RSA: ['d', 'p', 'q', 'dp', 'dq', 'qi'], EC: ['d'], OKP: ['d'] };
const curves = { EC: ['P-256', 'secp256k1', 'P-384', 'P-521'], OKP: ['Ed25519'] };

function fromJwk(want, jwk) {
  if (typeof jwk !== 'object' || jwk === null) throw invalidArgument('key.key', 'of type object', jwk);
  const { kty } = jwk;
  if (!Object.hasOwn(members, kty)) throw invalidValue('key.kty', kty, oneOf(['RSA', 'EC', 'OKP']));
  const needed = want === 'private' ? [...members[kty], ...privateMembers[kty]] : members[kty];
  const clean = { kty };
  for (const name of needed) {
    if (typeof jwk[name] !== 'string') throw invalidArgument(`key.${name}`, 'of type string', jwk[name]);
    clean[name] = jwk[name];
  }
  if (clean.crv !== undefined && !curves[kty].includes(clean.crv)) throw invalidValue('key.crv', clean.crv, oneOf(curves[kty]));
  try {
    return makeKey(operate('key.import', { want, format: 'jwk', jwk: clean }));
  } catch (error) {
    if (error.code !== undefined && error.code !== 'ERR_CRYPTO_INVALID_KEY') throw error;
    throw coded(TypeError, 'ERR_CRYPTO_INVALID_JWK', kty === 'OKP' ? 'Invalid JWK data' : `Invalid JWK ${kty} key`);
  }
}

const derTypes = ['pkcs1', 'spki', 'pkcs8', 'sec1'];

function fromText(want, key, { format = 'pem', type, encoding } = {}) {
  if (!isText(key)) throw invalidArgument('key.key', keyKinds, key);
  const bytes = bytesOf(key, 'key', encoding);
  if (format === 'pem') return makeKey(operate('key.import', { want, format }, bytes));
  if (format !== 'der') throw invalidValue('options.format', format);
  if (!derTypes.includes(type)) throw invalidValue('options.type', type);
  return makeKey(operate('key.import', { want, format, type }, bytes));
}

function derive(key) {
  return makeKey(operate('key.import', { want: 'public', format: 'der', type: 'pkcs8' }, bytesOfKey(key)));
}

function createPublicKey(input) {
  const known = keyOf(input) ?? keyOf(input?.key);
  if (known !== undefined) {
    if (known.type !== 'private') throw wrongType(known.type, 'private');
    return derive(known);
  }
  if (isText(input)) return fromText('public', input);
  if (typeof input !== 'object' || input === null) throw invalidArgument('key', keyKinds, input);
  return input.format === 'jwk' ? fromJwk('public', input.key) : fromText('public', input.key, input);
}

function createPrivateKey(input) {
  const known = keyOf(input) ?? keyOf(input?.key);
  if (known !== undefined) throw invalidArgument('key', 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView', known);
  if (isText(input)) return fromText('private', input);
  if (typeof input !== 'object' || input === null) throw invalidArgument('key', keyKinds, input);
  return input.format === 'jwk' ? fromJwk('private', input.key) : fromText('private', input.key, input);
}

// The key of whatever an operation takes: a key, its text, or an object that has either as `key`.
function preparePrivate(input) {
  const known = keyOf(input) ?? keyOf(input?.key);
  if (known === undefined) return createPrivateKey(input);
  if (known.type !== 'private') throw wrongType(known.type, 'private');
  return known;
}

function preparePublic(input) {
  const known = keyOf(input) ?? keyOf(input?.key);
  if (known === undefined) return createPublicKey(input);
  if (known.type === 'secret') throw wrongType('secret', 'public or private');
  return known.type === 'private' ? derive(known) : known;
}

const ecCurves = {
  'P-256': ['prime256v1', 32], prime256v1: ['prime256v1', 32], secp256r1: ['prime256v1', 32],
  'P-384': ['secp384r1', 48], secp384r1: ['secp384r1', 48], 'P-521': ['secp521r1', 66], secp521r1: ['secp521r1', 66],
  secp256k1: ['secp256k1', 32],
};

// A number at random below the order of the curve: one that is not is refused, and another is drawn.
function generatePair(name) {
  const [curve, length] = name === undefined ? [null, 32] : ecCurves[name];
  for (;;) {
    const seed = random(length);
    if (curve === 'secp521r1') seed[0] &= 1;
    try {
      const privateKey = makeKey(operate('key.generate', { curve }, seed));
      return { privateKey, publicKey: derive(privateKey) };
    } catch (error) {
      if (error.code !== 'ERR_CRYPTO_INVALID_KEY') throw error;
    }
  }
}

const noRsa = 'The server generates no RSA keys in an Action, because it cannot be said beforehand what that takes. Generate the key elsewhere, and keep it as a secret of the Action.';

function generateKeyPairSync(type, options = {}) {
  if (typeof type !== 'string') throw invalidArgument('type', 'of type string', type);
  if (type === 'rsa' || type === 'rsa-pss') throw coded(Error, 'ERR_CRYPTO_UNSUPPORTED_OPERATION', noRsa);
  if (type !== 'ec' && type !== 'ed25519') throw invalidValue('type', type, 'a supported key type');
  const { namedCurve, publicKeyEncoding, privateKeyEncoding } = options;
  if (type === 'ec') {
    if (typeof namedCurve !== 'string') throw invalidArgument('options.namedCurve', 'of type string', namedCurve);
    if (!Object.hasOwn(ecCurves, namedCurve)) throw coded(TypeError, 'ERR_CRYPTO_INVALID_CURVE', 'Invalid EC curve name');
  }
  const { publicKey, privateKey } = generatePair(type === 'ec' ? namedCurve : undefined);
  return {
    publicKey: publicKeyEncoding === undefined ? publicKey : publicKey.export(publicKeyEncoding),
    privateKey: privateKeyEncoding === undefined ? privateKey : privateKey.export(privateKeyEncoding),
  };
}

function generateKeyPair(type, options, callback) {
  const [given, told] = callback === undefined ? [undefined, options] : [options, callback];
  if (typeof told !== 'function') throw invalidArgument('callback', 'of type function', told);
  const told3 = (error, pair) => (error ? told(error) : told(null, pair.publicKey, pair.privateKey));
  later(() => generateKeyPairSync(type, given), told3);
}

function generateKeySync(type, options) {
  if (typeof type !== 'string') throw invalidArgument('type', 'of type string', type);
  if (typeof options !== 'object' || options === null) throw invalidArgument('options', 'of type object', options);
  const { length } = options;
  if (type === 'hmac') {
    needInteger(length, 'options.length', 8);
  } else if (type === 'aes') {
    if (![128, 192, 256].includes(length)) throw invalidValue('options.length', length, 'one of: 128, 192, 256');
  } else {
    throw invalidValue('type', type, 'a supported key type');
  }
  return makeSecret(random(Math.floor(length / 8)));
}

function generateKey(type, options, callback) {
  later(() => generateKeySync(type, options), callback);
}

module.exports = {
  KeyObject, adopt, bytesOfKey, createPrivateKey, createPublicKey, createSecretKey, derive, fromJwk, generateKey, generateKeyPair,
  generateKeyPairSync, generateKeySync, generatePair, invalidValue, keyOf, makeKey, makeSecret, noRsa,
  preparePrivate, preparePublic, secretBytes,
};
