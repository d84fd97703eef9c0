// FormData, and its way over the wire: multipart/form-data written and read.
'use strict';

const { Blob, File, joined } = require('internal/blob');
const { needFunction } = require('internal/errors');
const { custom, show } = require('../parts/show.js');

const text = (value) => `${value}`.toWellFormed();

function entry(name, value, filename) {
  if (!(value instanceof Blob)) return [text(name), text(value)];
  const file = value instanceof File && filename === undefined ? value
    : new File([value], filename === undefined ? 'blob' : text(filename), { type: value.type, lastModified: value.lastModified });
  return [text(name), file];
}

function check(given, method, least, value, filename) {
  if (given < least) throw new TypeError(`FormData.${method}: ${least} argument${least > 1 ? 's' : ''} required, but only ${given} found.`);
  if (filename && !(value instanceof Blob)) throw new TypeError(`FormData.${method}: Expected value ("${text(value)}") to be an instance of Blob.`);
}

class FormData {
  #entries = [];

  constructor(form = undefined) {
    if (form !== undefined) throw new TypeError('FormData constructor: Argument 1 could not be converted to: undefined.');
  }

  append(name, value, filename = undefined) {
    check(arguments.length, 'append', 2, value, arguments.length > 2);
    this.#entries.push(entry(name, value, filename));
  }
  set(name, value, filename = undefined) {
    check(arguments.length, 'set', 2, value, arguments.length > 2);
    const made = entry(name, value, filename);
    const at = this.#entries.findIndex(([key]) => key === made[0]);
    if (at === -1) this.#entries.push(made);
    else this.#entries = this.#entries.map((each, i) => (i === at ? made : each)).filter(([key], i) => i <= at || key !== made[0]);
  }
  delete(name) {
    check(arguments.length, 'delete', 1);
    this.#entries = this.#entries.filter(([key]) => key !== text(name));
  }
  get(name) {
    check(arguments.length, 'get', 1);
    return this.#entries.find(([key]) => key === text(name))?.[1] ?? null;
  }
  getAll(name) {
    check(arguments.length, 'getAll', 1);
    return this.#entries.filter(([key]) => key === text(name)).map(([, value]) => value);
  }
  has(name) {
    check(arguments.length, 'has', 1);
    return this.#entries.some(([key]) => key === text(name));
  }
  forEach(callback, self = undefined) {
    needFunction(callback, 'callback');
    for (const [name, value] of this) callback.call(self, value, name, this);
  }
  *entries() { for (const [name, value] of this.#entries) yield [name, value]; }
  *keys() { for (const [name] of this.#entries) yield name; }
  *values() { for (const [, value] of this.#entries) yield value; }

  [custom](depth, options, inspect) {
    const fields = {};
    for (const [name, value] of this.#entries) {
      if (!Object.hasOwn(fields, name)) fields[name] = value;
      else fields[name] = Array.isArray(fields[name]) ? [...fields[name], value] : [fields[name], value];
    }
    return show(this, fields, depth, options, inspect);
  }
}
Object.defineProperties(FormData.prototype, {
  [Symbol.iterator]: { value: FormData.prototype.entries, writable: true, configurable: true },
  [Symbol.toStringTag]: { value: 'FormData', configurable: true },
});

const escaped = (name) => name.replace(/\r?\n|\r/g, '%0D%0A').replaceAll('"', '%22');

// Answers the bytes and their content type.
function encode(form) {
  const boundary = `----formdata-undici-0${String(Math.floor(Math.random() * 1e11)).padStart(11, '0')}`;
  const parts = [];
  for (const [name, value] of form) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"`;
    if (typeof value === 'string') parts.push(`${head}\r\n\r\n${value.replace(/\r?\n|\r/g, '\r\n')}\r\n`);
    else parts.push(`${head}; filename="${escaped(value.name)}"\r\nContent-Type: ${value.type || 'application/octet-stream'}\r\n\r\n`, value, '\r\n');
  }
  parts.push(`--${boundary}--\r\n`);
  return { bytes: joined(parts), type: `multipart/form-data; boundary=${boundary}` };
}

const unquoted = (value) => value.replaceAll('%22', '"').replaceAll('%0D%0A', '\r\n');

function decode(bytes, boundary) {
  const { Buffer } = require('buffer');
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const malformed = () => new TypeError('Failed to parse body as FormData.');
  const form = new FormData();
  const dash = `--${boundary}`;
  let at = body.indexOf(dash);
  if (at === -1) throw malformed();
  for (;;) {
    at += dash.length;
    if (body.latin1Slice(at, at + 2) === '--') return form;
    const head = body.indexOf('\r\n\r\n', at);
    const next = body.indexOf(`\r\n${dash}`, head === -1 ? at : head + 2);
    if (head === -1 || next === -1) throw malformed();
    const headers = body.utf8Slice(at, head);
    const [, name] = /\bname="([^"]*)"/i.exec(headers.replace(/filename\*?="[^"]*"/i, '')) ?? [];
    if (name === undefined) throw malformed();
    const [, filename] = /\bfilename="([^"]*)"/i.exec(headers) ?? [];
    const content = body.subarray(head + 4, Math.max(next, head + 4));
    if (filename === undefined) form.append(unquoted(name), content.toString());
    else form.append(unquoted(name), new File([content], unquoted(filename), { type: /^content-type:\s*(.+?)\s*$/im.exec(headers)?.[1] ?? 'text/plain' }));
    at = next + 2;
  }
}

module.exports = { FormData, encode, decode };
