// What Request and Response share: a body, from any of the kinds that fetch takes, read once in any of the forms it gives.
'use strict';

// What Request and Response may do with a body and programs may not.
const put = Symbol('put');
const take = Symbol('take');
const copy = Symbol('copy');
const hand = Symbol('hand');

const copied = (value) => new Uint8Array(value.buffer ?? value, value.byteOffset ?? 0, value.byteLength).slice();

// → { bytes } or { stream }, and the content type that goes with it.
function extract(value) {
  if (value === undefined || value === null) return { bytes: null };
  if (typeof value === 'object') {
    if (ArrayBuffer.isView(value) || /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(value))) return { bytes: copied(value) };
    switch (value[Symbol.toStringTag]) {
      case 'URLSearchParams': return { bytes: host.utf8Encode(`${value}`), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
      case 'FormData': return require('internal/form-data').encode(value);
      case 'Blob': case 'File': return { bytes: require('internal/blob').joined([value]), type: value.type || undefined };
    }
    if (typeof value.getReader === 'function') {
      if (value.locked) throw new TypeError('Response body object should not be disturbed or locked');
      return { stream: value };
    }
    if (typeof value[Symbol.asyncIterator] === 'function') return { stream: require('internal/streams').ReadableStream.from(value) };
  }
  return { bytes: host.utf8Encode(`${value}`.toWellFormed()), type: 'text/plain;charset=UTF-8' };
}

class Body {
  #bytes = null;
  #stream = null;
  #used = false;

  // Set by the subclass, as the type goes into its headers.
  [put](extracted) {
    this.#bytes = extracted.bytes ?? null;
    this.#stream = extracted.stream ?? null;
  }

  get body() {
    if (this.#bytes !== null && this.#stream === null) {
      this.#stream = require('internal/streams').fromBytes(this.#bytes, () => { this.#used = true; });
    }
    return this.#stream;
  }

  get bodyUsed() { return this.#used; }

  // All of the body, once; null where there is none.
  async [take]() {
    if (this.#used || this.#stream?.locked) throw new TypeError('Body is unusable: Body has already been read');
    if (this.#bytes === null && this.#stream === null) return null;
    this.#used = true;
    if (this.#bytes !== null) return this.#bytes;
    return require('internal/streams').toBytes(this.#stream);
  }

  async bytes() { return (await this[take]()) ?? new Uint8Array(0); }
  async arrayBuffer() { return (await this.bytes()).buffer; }
  async text() {
    const bytes = await this.bytes();
    const text = host.utf8Decode(bytes, false);
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  }
  async json() { return JSON.parse(await this.text()); }
  async blob() {
    const type = this.headers.get('content-type') ?? '';
    return new (require('internal/blob').Blob)([await this.bytes()], { type });
  }
  async formData() {
    const type = this.headers.get('content-type') ?? '';
    if (/^multipart\/form-data\b/i.test(type)) {
      const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type) ?? [];
      if (quoted === undefined && plain === undefined) throw new TypeError('Failed to parse body as FormData.');
      return require('internal/form-data').decode(await this.bytes(), quoted ?? plain);
    }
    if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
      const form = new (require('internal/form-data').FormData)();
      for (const [name, value] of new (require('internal/url').URLSearchParams)(await this.text())) form.append(name, value);
      return form;
    }
    throw new TypeError('Content-Type was not one of "multipart/form-data" or "application/x-www-form-urlencoded".');
  }

  // The same body for a clone; a stream is split in two.
  [copy](name) {
    if (this.#used || this.#stream?.locked) throw new TypeError(`${name}.clone: Body has already been consumed.`);
    if (this.#bytes !== null) return { bytes: this.#bytes };
    if (this.#stream === null) return { bytes: null };
    const [mine, other] = this.#stream.tee();
    this.#stream = mine;
    return { stream: other };
  }

  // Takes the body over, as new Request(request) does.
  [hand]() {
    const [bytes, stream] = [this.#bytes, this.#stream];
    if (bytes !== null || stream !== null) {
      if (this.#used || stream?.locked) throw new TypeError('Cannot construct a Request with a Request object that has already been used.');
      this.#used = true;
    }
    return { bytes, stream: bytes === null ? stream : null };
  }
}

module.exports = { Body, extract, put, take, copy, hand };
