// The built-ins that the `api` objects rely on, taken before an Action can change them.
//
// Safety does not hang on this: the server checks every effect again. It hangs on this whether an Action that patches a prototype (as
// some polyfills do) still gets the behaviour that its author was promised. Arrays are walked by index, because `for … of` and spread
// look up an iterator that an Action may have replaced.
'use strict';

const uncurry = Function.prototype.bind.bind(Function.prototype.call);

module.exports = {
  stringify: JSON.stringify,
  parse: JSON.parse,
  keys: Object.keys,
  defineProperty: Object.defineProperty,
  isArray: Array.isArray,
  isFinite: Number.isFinite,
  isSafeInteger: Number.isSafeInteger,
  trunc: Math.trunc,
  floor: Math.floor,
  String,
  Error,
  TypeError,
  Uint8Array,
  hasOwn: uncurry(Object.prototype.hasOwnProperty),
  includes: uncurry(Array.prototype.includes),
  join: uncurry(Array.prototype.join),
  exec: uncurry(RegExp.prototype.exec),
  trim: uncurry(String.prototype.trim),
  slice: uncurry(String.prototype.slice),
  indexOf: uncurry(String.prototype.indexOf),
};
