// Values that an Action hands over. Each is made plain once, here: getters, `toJSON` and proxies run now and never again.
'use strict';

const { stringify, parse, String, TypeError, isFinite, trunc, keys, isArray, defineProperty } = require('./primordials.js');

// The value as JSON has it; what JSON has no word for is `null`. What cannot be JSON (a cycle, a BigInt) throws, as JSON.stringify does.
function plain(value) {
  const text = stringify(value);
  return text === undefined ? null : parse(text);
}

// A text that is never refused: reasons of denials.
function text(value) {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  try {
    return String(value);
  } catch {
    return '';
  }
}

// The name of a claim or a key.
function name(value, what) {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '') throw new TypeError(`${what} must be a non-empty string.`);
  return value;
}

// A text of 1 to `most` characters.
function bounded(value, most, what) {
  if (typeof value !== 'string' || value === '') throw new TypeError(`${what} must be a non-empty string.`);
  if (value.length > most) throw new TypeError(`${what} must not be longer than ${most} characters.`);
  return value;
}

// A time in milliseconds since 1970.
function time(value, what) {
  if (typeof value !== 'number' || !isFinite(value) || value < 0 || value > 8.64e15) {
    throw new TypeError(`${what} must be a time in milliseconds since 1970.`);
  }
  return trunc(value);
}

// An object of JSON members.
function record(value, what) {
  const made = plain(value);
  if (typeof made !== 'object' || made === null || isArray(made)) throw new TypeError(`${what} must be an object.`);
  return made;
}

// A member that is the object's own whatever its name is.
function put(target, key, value) {
  defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

// A plain copy with the members of both; the second wins.
function merged(first, second) {
  const out = {};
  const sources = [first, second];
  for (let i = 0; i < 2; i += 1) {
    const source = sources[i];
    if (typeof source !== 'object' || source === null) continue;
    const names = keys(source);
    for (let j = 0; j < names.length; j += 1) put(out, names[j], source[names[j]]);
  }
  return out;
}

module.exports = { plain, text, name, bounded, time, record, put, merged };
