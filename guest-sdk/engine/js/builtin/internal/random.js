// Randomness. It is the call's own: seeded by the server for each call, and written down so that the call can be replayed.
'use strict';

const { asBuffer, coded, invalidArgument, later, isBytes, outOfRange, random, view } = require('internal/crypto-core');

const largest = 2147483647;

function sized(size, name, most = largest) {
  if (typeof size !== 'number') throw invalidArgument(name, 'of type number', size);
  if (!(size >= 0 && size <= most)) throw outOfRange(name, `>= 0 && <= ${most}`, size);
  return Math.trunc(size);
}

function randomBytes(size, callback) {
  const length = sized(size, 'size');
  if (callback === undefined) return asBuffer(random(length));
  return later(() => asBuffer(random(length)), callback);
}

function fill(buffer, offset, size) {
  if (!isBytes(buffer)) throw invalidArgument('buf', 'an instance of ArrayBuffer or ArrayBufferView', buffer);
  const unit = buffer.BYTES_PER_ELEMENT ?? 1;
  const from = sized(offset ?? 0, 'offset', buffer.byteLength / unit) * unit;
  const count = size === undefined ? buffer.byteLength - from : sized(size, 'size') * unit;
  if (from + count > buffer.byteLength) throw outOfRange('size + offset', `<= ${buffer.byteLength}`, from + count);
  view(buffer).set(random(count), from);
  return buffer;
}

const randomFillSync = (buffer, offset, size) => fill(buffer, offset, size);

function randomFill(buffer, offset, size, callback) {
  const given = [buffer, offset, size, callback];
  const at = given.findIndex((each, i) => i > 0 && typeof each === 'function');
  if (at === -1) throw invalidArgument('callback', 'of type function', callback);
  return later(() => fill(buffer, at > 1 ? offset : undefined, at > 2 ? size : undefined), given[at]);
}

const span = 2 ** 48;

function randomInt(min, max, callback) {
  const alone = max === undefined || typeof max === 'function';
  const [least, most, told] = alone ? [0, min, max] : [min, max, callback];
  if (!alone && !Number.isSafeInteger(least)) throw invalidArgument('min', 'a safe integer', least);
  if (!Number.isSafeInteger(most)) throw invalidArgument('max', 'a safe integer', most);
  if (most <= least) throw outOfRange('max', `greater than the value of "min" (${least})`, most);
  const range = most - least;
  if (!(range <= span - 1)) throw outOfRange(alone ? 'max' : 'max - min', `<= ${span - 1}`, range);
  const draw = () => {
    const limit = span - (span % range);
    for (;;) {
      const value = random(6).reduce((sum, byte) => sum * 256 + byte, 0);
      if (value < limit) return least + (value % range);
    }
  };
  if (told === undefined) return draw();
  return later(draw, told);
}

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function randomUUID(options) {
  if (options !== undefined && (typeof options !== 'object' || options === null)) throw invalidArgument('options', 'of type object', options);
  const bytes = random(16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  let text = '';
  for (let i = 0; i < 16; i++) text += (i === 4 || i === 6 || i === 8 || i === 10 ? '-' : '') + digits[bytes[i]];
  return text;
}

// The standard's, which fills typed arrays of integers alone.
function getRandomValues(array) {
  if (!ArrayBuffer.isView(array) || /^(Float|Data)/.test(array[Symbol.toStringTag] ?? 'Data')) {
    throw new DOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
  }
  if (array.byteLength > 65536) throw new DOMException('The requested length exceeds 65,536 bytes', 'QuotaExceededError');
  view(array).set(random(array.byteLength));
  return array;
}

function timingSafeEqual(a, b) {
  for (const [name, value] of [['buf1', a], ['buf2', b]]) {
    if (!isBytes(value)) {
      throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', `The "${name}" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`);
    }
  }
  const [left, right] = [view(a), view(b)];
  if (left.length !== right.length) throw coded(RangeError, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', 'Input buffers must have the same byte length');
  let differs = 0;
  for (let i = 0; i < left.length; i++) differs |= left[i] ^ right[i];
  return differs === 0;
}

module.exports = { getRandomValues, randomBytes, randomFill, randomFillSync, randomInt, randomUUID, timingSafeEqual };
