// What an object really is, by its internal slots where JavaScript lets one ask: a tag or a constructor may lie.
'use strict';

const getter = (prototype, name) => Object.getOwnPropertyDescriptor(prototype, name).get;
const answers = (method, ...args) => (value) => {
  try {
    method.call(value, ...args);
    return true;
  } catch {
    return false;
  }
};
const object = (test) => (value) => typeof value === 'object' && value !== null && test(value);
const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);

const TypedArray = Object.getPrototypeOf(Uint8Array);
const typedArrayName = getter(TypedArray.prototype, Symbol.toStringTag);
const nothing = {};

const isMap = object(answers(getter(Map.prototype, 'size')));
const isSet = object(answers(getter(Set.prototype, 'size')));
const isWeakMap = object(answers(WeakMap.prototype.has, nothing));
const isWeakSet = object(answers(WeakSet.prototype.has, nothing));
const isDate = object(answers(Date.prototype.getTime));
// The flags of a RegExp are readable through its prototype only by RegExps (and the prototype itself).
const isRegExp = object((value) => value !== RegExp.prototype && answers(getter(RegExp.prototype, 'source'))(value));
const isArrayBuffer = object(answers(getter(ArrayBuffer.prototype, 'byteLength')));
const isSharedArrayBuffer = object((value) => typeof SharedArrayBuffer === 'function' && answers(getter(SharedArrayBuffer.prototype, 'byteLength'))(value));
const isDataView = object((value) => ArrayBuffer.isView(value) && typedArrayName.call(value) === undefined);
const isNumberObject = object(answers(Number.prototype.valueOf));
const isStringObject = object(answers(String.prototype.valueOf));
const isBooleanObject = object(answers(Boolean.prototype.valueOf));
const isBigIntObject = object(answers(BigInt.prototype.valueOf));
const isSymbolObject = object(answers(Symbol.prototype.valueOf));
// Promises and errors have no method that asks for the slot without acting on it.
const isPromise = object((value) => value instanceof Promise);
const isNativeError = object((value) => (typeof Error.isError === 'function' ? Error.isError(value)
  : value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'));
const isError = object((value) => isNativeError(value) || value instanceof Error);
const isArguments = object((value) => !(Symbol.toStringTag in value) && tag(value) === 'Arguments');

const AsyncFunction = (async () => {}).constructor;
const GeneratorFunction = function* () {}.constructor;
const AsyncGeneratorFunction = async function* () {}.constructor;
const inherits = (...kinds) => (value) => typeof value === 'function' && kinds.some((kind) => kind.prototype.isPrototypeOf(value));

module.exports = {
  isMap, isSet, isWeakMap, isWeakSet, isDate, isRegExp, isArrayBuffer, isSharedArrayBuffer, isDataView, isPromise, isNativeError, isError, isArguments,
  isNumberObject, isStringObject, isBooleanObject, isBigIntObject, isSymbolObject,
  isTypedArray: (value) => ArrayBuffer.isView(value) && typedArrayName.call(value) !== undefined,
  typedArrayName: (value) => typedArrayName.call(value),
  isAsyncFunction: inherits(AsyncFunction, AsyncGeneratorFunction),
  isGeneratorFunction: inherits(GeneratorFunction, AsyncGeneratorFunction),
  isBoxed: (value) => isNumberObject(value) || isStringObject(value) || isBooleanObject(value) || isBigIntObject(value) || isSymbolObject(value),
};
