// `@auth0/rule-utilities`, which Rules could require and no registry has: redirects with a signed token, and metadata of the user.
//
// The names and rules are those of its 0.2.0. The token is a JWT with HS256 and the secret `SESSION_TOKEN_SECRET` of `configuration`; its
// errors have the texts of the library that signed it there.
'use strict';

const { Error, stringify, parse, isArray, floor } = require('../shared/primordials.js');

const object = (value) => typeof value === 'object' && value !== null;
const noRedirectProtocols = ['oauth2-resource-owner', 'oauth2-refresh-token', 'oauth2-password', 'redirect-callback'];
// What a lifetime may be written as: `3d`, `15 min`, `90` (seconds).
const UNITS = { ms: 0.001, s: 1, m: 60, min: 60, h: 3600, d: 86400, w: 604800, y: 31557600 };

function failure(name, message) {
  const error = new Error(message);
  error.name = name;
  return error;
}

function seconds(lifetime) {
  if (typeof lifetime === 'number') return lifetime;
  const found = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d|w|y)[a-z]*\s*$/i.exec(String(lifetime));
  // A text without a unit is milliseconds, as it was.
  if (found === null) return /^\d+$/.test(String(lifetime)) ? floor(Number(lifetime) / 1000) : NaN;
  return floor(Number(found[1]) * UNITS[found[2].toLowerCase()]);
}

const hmac = (secret, content) => require('crypto').createHmac('sha256', secret).update(content).digest('base64url');
const part = (value) => require('buffer').Buffer.from(stringify(value)).toString('base64url');
const now = () => floor(Date.now() / 1000);

function sign(payload, secret, lifetime) {
  if (typeof secret !== 'string' || secret === '') throw new Error('secretOrPrivateKey must have a value');
  const expires = seconds(lifetime);
  if (!(expires >= 0)) throw new Error('"expiresIn" should be a number of seconds or string representing a timespan');
  const iat = now();
  const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...payload, iat, exp: iat + expires })}`;
  return `${content}.${hmac(secret, content)}`;
}

function read(text) {
  try {
    return parse(require('buffer').Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function verify(token, secret, { issuer, subject, clockTolerance = 0, ignoreExpiration, maxAge }) {
  const broken = (message) => failure('JsonWebTokenError', message);
  if (token === undefined || token === null || token === '') throw broken('jwt must be provided');
  if (typeof token !== 'string') throw broken('jwt must be a string');
  const parts = token.split('.');
  const header = parts.length === 3 ? read(parts[0]) : undefined;
  const payload = parts.length === 3 ? read(parts[1]) : undefined;
  if (!object(header) || !object(payload) || isArray(payload)) throw broken('jwt malformed');
  if (parts[2] === '') throw broken('jwt signature is required');
  if (typeof secret !== 'string' || secret === '') throw broken('secret or public key must be provided');
  if (header.alg !== 'HS256') throw broken('invalid algorithm');
  const { Buffer } = require('buffer');
  const [given, right] = [Buffer.from(parts[2], 'base64url'), Buffer.from(hmac(secret, `${parts[0]}.${parts[1]}`), 'base64url')];
  if (given.length !== right.length || !require('crypto').timingSafeEqual(given, right)) throw broken('invalid signature');
  const expired = (message) => failure('TokenExpiredError', message);
  if (payload.nbf !== undefined && payload.nbf > now() + clockTolerance) throw failure('NotBeforeError', 'jwt not active');
  if (payload.exp !== undefined && !ignoreExpiration && now() >= payload.exp + clockTolerance) throw expired('jwt expired');
  if (payload.iss !== issuer) throw broken(`jwt issuer invalid. expected: ${issuer}`);
  if (payload.sub !== subject) throw broken(`jwt subject invalid. expected: ${subject}`);
  if (maxAge !== undefined && !(now() < payload.iat + seconds(maxAge) + clockTolerance)) throw expired('maxAge exceeded');
  return payload;
}

class Auth0RedirectRuleUtilities {
  constructor(user, context, configuration) {
    this.user = user ?? {};
    this.context = context ?? {};
    this.noRedirectProtocols = noRedirectProtocols;
    this.tokenSecret = configuration?.SESSION_TOKEN_SECRET;
    this.tokenExpiresIn = configuration?.SESSION_TOKEN_EXPIRES_IN || '3d';
  }

  get redirectUrl() {
    return this.context.redirect?.url;
  }

  get queryParams() {
    return this.context.request?.query ?? {};
  }

  get protocolCanRedirect() {
    return !noRedirectProtocols.includes(this.context.protocol);
  }

  get isRedirectCallback() {
    return this.context.protocol === 'redirect-callback';
  }

  // Not where another Rule has asked for it first, or for a second factor, or where no page may be shown.
  get canRedirect() {
    return !this.redirectUrl && !this.context.multifactor && this.queryParams.prompt !== 'none' && this.protocolCanRedirect;
  }

  createSessionToken(additionalClaims = {}) {
    const { ip, hostname } = this.context.request;
    const claims = { ip, iss: `https://${hostname}/`, sub: this.user.user_id, ...additionalClaims };
    return sign(claims, this.tokenSecret, this.tokenExpiresIn);
  }

  validateSessionToken(verifyOptions = {}) {
    const own = { issuer: `https://${this.context.request.hostname}/`, subject: this.user.user_id };
    const payload = verify(this.queryParams.session_token, this.tokenSecret, { ...verifyOptions, ...own });
    if (!payload.exp) throw new Error('Expired token');
    return payload;
  }

  doRedirect(url, options) {
    if (!this.canRedirect || !url) throw new Error('Cannot redirect');
    const { sessionToken, generateSessionToken = true } = options ?? {};
    let token;
    if (typeof sessionToken === 'string' && sessionToken !== '') token = sessionToken;
    else if (generateSessionToken === true) token = this.createSessionToken();
    this.context.redirect = { url: token === undefined ? url : `${url}?session_token=${token}` };
  }
}

// Reads and sets members of the user here, and writes them with the `auth0` that the Rule has. What is written is not waited for by
// itself, as it was not; each `update…` is a promise for who wants to.
class Auth0UserUpdateUtilities {
  constructor(user, auth0, namespace) {
    this.user = user;
    this.userId = user.user_id;
    this.auth0 = auth0;
    this.updatedUserData = {};
    this.isNamespaced = typeof namespace === 'string' && namespace !== '';
    this.namespace = this.isNamespaced ? namespace : undefined;
    for (const kind of ['user_metadata', 'app_metadata']) {
      user[kind] = user[kind] || {};
      if (this.isNamespaced) user[kind][namespace] = user[kind][namespace] || {};
    }
  }

  of(kind) {
    return this.isNamespaced ? this.user[kind][this.namespace] : this.user[kind];
  }

  setUser(key, value) {
    this.user[key] = value;
    this.updatedUserData[key] = value;
  }

  setUserMeta(key, value) {
    this.of('user_metadata')[key] = value;
  }

  setAppMeta(key, value) {
    this.of('app_metadata')[key] = value;
  }

  getUserMeta(key) {
    return this.of('user_metadata')[key];
  }

  getAppMeta(key) {
    return this.of('app_metadata')[key];
  }

  updateUser() {
    return this.auth0.users.update(this.userId, this.updatedUserData);
  }

  updateUserMetadata() {
    return this.auth0.users.updateUserMetadata(this.userId, this.user.user_metadata);
  }

  updateAppMetadata() {
    return this.auth0.users.updateAppMetadata(this.userId, this.user.app_metadata);
  }
}

module.exports = { Auth0RedirectRuleUtilities, Auth0UserUpdateUtilities, noRedirectProtocols };
