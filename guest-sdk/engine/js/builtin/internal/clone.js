// structuredClone.
'use strict';

const kind = require('internal/kind');

const refused = (text) => new DOMException(`${text} could not be cloned.`, 'DataCloneError');

const errors = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

function clone(value, seen, transferred) {
  if (typeof value === 'symbol') throw refused(String(value));
  if (typeof value === 'function') throw refused(Function.prototype.toString.call(value));
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  const kept = (made) => {
    seen.set(value, made);
    return made;
  };
  const inner = (part) => clone(part, seen, transferred);
  if (kind.isBoxed(value)) {
    if (kind.isSymbolObject(value)) throw refused('#<Symbol>');
    return kept(Object(value.valueOf()));
  }
  if (kind.isDate(value)) return kept(new Date(Date.prototype.getTime.call(value)));
  if (kind.isRegExp(value)) return kept(new RegExp(value.source, value.flags));
  if (kind.isArrayBuffer(value)) return kept(transferred.has(value) ? value.transfer() : value.slice(0));
  if (ArrayBuffer.isView(value)) {
    const buffer = inner(value.buffer);
    const View = kind.isTypedArray(value) ? globalThis[kind.typedArrayName(value)] : DataView;
    return kept(new View(buffer, value.byteOffset, kind.isTypedArray(value) ? value.length : value.byteLength));
  }
  if (kind.isMap(value)) {
    const made = kept(new Map());
    for (const [key, held] of [...value]) made.set(inner(key), inner(held));
    return made;
  }
  if (kind.isSet(value)) {
    const made = kept(new Set());
    for (const member of [...value]) made.add(inner(member));
    return made;
  }
  if (kind.isError(value)) {
    const Base = Object.hasOwn(errors, value.name) ? errors[value.name] : Error;
    const made = kept(Object.create(Base.prototype));
    Object.defineProperties(made, Object.getOwnPropertyDescriptors(new Base(value.message)));
    if (typeof value.stack === 'string') Object.defineProperty(made, 'stack', { value: value.stack, writable: true, configurable: true });
    if (Object.hasOwn(value, 'cause')) Object.defineProperty(made, 'cause', { value: inner(value.cause), writable: true, configurable: true });
    return made;
  }
  if (value[Symbol.toStringTag] === 'Blob' || value[Symbol.toStringTag] === 'File') return kept(value.slice(0, value.size, value.type));
  if (kind.isPromise(value) || kind.isWeakMap(value) || kind.isWeakSet(value) || Object.prototype.toString.call(value) === '[object WeakRef]') {
    throw refused(`#<${value.constructor?.name ?? 'Object'}>`);
  }
  const made = kept(Array.isArray(value) ? new Array(value.length) : {});
  for (const key of Object.keys(value)) Object.defineProperty(made, key, { value: inner(value[key]), writable: true, enumerable: true, configurable: true });
  return made;
}

function structuredClone(value, options = undefined) {
  if (arguments.length === 0) throw Object.assign(new TypeError('The "value" argument must be specified'), { code: 'ERR_MISSING_ARGS' });
  return clone(value, new Map(), new Set(options?.transfer ?? []));
}

module.exports = { structuredClone };
