// Headers. A name or value that could end a line is refused here, and once more by the server.
'use strict';

const { needFunction } = require('internal/errors');
const { custom } = require('../show.js');

const byteString = (value) => {
  const text = `${value}`;
  const at = text.search(/[^\x00-\xff]/);
  if (at !== -1) {
    throw new TypeError(`Cannot convert argument to a ByteString because the character at index ${at} has a value of ${text.charCodeAt(at)} which is greater than 255.`);
  }
  return text;
};

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function validName(name, method) {
  const text = byteString(name);
  if (!token.test(text)) throw new TypeError(`Headers.${method}: "${text}" is an invalid header name.`);
  return text;
}

function validValue(value, method) {
  const text = byteString(value).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
  if (/[\0\r\n]/.test(text)) throw new TypeError(`Headers.${method}: "${text}" is an invalid header value.`);
  return text;
}

const notInit = () => new TypeError('Headers constructor: Argument 1 could not be converted to one of: sequence<sequence<ByteString>>, record<ByteString, ByteString>.');

class Headers {
  // Lower-case name → { name as first written, values }.
  #fields = new Map();

  constructor(init = undefined) {
    if (init === undefined) return;
    if (init === null || (typeof init !== 'object' && typeof init !== 'function')) throw notInit();
    if (typeof init[Symbol.iterator] === 'function') {
      for (const pair of init) {
        if (pair === null || typeof pair !== 'object' || typeof pair[Symbol.iterator] !== 'function') throw notInit();
        const [...items] = pair;
        if (items.length !== 2) throw new TypeError(`Headers constructor: expected name/value pair to be length 2, found ${items.length}.`);
        this.append(items[0], items[1]);
      }
    } else {
      for (const name of Reflect.ownKeys(init)) {
        if (Object.prototype.propertyIsEnumerable.call(init, name)) this.append(name, init[name]);
      }
    }
  }

  static #need(given, method, least) {
    if (given < least) throw new TypeError(`Headers.${method}: ${least} argument${least > 1 ? 's' : ''} required, but only ${given} found.`);
  }

  append(name, value) {
    Headers.#need(arguments.length, 'append', 2);
    const key = validName(name, 'append');
    const text = validValue(value, 'append');
    const known = this.#fields.get(key.toLowerCase());
    if (known) known.values.push(text);
    else this.#fields.set(key.toLowerCase(), { name: key, values: [text] });
  }
  set(name, value) {
    Headers.#need(arguments.length, 'set', 2);
    const key = validName(name, 'set');
    this.#fields.set(key.toLowerCase(), { name: key, values: [validValue(value, 'set')] });
  }
  delete(name) {
    Headers.#need(arguments.length, 'delete', 1);
    this.#fields.delete(validName(name, 'delete').toLowerCase());
  }
  get(name) {
    Headers.#need(arguments.length, 'get', 1);
    return this.#fields.get(validName(name, 'get').toLowerCase())?.values.join(', ') ?? null;
  }
  has(name) {
    Headers.#need(arguments.length, 'has', 1);
    return this.#fields.has(validName(name, 'has').toLowerCase());
  }
  getSetCookie() {
    return [...(this.#fields.get('set-cookie')?.values ?? [])];
  }
  forEach(callback, self = undefined) {
    needFunction(callback, 'callback');
    for (const [name, value] of this) callback.call(self, value, name, this);
  }
  *entries() {
    for (const key of [...this.#fields.keys()].sort()) {
      const { values } = this.#fields.get(key);
      if (key === 'set-cookie') for (const value of values) yield [key, value];
      else yield [key, values.join(', ')];
    }
  }
  *keys() { for (const [name] of this.entries()) yield name; }
  *values() { for (const [, value] of this.entries()) yield value; }

  [custom](depth, options, inspect) {
    const shown = {};
    for (const { name, values } of this.#fields.values()) shown[name] = values.join(', ');
    return `Headers ${inspect(shown, { ...options, depth: depth ?? null })}`;
  }
}
Object.defineProperties(Headers.prototype, {
  [Symbol.iterator]: { value: Headers.prototype.entries, writable: true, configurable: true },
  [Symbol.toStringTag]: { value: 'Headers', configurable: true },
});

module.exports = { Headers, validName };
