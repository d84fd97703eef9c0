// Blob and File, whole in memory.
'use strict';

const { custom, show } = require('../parts/show.js');

const bytes = Symbol('bytes');

function bytesOf(part) {
  if (part instanceof Blob) return part[bytes];
  if (ArrayBuffer.isView(part)) return new Uint8Array(part.buffer, part.byteOffset, part.byteLength).slice();
  if (/^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(part))) return new Uint8Array(part).slice();
  return host.utf8Encode(`${part}`.toWellFormed());
}

function joined(parts) {
  const chunks = parts.map(bytesOf);
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

const typeOf = (type) => (type === undefined || /[^\x20-\x7e]/.test(`${type}`) ? '' : `${type}`.toLowerCase());

class Blob {
  #type;

  constructor(parts = [], options = undefined) {
    if (parts === null || typeof parts !== 'object' || typeof parts[Symbol.iterator] !== 'function') {
      throw new TypeError('The "sources" argument must be a sequence');
    }
    const lines = options?.endings === 'native' ? (part) => (typeof part === 'string' ? part.replace(/\r\n?/g, '\n') : part) : (part) => part;
    Object.defineProperty(this, bytes, { value: joined(Array.from(parts, lines)) });
    this.#type = typeOf(options?.type);
  }

  get size() { return this[bytes].length; }
  get type() { return this.#type; }

  slice(start = 0, end = this.size, type = '') {
    const at = (value) => (value < 0 ? Math.max(this.size + value, 0) : Math.min(value, this.size));
    return new Blob([this[bytes].subarray(at(+start), at(+end))], { type });
  }

  async text() { return host.utf8Decode(this[bytes], false); }
  async arrayBuffer() { return this[bytes].slice().buffer; }
  async bytes() { return this[bytes].slice(); }
  stream() { return require('internal/streams').fromBytes(this[bytes].slice()); }

  [custom](depth, options, inspect) {
    return show(this, { size: this.size, type: this.type }, depth, options, inspect);
  }
}

class File extends Blob {
  #name;
  #lastModified;

  constructor(parts, name, options = undefined) {
    if (arguments.length < 2) throw new TypeError('The "fileBits" and "fileName" arguments must be specified');
    super(parts, options);
    this.#name = `${name}`;
    this.#lastModified = options?.lastModified === undefined ? host.now() : Math.trunc(+options.lastModified) || 0;
  }

  get name() { return this.#name; }
  get lastModified() { return this.#lastModified; }
  get webkitRelativePath() { return ''; }

  [custom](depth, options, inspect) {
    return show(this, { size: this.size, type: this.type, name: this.name, lastModified: this.lastModified }, depth, options, inspect);
  }
}

for (const [constructor, name] of [[Blob, 'Blob'], [File, 'File']]) {
  Object.defineProperty(constructor.prototype, Symbol.toStringTag, { value: name, configurable: true });
}

module.exports = { Blob, File, joined };
