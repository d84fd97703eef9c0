// URLSearchParams. Parsing and serialising are those of the URL standard's reference implementation.
'use strict';

const { parseUrlencodedString, serializeUrlencoded } = require('npm:whatwg-url/lib/urlencoded.js');
const { coded, needFunction } = require('internal/errors');

const text = (value) => `${value}`.toWellFormed();
const changed = Symbol('changed');
const replace = Symbol('replace');

function needed(given, ...names) {
  if (given >= names.length) return;
  const [first, second] = names.map((name) => `"${name}"`);
  throw coded(TypeError, 'ERR_MISSING_ARGS', second === undefined ? `The ${first} argument must be specified` : `The ${first} and ${second} arguments must be specified`);
}

const notPairs = () => coded(TypeError, 'ERR_INVALID_TUPLE', 'Each query pair must be an iterable [name, value] tuple');

function pairsOf(init) {
  if (init === undefined || init === null) return [];
  if (typeof init === 'object' || typeof init === 'function') {
    const method = init[Symbol.iterator];
    if (method === undefined || method === null) return Reflect.ownKeys(init).filter((key) => Object.prototype.propertyIsEnumerable.call(init, key)).map((key) => [text(key), text(init[key])]);
    if (typeof method !== 'function') throw coded(TypeError, 'ERR_ARG_NOT_ITERABLE', 'Query pairs must be iterable');
    return Array.from(init, (pair) => {
      if (pair === null || typeof pair !== 'object' || typeof pair[Symbol.iterator] !== 'function') throw notPairs();
      const items = [...pair];
      if (items.length !== 2) throw notPairs();
      return [text(items[0]), text(items[1])];
    });
  }
  const query = text(init);
  return parseUrlencodedString(query.startsWith('?') ? query.slice(1) : query);
}

const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));

class URLSearchParams {
  #pairs;
  // A URL's own parameters tell the URL of each change.
  [changed] = undefined;

  constructor(init = undefined) {
    this.#pairs = pairsOf(init);
  }

  [replace](query) {
    this.#pairs = parseUrlencodedString(query);
  }

  get size() { return this.#pairs.length; }

  append(name, value) {
    needed(arguments.length, 'name', 'value');
    this.#pairs.push([text(name), text(value)]);
    this[changed]?.();
  }

  delete(name, value = undefined) {
    needed(arguments.length, 'name');
    const [key, only] = [text(name), value === undefined ? undefined : text(value)];
    this.#pairs = this.#pairs.filter((pair) => pair[0] !== key || (only !== undefined && pair[1] !== only));
    this[changed]?.();
  }

  get(name) {
    needed(arguments.length, 'name');
    const key = text(name);
    return this.#pairs.find((pair) => pair[0] === key)?.[1] ?? null;
  }

  getAll(name) {
    needed(arguments.length, 'name');
    const key = text(name);
    return this.#pairs.filter((pair) => pair[0] === key).map((pair) => pair[1]);
  }

  has(name, value = undefined) {
    needed(arguments.length, 'name');
    const [key, only] = [text(name), value === undefined ? undefined : text(value)];
    return this.#pairs.some((pair) => pair[0] === key && (only === undefined || pair[1] === only));
  }

  set(name, value) {
    needed(arguments.length, 'name', 'value');
    const [key, now] = [text(name), text(value)];
    const at = this.#pairs.findIndex((pair) => pair[0] === key);
    if (at === -1) this.#pairs.push([key, now]);
    else this.#pairs = this.#pairs.filter((pair, i) => i <= at || pair[0] !== key).map((pair, i) => (i === at ? [key, now] : pair));
    this[changed]?.();
  }

  sort() {
    this.#pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    this[changed]?.();
  }

  forEach(callback, self = undefined) {
    needFunction(callback, 'callback');
    for (const [name, value] of this) callback.call(self, value, name, this);
  }

  entries() { return this.#iterate((pair) => [pair[0], pair[1]]); }
  keys() { return this.#iterate((pair) => pair[0]); }
  values() { return this.#iterate((pair) => pair[1]); }
  toString() { return serializeUrlencoded(this.#pairs); }

  // Live: what is appended while iterating is seen.
  #iterate(part) {
    let at = 0;
    return Object.create(iteratorPrototype, {
      next: { value: () => (at < this.#pairs.length ? { value: part(this.#pairs[at++]), done: false } : { value: undefined, done: true }) },
      [Symbol.toStringTag]: { value: 'URLSearchParams Iterator' },
    });
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
    if (depth !== null && depth < 0) return '[Object]';
    const inner = { ...options, depth: depth === null ? null : depth - 1 };
    const shown = this.#pairs.map((pair) => `${inspect(pair[0], inner)} => ${inspect(pair[1], inner)}`);
    const length = shown.reduce((sum, each) => sum + each.length + 2, -2);
    if (shown.length === 0) return 'URLSearchParams {}';
    return length <= options.breakLength ? `URLSearchParams { ${shown.join(', ')} }` : `URLSearchParams {\n  ${shown.join(',\n  ')} }`;
  }
}

Object.defineProperties(URLSearchParams.prototype, {
  [Symbol.iterator]: { value: URLSearchParams.prototype.entries, writable: true, configurable: true },
  [Symbol.toStringTag]: { value: 'URLSearchParams', configurable: true },
});
for (const name of Object.getOwnPropertyNames(URLSearchParams.prototype)) {
  if (name !== 'constructor') Object.defineProperty(URLSearchParams.prototype, name, { enumerable: true });
}

module.exports = { URLSearchParams, changed, replace };
