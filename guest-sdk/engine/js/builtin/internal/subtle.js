// SubtleCrypto and CryptoKey: the operations. What each algorithm imports, exports and generates is in parts/crypto/algorithms.js.
'use strict';

const { base64, coded, operate } = require('internal/crypto-core');
const { adopt, bytesOfKey } = require('internal/keys');
const { algorithms, argument, buffer, dataOf, dom, hashOf, normalized, numberOf } = require('../parts/crypto/algorithms.js');

const making = Symbol('making');
const usagesInOrder = ['encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey'];

class CryptoKey {
  #slots;

  constructor(key, slots) {
    if (key !== making) throw coded(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    this.#slots = slots;
    adopt(this, slots.key);
  }

  get type() { return this.#slots.key.type; }
  get extractable() { return this.#slots.extractable; }
  get algorithm() { return this.#slots.algorithm; }
  get usages() { return this.#slots.usages; }
  get [Symbol.toStringTag]() { return 'CryptoKey'; }

  // What a program may have done to the object that `algorithm` gives does not matter to the operations.
  static trusted(key) {
    if (typeof key !== 'object' || key === null || !(#slots in key)) {
      throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "key" argument must be an instance of CryptoKey.');
    }
    return key.#slots;
  }
}
const { trusted } = CryptoKey;
delete CryptoKey.trusted;

function makeCryptoKey(key, algorithm, extractable, usages) {
  const ordered = usagesInOrder.filter((usage) => usages.includes(usage));
  const trustedAlgorithm = Object.freeze({ ...algorithm });
  return new CryptoKey(making, { key, algorithm: { ...algorithm }, known: trustedAlgorithm, extractable: Boolean(extractable), usages: ordered, may: new Set(ordered) });
}

const notValid = 'The requested operation is not valid for the provided key';

function sentences(usage) {
  if (usage === 'sign' || usage === 'verify') return ['Key algorithm mismatch', `Unable to use this key to ${usage}`];
  if (usage.startsWith('derive')) return ['Key algorithm mismatch', `baseKey does not have ${usage} usage`];
  return [notValid, notValid];
}

// The key's own algorithm must be that of the operation, and the operation one of its usages.
function allowed(key, algorithm, usage) {
  const slots = trusted(key);
  const [mismatch, missing] = sentences(usage);
  if (slots.known.name !== algorithm.name) throw dom('InvalidAccessError', mismatch);
  if (!slots.may.has(usage)) throw dom('InvalidAccessError', missing);
  return slots;
}

function checkUsages(given) {
  if (!Array.isArray(given)) throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "keyUsages" argument must be an instance of Array.');
  for (const usage of given) {
    if (!usagesInOrder.includes(usage)) throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', `Value '${usage}' is not a valid KeyUsage`);
  }
  return given;
}

function needUsages(key, usages, possible) {
  const wrong = usages.find((usage) => !possible.includes(usage));
  if (wrong !== undefined) throw dom('SyntaxError', `Unsupported key usage for an ${key.startsWith('AES') ? 'AES' : key} key`);
}

function importKey(format, data, given, extractable, usages) {
  const algorithm = normalized(given, 'importKey');
  checkUsages(usages);
  const spec = algorithms[algorithm.name];
  const { key, details } = spec.import(format, format === 'jwk' ? data : dataOf(data, argument('importKey', '2nd')), algorithm, { extractable, usages });
  needUsages(algorithm.name, usages, spec.usages[key.type]);
  if (usages.length === 0 && key.type !== 'public') throw dom('SyntaxError', 'Usages cannot be empty when importing a private key.'.replace('private', key.type));
  if (spec.secretForever && extractable) throw dom('SyntaxError', `${algorithm.name} keys are not extractable`);
  return makeCryptoKey(key, { name: algorithm.name, ...details }, extractable, usages);
}

function exportKey(format, key) {
  const slots = trusted(key);
  if (!slots.extractable) throw dom('InvalidAccessError', 'key is not extractable');
  return algorithms[slots.known.name].export(format, slots);
}

function generateKey(given, extractable, usages) {
  const algorithm = normalized(given, 'generateKey');
  checkUsages(usages);
  const spec = algorithms[algorithm.name];
  if (spec.generate === undefined) throw dom('NotSupportedError', 'Unrecognized algorithm name');
  const all = Object.values(spec.usages).flat();
  needUsages(algorithm.name, usages, all);
  const secretKind = spec.usages.secret === undefined ? 'private' : 'secret';
  if (!usages.some((usage) => spec.usages[secretKind].includes(usage))) throw dom('SyntaxError', 'Usages cannot be empty when creating a key.');
  const { key, pair, details } = spec.generate(algorithm);
  const named = { name: algorithm.name, ...details };
  if (key !== undefined) return makeCryptoKey(key, named, extractable, usages);
  return {
    publicKey: makeCryptoKey(pair.publicKey, named, true, usages.filter((usage) => spec.usages.public.includes(usage))),
    privateKey: makeCryptoKey(pair.privateKey, named, extractable, usages.filter((usage) => spec.usages.private.includes(usage))),
  };
}

const failed = (error) => (error.name === 'Error' && error.code !== undefined) || error.message.startsWith('Unsupported state') || error instanceof RangeError || error instanceof TypeError;

// What the server refuses of data is an OperationError here, whatever it is in Node's own module.
function attempt(work) {
  try {
    return work();
  } catch (error) {
    if (error instanceof DOMException || !failed(error)) throw error;
    throw dom('OperationError', 'The operation failed for an operation-specific reason', error);
  }
}

const keyed = (slots) => base64(bytesOfKey(slots.key));

function schemeOf(algorithm, { known }) {
  switch (known.name) {
    case 'RSASSA-PKCS1-v1_5': return { hash: hashOf(known.hash) };
    case 'RSA-PSS': return { hash: hashOf(known.hash), pss: true, salt: numberOf(algorithm.saltLength, 'saltLength') };
    case 'ECDSA': return { hash: hashOf(algorithm.hash), p1363: true };
    default: return { hash: null };
  }
}

function sign(given, key, data) {
  const algorithm = normalized(given, 'sign');
  const slots = allowed(key, algorithm, 'sign');
  const bytes = dataOf(data, argument('sign', '3rd'));
  if (algorithm.name === 'HMAC') return buffer(operate('hmac', { hash: hashOf(slots.known.hash), key: keyed(slots) }, bytes).bytes);
  if (slots.key.type !== 'private') throw dom('InvalidAccessError', 'Unable to use this key to sign');
  return attempt(() => buffer(operate('sign', { key: keyed(slots), ...schemeOf(algorithm, slots) }, bytes).bytes));
}

function verify(given, key, signature, data) {
  const algorithm = normalized(given, 'verify');
  const slots = allowed(key, algorithm, 'verify');
  const [claimed, bytes] = [dataOf(signature, argument('verify', '3rd')), dataOf(data, argument('verify', '4th'))];
  if (algorithm.name === 'HMAC') {
    const mac = operate('hmac', { hash: hashOf(slots.known.hash), key: keyed(slots) }, bytes).bytes;
    return mac.length === claimed.length && require('internal/random').timingSafeEqual(mac, claimed);
  }
  return attempt(() => operate('verify', { key: keyed(slots), signature: base64(claimed), ...schemeOf(algorithm, slots) }, bytes).text === 'true');
}

function cipher(operation, algorithm, slots, bytes) {
  const decrypt = operation === 'decrypt';
  const key = keyed(slots);
  if (algorithm.name === 'RSA-OAEP') {
    const label = algorithm.label === undefined ? null : base64(dataOf(algorithm.label, 'algorithm.label'));
    const wanted = decrypt ? 'private' : 'public';
    if (slots.key.type !== wanted) throw dom('InvalidAccessError', notValid);
    return operate(`oaep.${operation}`, { key, hash: hashOf(slots.known.hash), label }, bytes).bytes;
  }
  if (algorithm.name !== 'AES-GCM') {
    const [mode, name] = algorithm.name === 'AES-CBC' ? ['cbc', 'iv'] : ['ctr', 'counter'];
    const iv = dataOf(algorithm[name], `algorithm.${name}`);
    if (iv.length !== 16) throw dom('OperationError', `algorithm.${name} must contain exactly 16 bytes`);
    return operate('cipher', { mode, key, iv: base64(iv), decrypt, padding: mode === 'cbc' }, bytes).bytes;
  }
  const bits = algorithm.tagLength ?? 128;
  if (![32, 64, 96, 104, 112, 120, 128].includes(bits)) throw dom('OperationError', `${bits} is not a valid AES-GCM tag length`);
  const ask = {
    key, iv: base64(dataOf(algorithm.iv, 'algorithm.iv')),
    aad: algorithm.additionalData === undefined ? '' : base64(dataOf(algorithm.additionalData, 'algorithm.additionalData')),
  };
  const tag = bits / 8;
  if (!decrypt) {
    const sealed = operate('gcm.seal', ask, bytes).bytes;
    return sealed.subarray(0, bytes.length + tag);
  }
  if (bytes.length < tag) throw dom('OperationError', 'The provided data is too small.');
  const at = bytes.length - tag;
  return operate('gcm.open', { ...ask, tag: base64(bytes.subarray(at)) }, bytes.subarray(0, at)).bytes;
}

function crypt(operation, usage, given, key, data) {
  const algorithm = normalized(given, operation);
  const slots = allowed(key, algorithm, usage);
  const bytes = dataOf(data, argument(operation, '3rd'));
  return attempt(() => buffer(cipher(operation, algorithm, slots, bytes)));
}

function derived(algorithm, slots, bits) {
  if (bits === null || bits === undefined) throw dom('OperationError', 'length cannot be null');
  if (bits % 8 !== 0) throw dom('OperationError', 'length must be a multiple of 8');
  const length = bits / 8;
  const salt = base64(dataOf(algorithm.salt, 'algorithm.salt'));
  const hash = hashOf(algorithm.hash);
  if (algorithm.name === 'HKDF') {
    return operate('hkdf', { hash, salt, info: base64(dataOf(algorithm.info, 'algorithm.info')), length }, bytesOfKey(slots.key)).bytes;
  }
  const iterations = numberOf(algorithm.iterations, 'iterations');
  if (iterations === 0) throw dom('OperationError', 'iterations cannot be zero');
  return operate('pbkdf2', { hash, salt, iterations, length }, bytesOfKey(slots.key)).bytes;
}

function deriveBits(given, key, length) {
  const algorithm = normalized(given, 'deriveBits');
  const slots = allowed(key, algorithm, 'deriveBits');
  return attempt(() => buffer(derived(algorithm, slots, length)));
}

function deriveKey(given, key, wanted, extractable, usages) {
  const algorithm = normalized(given, 'deriveBits');
  const target = normalized(wanted, 'importKey');
  const slots = allowed(key, algorithm, 'deriveKey');
  const length = algorithms[target.name].bits?.(target);
  if (length === undefined) throw dom('NotSupportedError', 'Unrecognized algorithm name');
  const bits = attempt(() => derived(algorithm, slots, length));
  return importKey('raw', bits, wanted, extractable, usages);
}

function wrapKey(format, key, wrappingKey, given) {
  const exported = exportKey(format, key);
  const bytes = format === 'jwk' ? host.utf8Encode(JSON.stringify(exported)) : new Uint8Array(exported);
  return crypt('encrypt', 'wrapKey', given, wrappingKey, bytes);
}

function unwrapKey(format, wrapped, unwrappingKey, given, keyAlgorithm, extractable, usages) {
  const bytes = new Uint8Array(crypt('decrypt', 'unwrapKey', given, unwrappingKey, wrapped));
  let data = bytes;
  if (format === 'jwk') {
    try {
      data = JSON.parse(host.utf8Decode(bytes, false));
    } catch {
      throw dom('DataError', 'Invalid wrapped JWK key');
    }
  }
  return importKey(format, data, keyAlgorithm, extractable, usages);
}

const digest = (given, data) => buffer(operate('digest', { hash: hashOf(normalized(given, 'digest').name) }, dataOf(data, argument('digest', '2nd'))).bytes);

// Every method is asynchronous, its errors too.
class SubtleCrypto {
  constructor(key) {
    if (key !== making) throw coded(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
  }

  async digest(algorithm, data) { return digest(algorithm, data); }
  async encrypt(algorithm, key, data) { return crypt('encrypt', 'encrypt', algorithm, key, data); }
  async decrypt(algorithm, key, data) { return crypt('decrypt', 'decrypt', algorithm, key, data); }
  async sign(algorithm, key, data) { return sign(algorithm, key, data); }
  async verify(algorithm, key, signature, data) { return verify(algorithm, key, signature, data); }
  async importKey(format, data, algorithm, extractable, usages) { return importKey(format, data, algorithm, extractable, usages); }
  async exportKey(format, key) { return exportKey(format, key); }
  async generateKey(algorithm, extractable, usages) { return generateKey(algorithm, extractable, usages); }
  async deriveBits(algorithm, key, length = null) { return deriveBits(algorithm, key, length); }
  async deriveKey(algorithm, key, wanted, extractable, usages) { return deriveKey(algorithm, key, wanted, extractable, usages); }
  async wrapKey(format, key, wrappingKey, algorithm) { return wrapKey(format, key, wrappingKey, algorithm); }
  async unwrapKey(format, wrapped, key, algorithm, keyAlgorithm, extractable, usages) {
    return unwrapKey(format, wrapped, key, algorithm, keyAlgorithm, extractable, usages);
  }
  get [Symbol.toStringTag]() { return 'SubtleCrypto'; }
}

module.exports = { CryptoKey, SubtleCrypto, subtle: new SubtleCrypto(making) };
