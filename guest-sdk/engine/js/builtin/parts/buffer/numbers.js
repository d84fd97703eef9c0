// Reading and writing numbers in a Buffer, with Node's checks and sentences.
'use strict';

const { coded, invalidArgument } = require('internal/errors');

function separated(value) {
  const text = String(value);
  const suffix = typeof value === 'bigint' ? 'n' : '';
  const big = typeof value === 'bigint' ? value > 2n ** 32n || value < -(2n ** 32n) : Number.isInteger(value) && Math.abs(value) > 2 ** 32;
  return (big ? text.replace(/\d(?=(\d{3})+$)/g, '$&_') : text) + suffix;
}

const shown = (value) => (typeof value === 'number' || typeof value === 'bigint' ? separated(value) : require('internal/inspect').inspect(value));
const outOfRange = (name, range, value) => coded(RangeError, 'ERR_OUT_OF_RANGE', `The value of "${name}" is out of range. It must be ${range}. Received ${shown(value)}`);

function offsetOf(buffer, offset, bytes) {
  if (typeof offset !== 'number') throw invalidArgument('offset', 'of type number', offset);
  if (offset >= 0 && offset + bytes <= buffer.length && Number.isInteger(offset)) return offset;
  if (!Number.isInteger(offset)) throw outOfRange('offset', 'an integer', offset);
  if (buffer.length < bytes) throw coded(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', 'Attempt to access memory outside buffer bounds');
  throw outOfRange('offset', `>= 0 and <= ${buffer.length - bytes}`, offset);
}

const view = (buffer) => new DataView(buffer.buffer, buffer.byteOffset, buffer.length);

function inRange(value, min, max, bytes) {
  if (!(value < min || value > max)) return;
  const n = typeof min === 'bigint' ? 'n' : '';
  const limits = min == 0 ? `>= 0${n} and < 2${n} ** ${bytes * 8}${n}` : `>= -(2${n} ** ${bytes * 8 - 1}${n}) and < 2${n} ** ${bytes * 8 - 1}${n}`;
  throw outOfRange('value', bytes > 4 ? limits : `>= ${min} and <= ${max}`, value);
}

function lengthOf(bytes) {
  if (typeof bytes !== 'number') throw invalidArgument('byteLength', 'of type number', bytes);
  if (!Number.isInteger(bytes)) throw outOfRange('byteLength', 'an integer', bytes);
  if (bytes < 1 || bytes > 6) throw outOfRange('byteLength', '>= 1 and <= 6', bytes);
  return bytes;
}

// The places of the bytes from the most significant one on.
const places = (offset, bytes, little) => Array.from({ length: bytes }, (_, i) => offset + (little ? bytes - 1 - i : i));

function install(prototype) {
  const method = (name, fn) => Object.defineProperty(prototype, name, { value: fn, writable: true, configurable: true, enumerable: true });
  // Node has both spellings of the unsigned ones.
  const spellings = (name) => (name.includes('UInt') ? [name, name.replace('UInt', 'Uint')] : [name]);

  for (const [type, bytes, min, max] of [
    ['UInt8', 1, 0, 0xff], ['Int8', 1, -0x80, 0x7f], ['UInt16', 2, 0, 0xffff], ['Int16', 2, -0x8000, 0x7fff], ['UInt32', 4, 0, 0xffffffff],
    ['Int32', 4, -0x80000000, 0x7fffffff], ['BigUInt64', 8, 0n, 2n ** 64n - 1n], ['BigInt64', 8, -(2n ** 63n), 2n ** 63n - 1n], ['Float', 4], ['Double', 8],
  ]) {
    const accessor = { Float: 'Float32', Double: 'Float64' }[type] ?? type.replace('UInt', 'Uint');
    for (const order of bytes === 1 ? [''] : ['LE', 'BE']) {
      const little = order === 'LE';
      const read = function (offset = 0) {
        return view(this)[`get${accessor}`](offsetOf(this, offset, bytes), little);
      };
      const write = function (value, offset = 0) {
        const given = typeof min === 'bigint' ? value : +value;
        if (min !== undefined) inRange(given, min, max, bytes);
        view(this)[`set${accessor}`](offsetOf(this, offset, bytes), given, little);
        return offset + bytes;
      };
      for (const name of spellings(type + order)) {
        method(`read${name}`, read);
        method(`write${name}`, write);
      }
    }
  }

  for (const signed of [false, true]) {
    for (const order of ['LE', 'BE']) {
      const little = order === 'LE';
      const read = function (offset, byteLength) {
        if (offset === undefined) throw invalidArgument('offset', 'of type number', offset);
        const bytes = lengthOf(byteLength);
        const from = offsetOf(this, offset, bytes);
        let value = 0;
        for (const place of places(from, bytes, little)) value = value * 256 + this[place];
        return signed && value >= 2 ** (bytes * 8 - 1) ? value - 2 ** (bytes * 8) : value;
      };
      const write = function (value, offset, byteLength) {
        const bytes = lengthOf(byteLength);
        const given = +value;
        inRange(given, signed ? -(2 ** (bytes * 8 - 1)) : 0, 2 ** (bytes * 8 - (signed ? 1 : 0)) - 1, bytes);
        let rest = given < 0 ? given + 2 ** (bytes * 8) : given;
        for (const place of places(offsetOf(this, offset, bytes), bytes, little).reverse()) {
          this[place] = rest % 256;
          rest = Math.floor(rest / 256);
        }
        return offset + bytes;
      };
      for (const name of spellings(`${signed ? 'Int' : 'UInt'}${order}`)) {
        method(`read${name}`, read);
        method(`write${name}`, write);
      }
    }
  }
}

module.exports = { install, outOfRange };
