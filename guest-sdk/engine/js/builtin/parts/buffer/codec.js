// The encodings of Buffer: bytes from text and text from bytes. UTF-8 is the engine's; base64 too where it has it.
'use strict';

const names = new Map(Object.entries({
  utf8: 'utf8', 'utf-8': 'utf8', ucs2: 'utf16le', 'ucs-2': 'utf16le', utf16le: 'utf16le', 'utf-16le': 'utf16le', latin1: 'latin1', binary: 'latin1',
  ascii: 'ascii', hex: 'hex', base64: 'base64', base64url: 'base64url',
}));
const nameOf = (encoding) => names.get(encoding) ?? names.get(`${encoding}`.toLowerCase());

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function slowBase64(bytes) {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b = 0, c = 0] = [bytes[i], bytes[i + 1], bytes[i + 2]];
    text += alphabet[a >> 2] + alphabet[((a & 3) << 4) | (b >> 4)];
    text += i + 1 < bytes.length ? alphabet[((b & 15) << 2) | (c >> 6)] : '=';
    text += i + 2 < bytes.length ? alphabet[c & 63] : '=';
  }
  return text;
}

function toBase64(bytes, url) {
  const native = Uint8Array.prototype.toBase64;
  if (native) return native.call(bytes, url ? { alphabet: 'base64url', omitPadding: true } : undefined);
  const text = slowBase64(bytes);
  return url ? text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_') : text;
}

// As lenient as Node: both alphabets, whatever is not of them is skipped, the first "=" is the end, half a byte is dropped.
function fromBase64(text) {
  const end = text.indexOf('=');
  let clean = (end === -1 ? text : text.slice(0, end)).replaceAll('-', '+').replaceAll('_', '/').replace(/[^A-Za-z0-9+/]+/g, '');
  if (clean.length % 4 === 1) clean = clean.slice(0, -1);
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(clean);
  const bytes = new Uint8Array(Math.floor((clean.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const character of clean) {
    held = (held << 6) | alphabet.indexOf(character);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 0xff;
    }
  }
  return bytes;
}

function fromHex(text) {
  const [clean] = /^([0-9a-f]{2})*/i.exec(text);
  const bytes = new Uint8Array(clean.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(clean.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

function units(text, mask) {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i) & mask;
  return bytes;
}

function pairs(text) {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    bytes[2 * i] = text.charCodeAt(i);
    bytes[2 * i + 1] = text.charCodeAt(i) >> 8;
  }
  return bytes;
}

// Made in pieces: a call with a hundred thousand arguments has no stack.
function text(codes) {
  let output = '';
  for (let i = 0; i < codes.length; i += 4096) output += String.fromCharCode.apply(undefined, codes.subarray(i, i + 4096));
  return output;
}

const encoders = {
  utf8: (value) => host.utf8Encode(value.toWellFormed()),
  utf16le: pairs,
  latin1: (value) => units(value, 0xff),
  ascii: (value) => units(value, 0xff),
  hex: fromHex,
  base64: fromBase64,
  base64url: fromBase64,
};

const digits = '0123456789abcdef';

const decoders = {
  utf8: (bytes) => host.utf8Decode(bytes, false),
  utf16le: (bytes) => text(Uint16Array.from({ length: bytes.length >> 1 }, (_, i) => bytes[2 * i] | (bytes[2 * i + 1] << 8))),
  latin1: text,
  ascii: (bytes) => text(bytes.map((byte) => byte & 0x7f)),
  hex(bytes) {
    if (Uint8Array.prototype.toHex) return Uint8Array.prototype.toHex.call(bytes);
    let output = '';
    for (let i = 0; i < bytes.length; i++) output += digits[bytes[i] >> 4] + digits[bytes[i] & 15];
    return output;
  },
  base64: (bytes) => toBase64(bytes, false),
  base64url: (bytes) => toBase64(bytes, true),
};

// `encoding` is one that nameOf answered; `bytes` is a plain Uint8Array, so that its own methods make plain ones.
const encode = (value, encoding) => encoders[encoding](value);
const decode = (bytes, encoding) => (bytes.length === 0 ? '' : decoders[encoding](bytes));

module.exports = { nameOf, encode, decode };
