// Node's querystring.
'use strict';

function escape(value) {
  const text = typeof value === 'string' ? value : typeof value === 'object' ? String(value) : `${value}`;
  try {
    // The same set as encodeURIComponent, which is what Node's is.
    return encodeURIComponent(text);
  } catch {
    throw Object.assign(new URIError('URI malformed'), { code: 'ERR_INVALID_URI' });
  }
}

function unescapeBuffer(text) {
  const { Buffer } = require('buffer');
  const bytes = Buffer.from(text);
  const output = [];
  for (let i = 0; i < bytes.length; i++) {
    const hex = bytes[i] === 0x25 ? /^[0-9a-f]{2}/i.exec(bytes.latin1Slice(i + 1, i + 3)) : null;
    output.push(hex ? parseInt(hex[0], 16) : bytes[i]);
    if (hex) i += 2;
  }
  return Buffer.from(output);
}

function unescape(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return unescapeBuffer(text).toString();
  }
}

function primitive(value) {
  switch (typeof value) {
    case 'string': return value;
    case 'number': return Number.isFinite(value) ? `${value}` : '';
    case 'bigint': case 'boolean': return `${value}`;
    default: return '';
  }
}

function stringify(object, separator, equals, options) {
  const encode = typeof options?.encodeURIComponent === 'function' ? options.encodeURIComponent : module.exports.escape;
  if (object === null || typeof object !== 'object') return '';
  return Object.keys(object).flatMap((key) => {
    const name = encode(key) + (equals || '=');
    return Array.isArray(object[key]) ? object[key].map((value) => name + encode(primitive(value))) : [name + encode(primitive(object[key]))];
  }).join(separator || '&');
}

function parse(text, separator, equals, options) {
  const output = { __proto__: null };
  if (typeof text !== 'string' || text.length === 0) return output;
  const decode = typeof options?.decodeURIComponent === 'function' ? options.decodeURIComponent : module.exports.unescape;
  const most = typeof options?.maxKeys === 'number' ? options.maxKeys : 1000;
  const mark = equals ? `${equals}` : '=';
  let parts = text.split(separator ? `${separator}` : '&');
  if (most > 0) parts = parts.slice(0, most);
  const decoded = (part) => {
    const plain = part.replaceAll('+', ' ');
    if (!plain.includes('%') && decode === unescape) return plain;
    try {
      return decode(plain);
    } catch {
      return unescape(plain);
    }
  };
  for (const part of parts) {
    if (part === '') continue;
    const at = part.indexOf(mark);
    const key = decoded(at === -1 ? part : part.slice(0, at));
    const value = at === -1 ? '' : decoded(part.slice(at + mark.length));
    if (!(key in output)) output[key] = value;
    else if (Array.isArray(output[key])) output[key].push(value);
    else output[key] = [output[key], value];
  }
  return output;
}

module.exports = { escape, unescape, unescapeBuffer, stringify, parse, encode: stringify, decode: parse };
