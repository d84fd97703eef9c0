// Node's Buffer: a Uint8Array with encodings. Written here, not taken from npm: the package there does UTF-8 and base64 in JavaScript,
// which the engine does much faster, and lacks base64url.
'use strict';

const { coded, invalidArgument } = require('internal/errors');
const { nameOf, encode, decode } = require('./parts/buffer/codec.js');
const { compare, find } = require('./parts/buffer/search.js');
const numbers = require('./parts/buffer/numbers.js');

const { outOfRange } = numbers;
const largest = Number.MAX_SAFE_INTEGER;

function known(encoding) {
  const name = nameOf(encoding ?? 'utf8');
  if (name === undefined) throw coded(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`);
  return name;
}

const asBuffer = (bytes) => Object.setPrototypeOf(bytes, Buffer.prototype);
const plain = (buffer, from = 0, to = buffer.length) => new Uint8Array(buffer.buffer, buffer.byteOffset + from, Math.max(0, to - from));
const isBytes = (value) => value instanceof Uint8Array;
const needBytes = (name, value) => {
  if (!isBytes(value)) throw invalidArgument(name, 'an instance of Buffer or Uint8Array', value);
};
const isArrayBuffer = (value) => /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(value));

function sized(size) {
  if (typeof size !== 'number') throw invalidArgument('size', 'of type number', size);
  if (!(size >= 0 && size <= largest)) throw outOfRange('size', `>= 0 && <= ${largest}`, size);
  return asBuffer(new Uint8Array(size));
}

// Callable with and without `new`, as packages of another age do.
function Buffer(value, encodingOrOffset, length) {
  if (typeof value !== 'number') return Buffer.from(value, encodingOrOffset, length);
  if (typeof encodingOrOffset === 'string') throw invalidArgument('string', 'of type string', value);
  return sized(value);
}
// The bundler may have renamed the function; inspect shows the name.
Object.defineProperty(Buffer, 'name', { value: 'Buffer', configurable: true });
Object.setPrototypeOf(Buffer, Uint8Array);
Object.setPrototypeOf(Buffer.prototype, Uint8Array.prototype);

function fromArrayBuffer(buffer, byteOffset, length) {
  const offset = Number.isNaN(+byteOffset) || byteOffset === undefined ? 0 : +byteOffset;
  const left = buffer.byteLength - offset;
  if (left < 0) throw coded(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', '"offset" is outside of buffer bounds');
  const size = length === undefined ? left : Math.max(0, +length || 0);
  if (size > left) throw coded(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', '"length" is outside of buffer bounds');
  return asBuffer(new Uint8Array(buffer, offset, size));
}

// Functions and not methods: code that says `new Buffer.from(…)` is not rare.
const statics = {
  from: function (value, encodingOrOffset, length) {
    if (typeof value === 'string') return asBuffer(encode(value, known(typeof encodingOrOffset === 'string' && encodingOrOffset !== '' ? encodingOrOffset : 'utf8')));
    if (typeof value === 'object' && value !== null) {
      if (isArrayBuffer(value)) return fromArrayBuffer(value, encodingOrOffset, length);
      if (isBytes(value)) return asBuffer(new Uint8Array(value));
      const inner = value.valueOf?.();
      if (inner != null && inner !== value && (typeof inner === 'string' || typeof inner === 'object')) return Buffer.from(inner, encodingOrOffset, length);
      if (value.length !== undefined || isArrayBuffer(value.buffer)) return asBuffer(Uint8Array.from(typeof value.length === 'number' ? value : []));
      if (value.type === 'Buffer' && Array.isArray(value.data)) return asBuffer(Uint8Array.from(value.data));
      const primitive = value[Symbol.toPrimitive]?.('string');
      if (typeof primitive === 'string') return Buffer.from(primitive, encodingOrOffset);
    }
    const error = invalidArgument('value', '', value);
    error.message = `The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object.${error.message.slice(error.message.indexOf(' Received'))}`;
    throw error;
  },
  of: function (...bytes) { return asBuffer(Uint8Array.of(...bytes)); },
  alloc: function (size, fill, encoding) {
    const buffer = sized(size);
    return fill === undefined || fill === 0 || size === 0 || fill === '' ? buffer : buffer.fill(fill, typeof encoding === 'string' ? encoding : undefined);
  },
  allocUnsafe: sized,
  allocUnsafeSlow: sized,
  copyBytesFrom: function (view, offset = 0, length = view.length - offset) {
    const part = view.subarray(offset, offset + length);
    return Buffer.from(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  },
  isBuffer: (value) => value instanceof Buffer,
  isEncoding: (encoding) => typeof encoding === 'string' && encoding.length !== 0 && nameOf(encoding) !== undefined,
  byteLength: function (value, encoding) {
    if (typeof value === 'string') {
      const name = nameOf(encoding ?? 'utf8') ?? 'utf8';
      if (name === 'latin1' || name === 'ascii') return value.length;
      if (name === 'utf16le') return value.length * 2;
      return name === 'hex' ? value.length >>> 1 : encode(value, name).length;
    }
    if (!ArrayBuffer.isView(value) && !isArrayBuffer(value)) throw invalidArgument('string', 'of type string or an instance of Buffer or ArrayBuffer', value);
    return value.byteLength;
  },
  compare: function (a, b) {
    needBytes('buf1', a);
    needBytes('buf2', b);
    return compare(a, b);
  },
  concat: function (list, length) {
    if (!Array.isArray(list)) throw invalidArgument('list', 'an instance of Array', list);
    list.forEach((each, i) => needBytes(`list[${i}]`, each));
    const size = length ?? list.reduce((sum, each) => sum + each.length, 0);
    const whole = sized(size);
    let at = 0;
    for (const each of list) {
      if (at >= size) break;
      whole.set(each.length > size - at ? each.subarray(0, size - at) : each, at);
      at += each.length;
    }
    return whole;
  },
};

function written(buffer, bytes, offset, length, encoding) {
  // Only whole characters are written.
  let count = Math.min(bytes.length, length);
  if (encoding === 'utf8' && count < bytes.length) while (count > 0 && (bytes[count] & 0xc0) === 0x80) count--;
  if (encoding === 'utf16le') count -= count % 2;
  plain(buffer).set(bytes.subarray(0, count), offset);
  return count;
}

function search(buffer, value, offset, encoding, backwards) {
  let [from, as] = [offset, encoding];
  if (typeof from === 'string') [from, as] = [undefined, from];
  if (typeof value === 'number') return find(plain(buffer), [value & 0xff], from, backwards);
  if (typeof value === 'string') {
    const name = known(as);
    return find(plain(buffer), encode(value, name), from, backwards, name === 'utf16le' ? 2 : 1);
  }
  if (isBytes(value)) return find(plain(buffer), value, from, backwards);
  throw invalidArgument('value', 'one of type number or string or an instance of Buffer or Uint8Array', value);
}

function swap(buffer, size) {
  if (buffer.length % size !== 0) throw coded(RangeError, 'ERR_INVALID_BUFFER_SIZE', `Buffer size must be a multiple of ${size * 8}-bits`);
  for (let i = 0; i < buffer.length; i += size) plain(buffer, i, i + size).reverse();
  return buffer;
}

const within = (value, fallback, length) => {
  const at = value === undefined ? fallback : Math.trunc(+value) || 0;
  return at < 0 ? 0 : Math.min(at, length);
};

const methods = {
  toString(encoding, start, end) {
    const from = within(start, 0, this.length);
    const to = within(end, this.length, this.length);
    return to <= from ? '' : decode(plain(this, from, to), known(encoding));
  },
  toJSON() {
    return { type: 'Buffer', data: Array.from(this) };
  },
  equals(other) {
    needBytes('otherBuffer', other);
    return this === other || (this.length === other.length && compare(this, other) === 0);
  },
  compare(target, targetStart = 0, targetEnd = target.length, sourceStart = 0, sourceEnd = this.length) {
    needBytes('target', target);
    return compare(plain(this, sourceStart, sourceEnd), plain(target, targetStart, targetEnd));
  },
  indexOf(value, offset, encoding) { return search(this, value, offset, encoding, false); },
  lastIndexOf(value, offset, encoding) { return search(this, value, offset, encoding, true); },
  includes(value, offset, encoding) { return search(this, value, offset, encoding, false) !== -1; },
  write(text, offset, length, encoding) {
    let [at, most, as] = [offset, length, encoding];
    if (typeof at === 'string') [at, most, as] = [0, undefined, at];
    else if (typeof most === 'string') [most, as] = [undefined, most];
    at ??= 0;
    if (typeof text !== 'string') throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'argument must be a string');
    if (!(at >= 0 && at <= this.length)) throw outOfRange('offset', `>= 0 && <= ${this.length}`, at);
    const name = known(as);
    return written(this, encode(text, name), at, Math.min(most ?? Infinity, this.length - at), name);
  },
  fill(value, offset, end, encoding) {
    let [from, to, as] = [offset, end, encoding];
    if (typeof from === 'string') [from, to, as] = [undefined, undefined, from];
    else if (typeof to === 'string') [to, as] = [undefined, to];
    from ??= 0;
    to ??= this.length;
    if (!(from >= 0 && from <= this.length)) throw outOfRange('offset', `>= 0 && <= ${this.length}`, from);
    if (!(to >= 0 && to <= this.length)) throw outOfRange('end', `>= 0 && <= ${this.length}`, to);
    if (typeof value !== 'string' && !isBytes(value)) {
      plain(this, from, to).fill(+value & 0xff);
      return this;
    }
    const bytes = typeof value === 'string' ? encode(value, known(as)) : value;
    if (value === '') plain(this, from, to).fill(0);
    else if (bytes.length === 0) throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument 'value' is invalid. Received ${require('internal/inspect').inspect(value)}`);
    for (let i = from; i < to && bytes.length > 0; i++) this[i] = bytes[(i - from) % bytes.length];
    return this;
  },
  copy(target, targetStart = 0, sourceStart = 0, sourceEnd = this.length) {
    needBytes('target', target);
    if (targetStart < 0) throw outOfRange('targetStart', '>= 0', targetStart);
    if (sourceStart < 0 || sourceStart > this.length) throw outOfRange('sourceStart', `>= 0 && <= ${this.length}`, sourceStart);
    const count = Math.max(0, Math.min(within(sourceEnd, this.length, this.length) - sourceStart, target.length - targetStart));
    if (count > 0) plain(target).set(plain(this, sourceStart, sourceStart + count), targetStart);
    return count;
  },
  subarray(start, end) {
    return asBuffer(Uint8Array.prototype.subarray.call(plain(this), start, end));
  },
  swap16() { return swap(this, 2); },
  swap32() { return swap(this, 4); },
  swap64() { return swap(this, 8); },
  inspect(depth, options, inspect = require('internal/inspect').inspect) {
    const most = module.exports.INSPECT_MAX_BYTES;
    const hex = decode(plain(this, 0, Math.min(most, this.length)), 'hex').replace(/..(?=.)/g, '$& ');
    const more = this.length - most;
    let text = `<${this.constructor?.name ?? 'Buffer'} ${hex}${more > 0 ? ` ... ${more} more byte${more > 1 ? 's' : ''}` : ''}`;
    const extras = Object.entries(this).filter(([key]) => !/^\d+$/.test(key));
    if (extras.length > 0) {
      text += `, ${inspect(Object.fromEntries(extras), { ...options, breakLength: Infinity, compact: true }).slice(2, -2)}`;
    }
    return `${text}>`;
  },
};
methods.slice = methods.subarray;
methods.toLocaleString = methods.toString;
methods[Symbol.for('nodejs.util.inspect.custom')] = methods.inspect;
for (const [name, encoding] of Object.entries({ ascii: 'ascii', base64: 'base64', base64url: 'base64url', latin1: 'latin1', hex: 'hex', ucs2: 'utf16le', utf8: 'utf8' })) {
  methods[`${name}Slice`] = function (start, end) { return methods.toString.call(this, encoding, start, end); };
  methods[`${name}Write`] = function (text, offset, length) { return methods.write.call(this, text, offset, length ?? this.length - (offset ?? 0), encoding); };
}

for (const [object, members] of [[Buffer, statics], [Buffer.prototype, methods]]) {
  for (const name of Reflect.ownKeys(members)) {
    Object.defineProperty(object, name, { value: members[name], writable: true, configurable: true, enumerable: true });
  }
}
numbers.install(Buffer.prototype);
Object.defineProperties(Buffer.prototype, {
  parent: { enumerable: true, get() { return this instanceof Buffer ? this.buffer : undefined; } },
  offset: { enumerable: true, get() { return this instanceof Buffer ? this.byteOffset : undefined; } },
});
Buffer.poolSize = 8192;

function SlowBuffer(length) {
  return sized(length);
}

const notLatin1 = () => new DOMException('Invalid character', 'InvalidCharacterError');

// The standard's forgiving-base64 decode, which is stricter than Buffer's.
function slowAtob(input) {
  let text = `${input}`.replace(/[\t\n\f\r ]/g, '');
  if (text.length % 4 === 0) text = text.replace(/==?$/, '');
  if (text.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text)) throw new DOMException('The string to be decoded is not correctly encoded.', 'InvalidCharacterError');
  return decode(encode(text, 'base64'), 'latin1');
}
function slowBtoa(input) {
  const text = `${input}`;
  if (/[^\x00-\xff]/.test(text)) throw notLatin1();
  return decode(encode(text, 'latin1'), 'base64');
}

const bytesOf = (input) => (ArrayBuffer.isView(input) ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength) : new Uint8Array(input));

module.exports = {
  Buffer, SlowBuffer,
  INSPECT_MAX_BYTES: 50,
  kMaxLength: largest,
  kStringMaxLength: 2 ** 29 - 24,
  constants: { MAX_LENGTH: largest, MAX_STRING_LENGTH: 2 ** 29 - 24 },
  atob: slowAtob,
  btoa: slowBtoa,
  isAscii: (input) => bytesOf(input).every((byte) => byte < 0x80),
  isUtf8(input) {
    const bytes = bytesOf(input);
    try {
      return bytes.length === 0 || host.utf8Decode(bytes, true) !== undefined;
    } catch {
      return false;
    }
  },
  transcode: (source, from, to) => Buffer.from(Buffer.from(source).toString(known(from)), known(to)),
  resolveObjectURL: () => undefined,
  get Blob() { return require('internal/blob').Blob; },
  get File() { return require('internal/blob').File; },
};
