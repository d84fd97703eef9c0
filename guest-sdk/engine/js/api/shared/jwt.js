// JSON Web Tokens with HS256, for the tokens that go along with a redirect. Auth0 takes nothing else there.
//
// The only thing that the server does is the HMAC: host.call('crypto.hmac', {hash: 'sha256', key: <base64>}, bytes) → bytes.
'use strict';

const { stringify, parse, Uint8Array, slice, indexOf } = require('./primordials.js');

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const HEADER = { alg: 'HS256', typ: 'JWT' };

function base64url(bytes) {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = (bytes[i] << 16) | ((left > 1 ? bytes[i + 1] : 0) << 8) | (left > 2 ? bytes[i + 2] : 0);
    out += ALPHABET[word >> 18] + ALPHABET[(word >> 12) & 63];
    if (left > 1) out += ALPHABET[(word >> 6) & 63];
    if (left > 2) out += ALPHABET[word & 63];
  }
  return out;
}

// RFC 4648, section 4: what the host reads.
function base64(bytes) {
  let out = '';
  const text = base64url(bytes);
  for (let i = 0; i < text.length; i += 1) out += text[i] === '-' ? '+' : text[i] === '_' ? '/' : text[i];
  while (out.length % 4 !== 0) out += '=';
  return out;
}

// `undefined` for what is not base64url without padding.
function decode(text) {
  if (text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array((text.length * 3) >> 2);
  let word = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < text.length; i += 1) {
    const value = indexOf(ALPHABET, text[i]);
    if (value < 0) return undefined;
    word = ((word << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = (word >> bits) & 255;
      at += 1;
    }
  }
  return bytes;
}

function sign(host, secret, content) {
  const key = base64(host.utf8Encode(secret));
  return host.call('crypto.hmac', stringify({ hash: 'sha256', key }), host.utf8Encode(content)).bytes;
}

// In a time that says nothing of where they differ.
function equal(a, b) {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i += 1) difference |= a[i] ^ b[i];
  return difference === 0;
}

function encode(host, secret, payload) {
  const part = (value) => base64url(host.utf8Encode(stringify(value)));
  const content = `${part(HEADER)}.${part(payload)}`;
  return `${content}.${base64url(sign(host, secret, content))}`;
}

function json(host, text) {
  const bytes = decode(text);
  if (bytes === undefined) return undefined;
  try {
    return parse(host.utf8Decode(bytes, true));
  } catch {
    return undefined;
  }
}

// The payload, or `undefined` where the signature is not right.
function verify(host, secret, token) {
  const first = indexOf(token, '.');
  const second = indexOf(token, '.', first + 1);
  if (first < 0 || second < 0) return undefined;
  const header = json(host, slice(token, 0, first));
  const signature = decode(slice(token, second + 1));
  if (signature === undefined || typeof header !== 'object' || header === null || header.alg !== 'HS256') return undefined;
  if (!equal(sign(host, secret, slice(token, 0, second)), signature)) return undefined;
  return { payload: json(host, slice(token, first + 1, second)) };
}

module.exports = { encode, verify };
