// Node's util. inspect and format come when they are first used.
'use strict';

const { coded, invalidArgument, needFunction } = require('internal/errors');

const promisified = Symbol.for('nodejs.util.promisify.custom');

function promisify(original) {
  needFunction(original, 'original');
  const custom = original[promisified];
  if (custom) {
    needFunction(custom, 'util.promisify.custom');
    return Object.defineProperty(custom, promisified, { value: custom, configurable: true });
  }
  function fn(...args) {
    return new Promise((resolve, reject) => {
      Reflect.apply(original, this, [...args, (error, value) => (error ? reject(error) : resolve(value))]);
    });
  }
  Object.setPrototypeOf(fn, Object.getPrototypeOf(original));
  Object.defineProperty(fn, promisified, { value: fn, configurable: true });
  return Object.defineProperties(fn, Object.getOwnPropertyDescriptors(original));
}
promisify.custom = promisified;

function callbackify(original) {
  needFunction(original, 'original');
  function callbackified(...args) {
    const callback = args.pop();
    needFunction(callback, 'last argument');
    Reflect.apply(original, this, args).then(
      (value) => queueMicrotask(() => callback.call(this, null, value)),
      (reason) => queueMicrotask(() => {
        const falsy = Object.assign(coded(Error, 'ERR_FALSY_VALUE_REJECTION', 'Promise was rejected with falsy value'), { reason });
        callback.call(this, reason || falsy);
      }),
    );
  }
  const descriptors = Object.getOwnPropertyDescriptors(original);
  if (typeof descriptors.length?.value === 'number') descriptors.length.value++;
  if (typeof descriptors.name?.value === 'string') descriptors.name.value += 'Callbackified';
  return Object.defineProperties(callbackified, descriptors);
}

function inherits(constructor, superConstructor) {
  needFunction(constructor, 'ctor');
  needFunction(superConstructor, 'superCtor');
  if (superConstructor.prototype === undefined) throw invalidArgument('superCtor.prototype', 'of type object', undefined);
  Object.defineProperty(constructor, 'super_', { value: superConstructor, writable: true, configurable: true });
  Object.setPrototypeOf(constructor.prototype, superConstructor.prototype);
}

// Warns once for each code, or once for each function without one.
const warned = new Set();
function deprecate(fn, message, code) {
  let told = false;
  function deprecated(...args) {
    if (!told) {
      told = true;
      if (code === undefined || !warned.has(code)) {
        warned.add(code);
        require('process').emitWarning(message, 'DeprecationWarning', code);
      }
    }
    return new.target ? Reflect.construct(fn, args, new.target) : Reflect.apply(fn, this, args);
  }
  Object.setPrototypeOf(deprecated, fn);
  if (fn.prototype) deprecated.prototype = fn.prototype;
  return deprecated;
}

// Silent: an Action has no NODE_DEBUG.
function debuglog() {
  return Object.assign(() => {}, { enabled: false });
}

const lazily = (module, name) => (...args) => require(module)[name](...args);
const inspecting = () => require('internal/inspect');

module.exports = {
  promisify, callbackify, inherits, deprecate, debuglog,
  debug: debuglog,
  format: lazily('internal/inspect', 'format'),
  formatWithOptions: lazily('internal/inspect', 'formatWithOptions'),
  stripVTControlCharacters: lazily('internal/inspect', 'stripVTControlCharacters'),
  isDeepStrictEqual: (a, b) => require('internal/deep-equal').equal(a, b, true),
  toUSVString: (value) => String(value).toWellFormed(),
  isArray: Array.isArray,
  get inspect() { return inspecting().inspect; },
  get types() { return require('util/types'); },
  get TextEncoder() { return require('internal/encoding').TextEncoder; },
  get TextDecoder() { return require('internal/encoding').TextDecoder; },
  aborted: (signal) => new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  }),
  // What packages of another age ask for.
  isBoolean: (value) => typeof value === 'boolean',
  isBuffer: (value) => require('buffer').Buffer.isBuffer(value),
  isDate: (value) => require('util/types').isDate(value),
  isError: (value) => value instanceof Error || Object.prototype.toString.call(value) === '[object Error]',
  isFunction: (value) => typeof value === 'function',
  isNull: (value) => value === null,
  isNullOrUndefined: (value) => value == null,
  isNumber: (value) => typeof value === 'number',
  isObject: (value) => value !== null && typeof value === 'object',
  isPrimitive: (value) => value === null || (typeof value !== 'object' && typeof value !== 'function'),
  isRegExp: (value) => require('util/types').isRegExp(value),
  isString: (value) => typeof value === 'string',
  isSymbol: (value) => typeof value === 'symbol',
  isUndefined: (value) => value === undefined,
  _extend: (target, source) => (source === null || typeof source !== 'object' ? target : Object.assign(target, source)),
};
