// TextEncoder and TextDecoder: UTF-8 by the engine, UTF-16LE and Latin-1 here. Other encodings need tables that no Action has asked for.
'use strict';

const { coded } = require('internal/errors');

const bytesOf = (input) => {
  if (input === undefined) return new Uint8Array(0);
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  try {
    return new Uint8Array(input instanceof ArrayBuffer || Object.prototype.toString.call(input) === '[object SharedArrayBuffer]' ? input : refuse());
  } catch {
    throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "list" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.');
  }
};
function refuse() {
  throw new TypeError();
}

class TextEncoder {
  get encoding() { return 'utf-8'; }
  encode(input = '') {
    return host.utf8Encode(`${input}`.toWellFormed());
  }
  encodeInto(source, destination) {
    const text = `${source}`.toWellFormed();
    let read = 0;
    let written = 0;
    for (const character of text) {
      const bytes = host.utf8Encode(character);
      if (written + bytes.length > destination.length) break;
      destination.set(bytes, written);
      written += bytes.length;
      read += character.length;
    }
    return { read, written };
  }
  get [Symbol.toStringTag]() { return 'TextEncoder'; }
}

const labels = new Map();
for (const [name, aliases] of [
  ['utf-8', 'utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8'],
  ['utf-16le', 'utf-16le utf-16 ucs-2 unicode csunicode iso-10646-ucs-2 unicodefeff'],
  ['windows-1252', 'latin1 iso-8859-1 iso8859-1 iso88591 iso_8859-1 l1 ascii us-ascii windows-1252 cp1252 x-cp1252 cp819 ibm819 ansi_x3.4-1968 csisolatin1 iso-ir-100 iso_8859-1:1987'],
]) for (const alias of aliases.split(' ')) labels.set(alias, name);

// The bytes 0x80–0x9f of windows-1252, which is what the standard means by every name of Latin-1.
const upper = '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

const malformed = () => coded(TypeError, 'ERR_ENCODING_INVALID_ENCODED_DATA', 'The encoded data was not valid for encoding utf-8');

// How many bytes at the end begin a character without finishing it.
function unfinished(bytes) {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back];
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 && byte <= 0xf4 ? 4 : byte >= 0xe0 && byte <= 0xef ? 3 : byte >= 0xc2 && byte <= 0xdf ? 2 : 1;
    return needed > back ? back : 0;
  }
  return 0;
}

function joined(before, bytes) {
  if (before.length === 0) return bytes;
  const all = new Uint8Array(before.length + bytes.length);
  all.set(before);
  all.set(bytes, before.length);
  return all;
}

class TextDecoder {
  #encoding;
  #fatal;
  #ignoreBOM;
  #kept = new Uint8Array(0);
  #started = false;

  constructor(label = 'utf-8', options = undefined) {
    this.#encoding = labels.get(`${label}`.trim().toLowerCase());
    if (this.#encoding === undefined) throw coded(RangeError, 'ERR_ENCODING_NOT_SUPPORTED', `The "${label}" encoding is not supported`);
    this.#fatal = Boolean(options?.fatal);
    this.#ignoreBOM = Boolean(options?.ignoreBOM);
  }

  get encoding() { return this.#encoding; }
  get fatal() { return this.#fatal; }
  get ignoreBOM() { return this.#ignoreBOM; }
  get [Symbol.toStringTag]() { return 'TextDecoder'; }

  decode(input = undefined, options = undefined) {
    let bytes = joined(this.#kept, bytesOf(input));
    const more = Boolean(options?.stream);
    const held = !more ? 0 : this.#encoding === 'utf-8' ? unfinished(bytes) : this.#encoding === 'utf-16le' ? bytes.length % 2 : 0;
    this.#kept = bytes.slice(bytes.length - held);
    if (held > 0) bytes = bytes.subarray(0, bytes.length - held);
    let text = this.#text(bytes);
    if (!this.#started && !this.#ignoreBOM && this.#encoding !== 'windows-1252' && text.startsWith('\ufeff')) text = text.slice(1);
    this.#started = more && (this.#started || bytes.length > 0);
    return text;
  }

  #text(bytes) {
    if (this.#encoding === 'utf-8') {
      if (bytes.length === 0) return '';
      let text;
      try {
        text = host.utf8Decode(bytes, this.#fatal);
      } catch {
        text = undefined;
      }
      if (text === undefined) throw malformed();
      return text;
    }
    let text = '';
    if (this.#encoding === 'windows-1252') {
      for (const byte of bytes) text += byte >= 0x80 && byte < 0xa0 ? upper[byte - 0x80] : String.fromCharCode(byte);
      return text;
    }
    for (let i = 0; i + 1 < bytes.length; i += 2) text += String.fromCharCode(bytes[i] | (bytes[i + 1] << 8));
    if (bytes.length % 2 === 1) text += '\ufffd';
    if (this.#fatal && (bytes.length % 2 === 1 || !text.isWellFormed())) throw coded(TypeError, 'ERR_ENCODING_INVALID_ENCODED_DATA', 'The encoded data was not valid for encoding utf-16le');
    return text.toWellFormed();
  }
}

module.exports = { TextEncoder, TextDecoder };
