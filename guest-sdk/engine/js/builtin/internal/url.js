// URL, on the state machine of the URL standard's reference implementation.
'use strict';

const machine = require('npm:whatwg-url/lib/url-state-machine.js');
const { coded } = require('internal/errors');
const { URLSearchParams, changed, replace } = require('internal/url-search-params');
const { custom } = require('../parts/show.js');

const text = (value) => `${value}`.toWellFormed();

function parse(input, base) {
  let parsedBase = null;
  if (base !== undefined) {
    parsedBase = machine.basicURLParse(base);
    if (parsedBase === null) return null;
  }
  return machine.basicURLParse(input, { baseURL: parsedBase });
}

function invalid(input, base) {
  const error = Object.assign(coded(TypeError, 'ERR_INVALID_URL', 'Invalid URL'), { input });
  if (base !== undefined) error.base = base;
  return error;
}

class URL {
  #url;
  #params;

  constructor(input, base = undefined) {
    if (arguments.length === 0) throw coded(TypeError, 'ERR_MISSING_ARGS', 'The "url" argument must be specified');
    const [given, against] = [text(input), base === undefined ? undefined : text(base)];
    this.#url = parse(given, against);
    if (this.#url === null) throw invalid(given, against);
  }

  static canParse(input, base = undefined) {
    if (arguments.length === 0) throw coded(TypeError, 'ERR_MISSING_ARGS', 'The "url" argument must be specified');
    return parse(text(input), base === undefined ? undefined : text(base)) !== null;
  }

  static parse(input, base = undefined) {
    return URL.canParse(input, base) ? new URL(input, base) : null;
  }

  // A part of this URL, as the setters of the standard parse it.
  #set(value, stateOverride) {
    machine.basicURLParse(value, { url: this.#url, stateOverride });
  }

  #follow() {
    this.#params?.[replace](this.#url.query ?? '');
  }

  get href() { return machine.serializeURL(this.#url); }
  set href(value) {
    const parsed = parse(text(value));
    if (parsed === null) throw invalid(text(value));
    this.#url = parsed;
    this.#follow();
  }

  get origin() { return machine.serializeURLOrigin(this.#url); }

  get protocol() { return `${this.#url.scheme}:`; }
  set protocol(value) { this.#set(`${text(value)}:`, 'scheme start'); }

  get username() { return this.#url.username; }
  set username(value) { if (!machine.cannotHaveAUsernamePasswordPort(this.#url)) machine.setTheUsername(this.#url, text(value)); }

  get password() { return this.#url.password; }
  set password(value) { if (!machine.cannotHaveAUsernamePasswordPort(this.#url)) machine.setThePassword(this.#url, text(value)); }

  get host() {
    if (this.#url.host === null) return '';
    return machine.serializeHost(this.#url.host) + (this.#url.port === null ? '' : `:${this.#url.port}`);
  }
  set host(value) { if (!machine.hasAnOpaquePath(this.#url)) this.#set(text(value), 'host'); }

  get hostname() { return this.#url.host === null ? '' : machine.serializeHost(this.#url.host); }
  set hostname(value) { if (!machine.hasAnOpaquePath(this.#url)) this.#set(text(value), 'hostname'); }

  get port() { return this.#url.port === null ? '' : String(this.#url.port); }
  set port(value) {
    if (machine.cannotHaveAUsernamePasswordPort(this.#url)) return;
    if (text(value) === '') this.#url.port = null;
    else this.#set(text(value), 'port');
  }

  get pathname() { return machine.serializePath(this.#url); }
  set pathname(value) {
    if (machine.hasAnOpaquePath(this.#url)) return;
    this.#url.path = [];
    this.#set(text(value), 'path start');
  }

  get search() { return this.#url.query === null || this.#url.query === '' ? '' : `?${this.#url.query}`; }
  set search(value) {
    const query = text(value);
    this.#url.query = query === '' ? null : '';
    if (query !== '') this.#set(query.startsWith('?') ? query.slice(1) : query, 'query');
    this.#follow();
  }

  get searchParams() {
    if (this.#params === undefined) {
      this.#params = new URLSearchParams();
      this.#follow();
      Object.defineProperty(this.#params, changed, {
        value: () => {
          const query = this.#params.toString();
          this.#url.query = query === '' ? null : query;
        },
      });
    }
    return this.#params;
  }

  get hash() { return this.#url.fragment === null || this.#url.fragment === '' ? '' : `#${this.#url.fragment}`; }
  set hash(value) {
    const fragment = text(value);
    this.#url.fragment = fragment === '' ? null : '';
    if (fragment !== '') this.#set(fragment.startsWith('#') ? fragment.slice(1) : fragment, 'fragment');
  }

  toString() { return this.href; }
  toJSON() { return this.href; }

  [custom](depth, options, inspect) {
    const name = this.constructor?.name || 'URL';
    if (depth !== null && depth < 0) return `${name} {}`;
    const shown = {};
    for (const key of ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'searchParams', 'hash']) shown[key] = this[key];
    return `${name} ${inspect(shown, options)}`;
  }
}

Object.defineProperty(URL.prototype, Symbol.toStringTag, { value: 'URL', configurable: true });
for (const name of Object.getOwnPropertyNames(URL.prototype)) {
  if (name !== 'constructor') Object.defineProperty(URL.prototype, name, { enumerable: true });
}

module.exports = { URL, URLSearchParams };
