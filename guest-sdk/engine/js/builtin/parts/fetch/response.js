// Response.
'use strict';

const { Headers } = require('./headers.js');
const { Body, extract, put, copy } = require('./body.js');
const { custom, show } = require('../show.js');

const facts = Symbol('facts');
const bodiless = new Set([101, 103, 204, 205, 304]);

class Response extends Body {
  #status = 200;
  #statusText = '';
  #headers;
  #facts = { type: 'default', url: '', redirected: false };

  constructor(body = null, init = undefined) {
    super();
    if (init?.status !== undefined) {
      this.#status = Math.trunc(+init.status) || 0;
      if (this.#status < 200 || this.#status > 599) throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
    }
    if (init?.statusText !== undefined) {
      this.#statusText = `${init.statusText}`;
      if (/[^\t\x20-\x7e\x80-\xff]/.test(this.#statusText)) throw new TypeError('Invalid statusText');
    }
    this.#headers = new Headers(init?.headers ?? undefined);
    if (body === null || body === undefined) return;
    if (bodiless.has(this.#status)) throw new TypeError(`Response constructor: Invalid response status code ${this.#status}`);
    const extracted = extract(body);
    if (extracted.type !== undefined && !this.#headers.has('content-type')) this.#headers.append('content-type', extracted.type);
    this[put](extracted);
  }

  // What only fetch and the statics know of a response; unreachable for programs.
  [facts]({ status, ...known }) {
    if (status !== undefined) this.#status = status;
    this.#facts = { ...this.#facts, ...known };
    return this;
  }

  get status() { return this.#status; }
  get statusText() { return this.#statusText; }
  get ok() { return this.#status >= 200 && this.#status <= 299; }
  get headers() { return this.#headers; }
  get type() { return this.#facts.type; }
  get url() { return this.#facts.url; }
  get redirected() { return this.#facts.redirected; }

  clone() {
    const body = this[copy]('Response');
    const cloned = new Response(null, { statusText: this.#statusText, headers: this.#headers })[facts]({ status: this.#status, ...this.#facts });
    cloned[put](body);
    return cloned;
  }

  static json(data, init = undefined) {
    const text = JSON.stringify(data);
    if (text === undefined) throw new TypeError('Value is not JSON serializable');
    const headers = new Headers(init?.headers ?? undefined);
    if (!headers.has('content-type')) headers.append('content-type', 'application/json');
    return new Response(text, { ...init, status: init?.status, statusText: init?.statusText, headers });
  }

  static error() {
    return new Response()[facts]({ status: 0, type: 'error' });
  }

  static redirect(url, status = 302) {
    const { URL } = require('internal/url');
    let to;
    try {
      to = new URL(`${url}`).href;
    } catch (cause) {
      throw new TypeError(`Failed to parse URL from ${url}`, { cause });
    }
    if (![301, 302, 303, 307, 308].includes(+status)) throw new RangeError(`Invalid status code ${status}`);
    return new Response(null, { headers: { location: to }, status });
  }

  [custom](depth, options, inspect) {
    const { status, statusText, headers, body, bodyUsed, ok, redirected, type, url } = this;
    return show(this, { status, statusText, headers, body, bodyUsed, ok, redirected, type, url }, depth, { ...options, depth: 3 }, inspect);
  }
}
Object.defineProperty(Response.prototype, Symbol.toStringTag, { value: 'Response', configurable: true });

module.exports = { Response, facts, bodiless };
