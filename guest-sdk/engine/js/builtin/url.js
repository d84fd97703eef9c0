// Node's url: the old parser from npm, and URL with what lies between the two.
'use strict';

const { URL, URLSearchParams } = require('internal/url');
const legacy = require('npm:url/url.js');
const { coded, invalidArgument } = require('internal/errors');

function format(value, options) {
  if (!(value instanceof URL)) return legacy.format(value);
  const { fragment = true, search = true, auth = true, unicode = false } = options ?? {};
  const shown = new URL(value.href);
  if (!fragment) shown.hash = '';
  if (!search) shown.search = '';
  if (!auth) shown.username = shown.password = '';
  return unicode && shown.host !== '' ? shown.href.replace(shown.hostname, require('punycode').toUnicode(shown.hostname)) : shown.href;
}

function urlToHttpOptions(url) {
  const { hostname, pathname, port, username, password, search } = url;
  const options = {
    __proto__: null, ...url, protocol: url.protocol, hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    hash: url.hash, search, pathname, path: `${pathname || ''}${search || ''}`, href: url.href,
  };
  if (port !== '') options.port = Number(port);
  if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return options;
}

function fileURLToPath(path) {
  const url = typeof path === 'string' ? new URL(path) : path;
  if (!(url instanceof URL)) throw invalidArgument('path', 'of type string or an instance of URL', path);
  if (url.protocol !== 'file:') throw coded(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file');
  return decodeURIComponent(url.pathname);
}

function domainTo(method) {
  return (domain) => {
    try {
      return require('punycode')[method](new URL(`ws://${domain}`).hostname);
    } catch {
      return '';
    }
  };
}

module.exports = {
  URL, URLSearchParams, format, urlToHttpOptions, fileURLToPath,
  Url: legacy.Url,
  parse: legacy.parse,
  resolve: legacy.resolve,
  resolveObject: legacy.resolveObject,
  pathToFileURL: (path) => new URL(`file://${require('path').resolve(path).split('/').map(encodeURIComponent).join('/')}`),
  domainToASCII: domainTo('toASCII'),
  domainToUnicode: domainTo('toUnicode'),
};
