// ClientRequest and IncomingMessage on the host's fetch: the body is gathered, one exchange is made, the answer is played back as events.
// Redirects are not followed and nothing is decoded, as in Node.
'use strict';

const { Readable, Writable } = require('stream');
const { coded } = require('internal/errors');

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function validateHeaderName(name) {
  if (typeof name !== 'string' || !token.test(name)) throw coded(TypeError, 'ERR_INVALID_HTTP_TOKEN', `Header name must be a valid HTTP token ["${name}"]`);
}
function validateHeaderValue(name, value) {
  if (value === undefined) throw coded(TypeError, 'ERR_HTTP_INVALID_HEADER_VALUE', `Invalid value "undefined" for header "${name}"`);
  if (/[^\t\x20-\x7e\x80-\xff]/.test(`${value}`)) throw coded(TypeError, 'ERR_INVALID_CHAR', `Invalid character in header content ["${name}"]`);
}

// Of these Node keeps the first, of all others it joins the values.
const single = new Set('age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since last-modified location max-forwards proxy-authorization referer retry-after server user-agent'.split(' '));

// What stands in for the connection, for those who set its options or wait for it.
class Socket extends require('events') {
  constructor(request) {
    super();
    this.destroy = (error) => { request.destroy(error); };
    this.connecting = this.destroyed = false;
    this.readable = this.writable = this.encrypted = this.authorized = true;
    for (const name of ['setTimeout', 'setKeepAlive', 'setNoDelay', 'ref', 'unref', 'cork', 'uncork', 'pause', 'resume']) this[name] = () => this;
  }
  address() { return {}; }
}

class IncomingMessage extends Readable {
  constructor(answer, statusMessage, socket) {
    super({ highWaterMark: 65536 });
    this.statusCode = answer.status;
    this.statusMessage = statusMessage;
    this.httpVersion = '1.1';
    this.httpVersionMajor = 1;
    this.httpVersionMinor = 1;
    this.complete = false;
    this.aborted = false;
    this.url = '';
    this.method = null;
    this.socket = this.connection = socket;
    this.rawHeaders = answer.headers.flat();
    this.rawTrailers = [];
    this.trailers = {};
    this.headers = {};
    for (const [name, value] of answer.headers) {
      const key = name.toLowerCase();
      if (key === 'set-cookie') (this.headers[key] ??= []).push(value);
      else if (!Object.hasOwn(this.headers, key)) this.headers[key] = value;
      else if (!single.has(key)) this.headers[key] += `${key === 'cookie' ? '; ' : ', '}${value}`;
    }
    this.bytes = answer.body;
  }
  get headersDistinct() {
    const distinct = {};
    for (let i = 0; i < this.rawHeaders.length; i += 2) (distinct[this.rawHeaders[i].toLowerCase()] ??= []).push(this.rawHeaders[i + 1]);
    return distinct;
  }
  setTimeout() { return this; }
  _read() {
    if (this.bytes !== null && this.bytes.length > 0) this.push(require('buffer').Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length));
    this.bytes = null;
    this.complete = true;
    this.push(null);
  }
}

function optionsOf(args, defaultProtocol) {
  const { URL, urlToHttpOptions } = require('url');
  let options = {};
  if (typeof args[0] === 'string') options = urlToHttpOptions(new URL(args.shift()));
  else if (args[0] instanceof URL) options = urlToHttpOptions(args.shift());
  if (typeof args[0] === 'object' && args[0] !== null) options = { ...options, ...args.shift() };
  const protocol = options.protocol ?? options.agent?.protocol ?? defaultProtocol;
  if (protocol !== defaultProtocol) throw coded(TypeError, 'ERR_INVALID_PROTOCOL', `Protocol "${protocol}" not supported. Expected "${defaultProtocol}"`);
  const path = options.path ?? '/';
  if (/[^\x21-\u00ff]/.test(path)) throw coded(TypeError, 'ERR_UNESCAPED_CHARACTERS', 'Request path contains unescaped characters');
  return [{ ...options, protocol, path }, typeof args[0] === 'function' ? args[0] : undefined];
}

class ClientRequest extends Writable {
  #headers = new Map();
  #chunks = [];
  #controller = new (require('internal/abort').AbortController)();
  #timer;
  #closed = false;

  constructor(defaultProtocol, args) {
    super({ autoDestroy: false, emitClose: false, decodeStrings: true });
    const [options, callback] = optionsOf([...args], defaultProtocol);
    const method = options.method === undefined || options.method === null ? 'GET' : options.method;
    if (typeof method !== 'string' || !token.test(method)) throw coded(TypeError, 'ERR_INVALID_HTTP_TOKEN', `Method must be a valid HTTP token ["${method}"]`);
    this.method = method.toUpperCase();
    this.path = options.path;
    this.protocol = options.protocol;
    this.host = options.hostname ?? options.host ?? 'localhost';
    this.port = options.port ?? options.defaultPort;
    this.agent = options.agent;
    this.res = null;
    this.socket = this.connection = null;
    this.aborted = this.reusedSocket = this.headersSent = false;
    if (Array.isArray(options.headers)) for (let i = 0; i + 1 < options.headers.length; i += 2) this.setHeader(options.headers[i], options.headers[i + 1]);
    else for (const name of Object.keys(options.headers ?? {})) if (options.headers[name] !== undefined) this.setHeader(name, options.headers[name]);
    if (options.auth && !this.hasHeader('authorization')) this.setHeader('Authorization', `Basic ${require('buffer').Buffer.from(options.auth).toString('base64')}`);
    if (callback) this.once('response', callback);
    if (options.timeout) this.setTimeout(options.timeout);
    queueMicrotask(() => {
      this.socket = this.connection = new Socket(this);
      this.emit('socket', this.socket);
    });
    const { signal } = options;
    if (signal?.aborted) queueMicrotask(() => this.destroy(abortError(signal)));
    else signal?.addEventListener('abort', () => this.destroy(abortError(signal)), { once: true });
  }

  setHeader(name, value) {
    validateHeaderName(name);
    for (const each of Array.isArray(value) ? value : [value]) validateHeaderValue(name, each);
    this.#headers.set(name.toLowerCase(), [name, Array.isArray(value) ? value.map(String) : value]);
    return this;
  }
  appendHeader(name, value) {
    const before = this.getHeader(name);
    return this.setHeader(name, before === undefined ? value : [before, value].flat());
  }
  getHeader(name) { return this.#headers.get(name.toLowerCase())?.[1]; }
  hasHeader(name) { return this.#headers.has(name.toLowerCase()); }
  removeHeader(name) { this.#headers.delete(name.toLowerCase()); }
  getHeaderNames() { return [...this.#headers.keys()]; }
  getRawHeaderNames() { return [...this.#headers.values()].map(([name]) => name); }
  getHeaders() { return Object.assign(Object.create(null), Object.fromEntries([...this.#headers].map(([key, [, value]]) => [key, value]))); }
  flushHeaders() {}
  setNoDelay() { return this; }
  setSocketKeepAlive() { return this; }
  onSocket() {}

  setTimeout(ms, callback) {
    const timers = require('timers');
    timers.clearTimeout(this.#timer);
    if (callback) this.once('timeout', callback);
    if (ms > 0) this.#timer = timers.setTimeout(() => this.emit('timeout'), ms);
    return this;
  }

  abort() {
    if (this.aborted) return;
    this.aborted = true;
    queueMicrotask(() => this.emit('abort'));
    this.destroy();
  }

  _write(chunk, _encoding, done) {
    this.#chunks.push(chunk);
    done();
  }
  _final(done) {
    done();
    if (!this.destroyed) this.#send();
  }
  _destroy(error, done) {
    this.#controller.abort();
    this.res?.destroy(error ?? undefined);
    done(error ?? (this.res === null ? Object.assign(coded(Error, 'ECONNRESET', 'socket hang up')) : null));
    queueMicrotask(() => this.#close());
  }
  #close() {
    if (this.#closed) return;
    this.#closed = true;
    require('timers').clearTimeout(this.#timer);
    this.emit('close');
  }

  async #send() {
    const { exchange, reasons } = require('internal/fetch');
    const headers = [...this.#headers.values()].flatMap(([name, value]) => (Array.isArray(value) ? value.map((each) => [name, each]) : [[name, `${value}`]]));
    const port = this.port ? `:${this.port}` : '';
    const host = this.host.includes(':') && !this.host.startsWith('[') ? `[${this.host}]` : this.host;
    const body = this.#chunks.length === 0 ? null : new Uint8Array(require('buffer').Buffer.concat(this.#chunks));
    this.headersSent = true;
    let answer;
    try {
      const url = new (require('internal/url').URL)(`${this.protocol}//${host}${port}${this.path}`).href;
      answer = await exchange({ method: this.method, url, headers, redirect: 'manual' }, body, this.#controller.signal);
    } catch (error) {
      if (!this.destroyed) this.destroy(error.cause ?? error);
      return;
    }
    if (this.destroyed) return;
    require('timers').clearTimeout(this.#timer);
    const response = new IncomingMessage(answer, reasons.get(answer.status) ?? '', this.socket);
    response.req = this;
    this.res = response;
    response.once('close', () => this.#close());
    if (!this.emit('response', response)) response.resume();
  }
}

function abortError(signal) {
  return Object.assign(new Error('The operation was aborted', { cause: signal.reason }), { name: 'AbortError', code: 'ABORT_ERR' });
}

module.exports = { ClientRequest, IncomingMessage, validateHeaderName, validateHeaderValue };
