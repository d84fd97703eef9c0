// The algorithms of WebCrypto: how each imports, exports and generates its keys, and what they may be used for.
'use strict';

const { Buffer, asBuffer, coded, isBytes, random, view } = require('internal/crypto-core');
const { bytesOfKey, createPrivateKey, createPublicKey, fromJwk, generatePair, makeSecret, noRsa } = require('internal/keys');

function dom(name, message, cause) {
  const error = new DOMException(message, name);
  if (cause !== undefined) Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true });
  return error;
}

const unrecognized = () => dom('NotSupportedError', 'Unrecognized algorithm name');
const unsupportedFormat = (name, format) => dom('NotSupportedError', `Unable to import ${name} using ${format} format`);
const malformed = (cause) => dom('DataError', 'Invalid keyData', cause);

// A copy: what is handed in may change, and operations are told to be asynchronous. `place`: where the data came from, in words.
function dataOf(data, place) {
  if (!isBytes(data)) throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', `${place} is not instance of ArrayBuffer, Buffer, TypedArray, or DataView.`);
  return view(data).slice();
}

const argument = (method, which) => `Failed to execute '${method}' on 'SubtleCrypto': ${which} argument`;

// An ArrayBuffer of exactly these bytes.
const buffer = (bytes) => (bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : view(bytes).slice().buffer);

const hashNames = { 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512', 'SHA3-256': 'sha3-256', 'SHA3-384': 'sha3-384', 'SHA3-512': 'sha3-512' };
const canonicalHash = (given) => {
  const name = typeof given === 'object' && given !== null ? given.name : given;
  const found = Object.keys(hashNames).find((each) => each === `${name}`.toUpperCase());
  if (found === undefined) throw unrecognized();
  return found;
};
const hashOf = (given) => hashNames[canonicalHash(given)];

function numberOf(value, name) {
  const number = Number(value);
  if (value === undefined || !Number.isInteger(number) || number < 0 || number > 2 ** 32 - 1) {
    throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', `'${name}' of the algorithm is not a number from 0 to 4294967295`);
  }
  return number;
}

const asymmetricUsages = { public: ['verify'], private: ['sign'], secret: undefined };

// ---- Symmetric keys ----

function checkJwk(jwk, kty, { extractable, usages }, use) {
  if (typeof jwk !== 'object' || jwk === null || jwk.kty === undefined || isBytes(jwk)) throw malformed();
  if (jwk.kty !== kty) throw dom('DataError', 'Invalid JWK "kty" Parameter');
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== use) throw dom('DataError', 'Invalid JWK "use" Parameter');
  if (Array.isArray(jwk.key_ops) && usages.some((usage) => !jwk.key_ops.includes(usage))) throw dom('DataError', 'Key operations and usage mismatch');
  if (jwk.ext === false && extractable) throw dom('DataError', 'JWK "ext" Parameter and extractable mismatch');
}

function checkAlg(jwk, expected) {
  if (jwk.alg !== undefined && expected !== undefined && jwk.alg !== expected) throw dom('DataError', 'JWK "alg" does not match the requested algorithm');
}

function symmetric({ usages, use, alg, lengthOf, generated, secretForever, raw }) {
  return {
    usages: { secret: usages },
    secretForever,
    import(format, data, algorithm, options) {
      let bytes = data;
      if (format === 'jwk' && !secretForever) {
        checkJwk(data, 'oct', options, use);
        if (typeof data.k !== 'string') throw malformed();
        bytes = view(Buffer.from(data.k, 'base64url')).slice();
      } else if (format !== 'raw') {
        throw unsupportedFormat(algorithm.name, format);
      }
      const details = lengthOf(bytes, algorithm);
      if (format === 'jwk') checkAlg(data, alg(details));
      return { key: makeSecret(bytes), details };
    },
    export(format, { key, known, usages: given, extractable }) {
      if (format === 'raw') return buffer(bytesOfKey(key).slice());
      if (format !== 'jwk') throw dom('NotSupportedError', `Unable to export ${known.name} using ${format} format`);
      return { key_ops: given, ext: extractable, alg: alg(known), kty: 'oct', k: asBuffer(bytesOfKey(key)).toString('base64url') };
    },
    generate: generated === undefined ? undefined : (algorithm) => {
      const bits = generated(algorithm);
      const bytes = random(bits / 8);
      const { length, ...more } = lengthOf(bytes, algorithm);
      return { key: makeSecret(bytes), details: { length, ...more } };
    },
    bits: raw ?? generated,
  };
}

const aesLength = ({ length }) => {
  if (![128, 192, 256].includes(length)) throw dom('OperationError', 'Invalid key length');
  return length;
};
const aes = (mode, usages) => symmetric({
  usages: [...usages, 'wrapKey', 'unwrapKey'],
  use: 'enc',
  alg: ({ length }) => `A${length}${mode}`,
  lengthOf(bytes) {
    if (![16, 24, 32].includes(bytes.length)) throw dom('DataError', 'Invalid key length');
    return { length: bytes.length * 8 };
  },
  generated: aesLength,
});

const blockBits = { 'SHA-1': 512, 'SHA-256': 512, 'SHA-384': 1024, 'SHA-512': 1024 };
const hmac = symmetric({
  usages: ['sign', 'verify'],
  use: 'sig',
  alg: ({ hash }) => ({ 'SHA-1': 'HS1', 'SHA-256': 'HS256', 'SHA-384': 'HS384', 'SHA-512': 'HS512' })[hash.name],
  lengthOf(bytes, algorithm) {
    const name = canonicalHash(algorithm.hash);
    if (blockBits[name] === undefined) throw unrecognized();
    if (bytes.length === 0) throw dom('DataError', 'Zero-length key is not supported');
    return { hash: { name }, length: bytes.length * 8 };
  },
  generated({ hash, length }) {
    const bits = length ?? blockBits[canonicalHash(hash)];
    if (!Number.isInteger(bits) || bits <= 0 || bits % 8 !== 0 || bits > 65536) throw dom('OperationError', 'Invalid key length');
    return bits;
  },
});
const password = symmetric({ usages: ['deriveKey', 'deriveBits'], lengthOf: () => ({}), secretForever: true });

// ---- Asymmetric keys ----

function imported(format, data) {
  try {
    if (format === 'spki') return createPublicKey({ key: data, format: 'der', type: 'spki' });
    return createPrivateKey({ key: data, format: 'der', type: 'pkcs8' });
  } catch (error) {
    throw malformed(error);
  }
}

function importedJwk(jwk) {
  try {
    return fromJwk(jwk.d === undefined ? 'public' : 'private', jwk);
  } catch (error) {
    throw malformed(error);
  }
}

function exportAsymmetric(format, { key, known, usages, extractable }, alg, raw) {
  const wanted = { spki: 'public', pkcs8: 'private', raw: raw === undefined ? 'none' : 'public' }[format];
  if (format === 'jwk') return { key_ops: usages, ext: extractable, ...key.export({ format: 'jwk' }), ...(alg === undefined ? {} : { alg }) };
  if (wanted === undefined || wanted === 'none') throw dom('NotSupportedError', `Unable to export ${known.name} using ${format} format`);
  if (key.type !== wanted) throw dom('InvalidAccessError', `Unable to export a raw ${known.name} ${key.type} key`.replace('raw ', ''));
  return buffer(format === 'raw' ? raw(key) : bytesOfKey(key).slice());
}

function rsa(use, usages, alg) {
  return {
    usages,
    import(format, data, algorithm, options) {
      const hash = { name: canonicalHash(algorithm.hash) };
      if (!['spki', 'pkcs8', 'jwk'].includes(format)) throw unsupportedFormat(algorithm.name, format);
      if (format === 'jwk') {
        checkJwk(data, 'RSA', options, use);
        checkAlg(data, alg(hash.name));
      }
      const key = format === 'jwk' ? importedJwk(data) : imported(format, data);
      if (key.asymmetricKeyType !== 'rsa') throw dom('DataError', 'Invalid key type');
      const { modulusLength, publicExponent } = key.asymmetricKeyDetails;
      const digits = publicExponent.toString(16);
      const exponent = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
      return { key, details: { modulusLength, publicExponent: view(exponent).slice(), hash } };
    },
    export: (format, slots) => exportAsymmetric(format, slots, alg(slots.known.hash.name)),
    generate() { throw dom('NotSupportedError', noRsa); },
  };
}

const bitsOf = (hash) => hash.slice(hash.indexOf('-') + 1);

const nodeCurves = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };
const lengths = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };
const needCurve = (name) => {
  if (!Object.hasOwn(lengths, name)) throw dom('NotSupportedError', 'Unrecognized namedCurve');
  return name;
};

// A point of a curve is a JWK in other clothes.
function fromPoint(curve, bytes) {
  const length = lengths[curve];
  if (bytes.length !== 1 + 2 * length || bytes[0] !== 4) throw malformed();
  const [x, y] = [bytes.subarray(1, 1 + length), bytes.subarray(1 + length)].map((half) => asBuffer(half).toString('base64url'));
  return importedJwk({ kty: 'EC', crv: curve, x, y });
}
function toPoint(key) {
  const { x, y } = key.export({ format: 'jwk' });
  return Uint8Array.of(4, ...Buffer.from(x, 'base64url'), ...Buffer.from(y, 'base64url'));
}

const ecdsa = {
  usages: asymmetricUsages,
  import(format, data, algorithm, options) {
    const namedCurve = needCurve(algorithm.namedCurve);
    if (!['raw', 'spki', 'pkcs8', 'jwk'].includes(format)) throw unsupportedFormat('ECDSA', format);
    if (format === 'jwk') {
      checkJwk(data, 'EC', options, 'sig');
      if (data.crv !== namedCurve) throw dom('DataError', 'JWK "crv" does not match the requested algorithm');
    }
    const key = format === 'raw' ? fromPoint(namedCurve, data) : format === 'jwk' ? importedJwk(data) : imported(format, data);
    if (key.asymmetricKeyType !== 'ec') throw dom('DataError', 'Invalid key type');
    if (nodeCurves[key.asymmetricKeyDetails.namedCurve] !== namedCurve) throw dom('DataError', 'Named curve mismatch');
    return { key, details: { namedCurve } };
  },
  export: (format, slots) => exportAsymmetric(format, slots, undefined, toPoint),
  generate: ({ namedCurve }) => ({ pair: generatePair(needCurve(namedCurve)), details: { namedCurve } }),
};

const ed25519 = {
  usages: asymmetricUsages,
  import(format, data, algorithm, options) {
    if (!['raw', 'spki', 'pkcs8', 'jwk'].includes(format)) throw unsupportedFormat('Ed25519', format);
    if (format === 'jwk') {
      checkJwk(data, 'OKP', options, 'sig');
      if (data.crv !== 'Ed25519') throw dom('DataError', 'JWK "crv" Parameter and algorithm name mismatch');
    }
    const raw = () => importedJwk({ kty: 'OKP', crv: 'Ed25519', x: asBuffer(data).toString('base64url') });
    const key = format === 'raw' ? raw() : format === 'jwk' ? importedJwk(data) : imported(format, data);
    if (key.asymmetricKeyType !== 'ed25519') throw dom('DataError', 'Invalid key type');
    return { key, details: {} };
  },
  export: (format, slots) => exportAsymmetric(format, slots, undefined, (key) => view(Buffer.from(key.export({ format: 'jwk' }).x, 'base64url'))),
  generate: () => ({ pair: generatePair(undefined), details: {} }),
};

const crypting = ['encrypt', 'decrypt'];
const algorithms = {
  HMAC: hmac,
  'AES-GCM': aes('GCM', crypting),
  'AES-CBC': aes('CBC', crypting),
  'AES-CTR': aes('CTR', crypting),
  PBKDF2: password,
  HKDF: password,
  'RSASSA-PKCS1-v1_5': rsa('sig', asymmetricUsages, (hash) => `RS${bitsOf(hash)}`),
  'RSA-PSS': rsa('sig', asymmetricUsages, (hash) => `PS${bitsOf(hash)}`),
  'RSA-OAEP': rsa('enc', { public: ['encrypt', 'wrapKey'], private: ['decrypt', 'unwrapKey'] }, (hash) => (hash === 'SHA-1' ? 'RSA-OAEP' : `RSA-OAEP-${bitsOf(hash)}`)),
  ECDSA: ecdsa,
  Ed25519: ed25519,
};

const possible = {
  digest: Object.keys(hashNames),
  sign: ['HMAC', 'RSASSA-PKCS1-v1_5', 'RSA-PSS', 'ECDSA', 'Ed25519'],
  encrypt: ['AES-GCM', 'AES-CBC', 'AES-CTR', 'RSA-OAEP'],
  deriveBits: ['PBKDF2', 'HKDF'],
  importKey: Object.keys(algorithms),
};
possible.verify = possible.sign;
possible.decrypt = possible.encrypt;
possible.generateKey = possible.importKey;

// The algorithm with its name as the standard writes it.
function normalized(given, operation) {
  const algorithm = typeof given === 'string' ? { name: given } : given;
  if (typeof algorithm !== 'object' || algorithm === null || algorithm.name === undefined) {
    throw coded(TypeError, 'ERR_MISSING_OPTION', "'algorithm' needs a 'name'");
  }
  const wanted = `${algorithm.name}`.toUpperCase();
  const name = possible[operation].find((each) => each.toUpperCase() === wanted);
  if (name === undefined) throw unrecognized();
  return { ...algorithm, name };
}

module.exports = { algorithms, argument, buffer, dataOf, dom, hashOf, normalized, numberOf };
