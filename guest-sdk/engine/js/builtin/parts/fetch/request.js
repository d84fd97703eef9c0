// Request.
'use strict';

const { Headers } = require('./headers.js');
const { Body, extract, put, copy, hand } = require('./body.js');
const { custom, show } = require('../show.js');

const normalised = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);

function methodOf(method) {
  const name = `${method}`;
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) throw new TypeError(`'${name}' is not a valid HTTP method.`);
  if (/^(connect|trace|track)$/i.test(name)) throw new TypeError(`'${name}' HTTP method is unsupported.`);
  return normalised.has(name.toUpperCase()) ? name.toUpperCase() : name;
}

function urlOf(input) {
  const { URL } = require('internal/url');
  let url;
  try {
    url = new URL(input);
  } catch (cause) {
    throw new TypeError(`Failed to parse URL from ${input}`, { cause });
  }
  if (url.username !== '' || url.password !== '') throw new TypeError(`Request cannot be constructed from a URL that includes credentials: ${input}`);
  return url.href;
}

// Kept and shown; of these only `redirect` means something outside of a browser.
const settings = {
  destination: '', referrer: 'about:client', referrerPolicy: '', mode: 'cors', credentials: 'same-origin', cache: 'default', redirect: 'follow',
  integrity: '', keepalive: false, isReloadNavigation: false, isHistoryNavigation: false,
};

class Request extends Body {
  #method = 'GET';
  #url;
  #headers;
  #signal;
  #settings = { ...settings };

  constructor(input, init = undefined) {
    super();
    const from = input instanceof Request ? input : undefined;
    this.#url = from ? from.url : urlOf(input);
    if (init?.method !== undefined) this.#method = methodOf(init.method);
    else if (from) this.#method = from.method;
    for (const name of Object.keys(settings)) {
      const value = init?.[name] ?? from?.[name];
      if (value !== undefined) this.#settings[name] = typeof settings[name] === 'boolean' ? Boolean(value) : `${value}`;
    }
    if (!['follow', 'manual', 'error'].includes(this.#settings.redirect)) throw new TypeError(`Request constructor: ${this.#settings.redirect} is not an accepted type. Expected one of follow, manual, error.`);
    this.#headers = new Headers(init?.headers ?? from?.headers);
    this.#signal = init?.signal === undefined ? from?.signal : init.signal ?? undefined;

    const given = init?.body !== undefined && init.body !== null;
    if (given && (this.#method === 'GET' || this.#method === 'HEAD')) throw new TypeError('Request with GET/HEAD method cannot have body.');
    const extracted = given ? extract(init.body) : from ? from[hand]() : { bytes: null };
    if (given && extracted.stream && init.duplex === undefined) throw new TypeError('RequestInit: duplex option is required when sending a body.');
    if (extracted.type !== undefined && !this.#headers.has('content-type')) this.#headers.append('content-type', extracted.type);
    this[put](extracted);
  }

  get method() { return this.#method; }
  get url() { return this.#url; }
  get headers() { return this.#headers; }
  get signal() { return (this.#signal ??= new (require('internal/abort').AbortController)().signal); }
  get duplex() { return 'half'; }

  get destination() { return this.#settings.destination; }
  get referrer() { return this.#settings.referrer; }
  get referrerPolicy() { return this.#settings.referrerPolicy; }
  get mode() { return this.#settings.mode; }
  get credentials() { return this.#settings.credentials; }
  get cache() { return this.#settings.cache; }
  get redirect() { return this.#settings.redirect; }
  get integrity() { return this.#settings.integrity; }
  get keepalive() { return this.#settings.keepalive; }
  get isReloadNavigation() { return this.#settings.isReloadNavigation; }
  get isHistoryNavigation() { return this.#settings.isHistoryNavigation; }

  clone() {
    const cloned = new Request(this.#url, { method: this.#method, headers: this.#headers, signal: this.#signal, ...this.#settings });
    cloned[put](this[copy]('Request'));
    return cloned;
  }

  [custom](depth, options, inspect) {
    const { method, url, headers, signal } = this;
    return show(this, { method, url, headers, ...this.#settings, signal }, depth, { ...options, depth: 3 }, inspect);
  }
}
Object.defineProperty(Request.prototype, Symbol.toStringTag, { value: 'Request', configurable: true });

module.exports = { Request, methodOf };
