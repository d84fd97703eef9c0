// `api.redirect`: send the user somewhere, and believe what they bring back.
'use strict';

const { Error, TypeError, String, floor, includes, isFinite, isArray, keys, hasOwn } = require('./primordials.js');
const { member, object } = require('./call.js');
const { plain, merged, record: objectOf } = require('./values.js');
const jwt = require('./jwt.js');

const WITHOUT_BROWSER = ['oauth2-resource-owner', 'oauth2-refresh-token', 'oauth2-password', 'oauth2-webauthn'];
const BOTH = 'Redirect and render commands cannot be used in the same action.';

function secretOf(options) {
  const secret = member(options, 'secret');
  if (typeof secret !== 'string' || secret === '') throw new TypeError('The secret must be a non-empty string.');
  return secret;
}

const invalid = (reason) => new Error(`The session token is invalid: ${reason}`);
const seconds = (call) => floor(call.host.now() / 1000);

// What the URL becomes; the same parser as the Action's own `URL`, loaded when it is needed.
function target(base, query) {
  const { URL } = require('url');
  const url = new URL(base);
  if (object(query)) {
    const names = keys(query);
    for (let i = 0; i < names.length; i += 1) url.searchParams.set(names[i], query[names[i]]);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new TypeError('The redirect URL must be an absolute URL that begins with https:// or http://.');
  }
  return url.href;
}

function checked(call, payload, params) {
  if (!object(payload) || isArray(payload)) throw invalid('Unexpected token payload type');
  const { iss, sub, iat, exp } = payload;
  const standard = typeof sub === 'string' && typeof iss === 'string' && typeof iat === 'number' && typeof exp === 'number';
  if (!standard || iss !== call.hostname) throw invalid('Missing or invalid standard claims (sub, iss, exp, iat)');
  if (exp <= seconds(call)) throw invalid('Token has expired.');
  if (sub !== call.userId) throw invalid('The sub claim does not match the user_id.');
  if (payload.state !== params.state) throw invalid('State in the token does not match the /continue state.');
  return payload;
}

function redirect(api, call) {
  return {
    encodeToken(options) {
      const secret = secretOf(options);
      const lifetime = member(options, 'expiresInSeconds') ?? 900;
      if (typeof lifetime !== 'number' || !isFinite(lifetime)) throw new TypeError('expiresInSeconds must be a number.');
      const given = member(options, 'payload');
      const payload = given === undefined || given === null ? {} : objectOf(given, 'The payload');
      const iat = seconds(call);
      const own = { iat, iss: call.hostname, sub: call.userId, exp: iat + lifetime, ip: call.ip };
      return jwt.encode(call.host, secret, merged(plain(own), payload));
    },
    sendUserTo(url, options) {
      if (call.command === 'render') throw new Error(BOTH);
      const effect = { type: 'redirect', url: target(url, member(options, 'query')) };
      call.command = 'redirect';
      call.record(effect);
      return api;
    },
    canRedirect() {
      if (member(call.query, 'prompt') === 'none') return false;
      return !includes(WITHOUT_BROWSER, call.protocol);
    },
    validateToken(options) {
      const secret = secretOf(options);
      const parameter = String(member(options, 'tokenParameterName') ?? 'session_token');
      const params = merged(call.query, call.body);
      if (!hasOwn(params, parameter) || !params[parameter]) {
        throw new Error(`There is no parameter called '${parameter}' available in either the POST body or query string.`);
      }
      const verified = jwt.verify(call.host, secret, String(params[parameter]));
      if (verified === undefined) throw invalid('Failed signature validation');
      return checked(call, verified.payload, params);
    },
  };
}

module.exports = { redirect, target, BOTH };
