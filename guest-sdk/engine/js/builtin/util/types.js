// Node's util.types.
'use strict';

const kind = require('internal/kind');

const typed = (name) => (value) => kind.isTypedArray(value) && kind.typedArrayName(value) === name;
const tagged = (tag) => (value) => typeof value === 'object' && Object.prototype.toString.call(value) === `[object ${tag}]`;
const { isArguments, isBoxed, isError, typedArrayName, ...same } = kind;

module.exports = {
  ...same,
  isArgumentsObject: isArguments,
  isBoxedPrimitive: isBoxed,
  isAnyArrayBuffer: (value) => kind.isArrayBuffer(value) || kind.isSharedArrayBuffer(value),
  isArrayBufferView: ArrayBuffer.isView,
  isGeneratorObject: (value) => tagged('Generator')(value) || tagged('AsyncGenerator')(value),
  isMapIterator: tagged('Map Iterator'),
  isSetIterator: tagged('Set Iterator'),
  isModuleNamespaceObject: tagged('Module'),
  isKeyObject: (value) => tagged('KeyObject')(value) && value instanceof require('internal/keys').KeyObject,
  isCryptoKey: (value) => tagged('CryptoKey')(value) && value instanceof require('internal/subtle').CryptoKey,
  // No program can see these two in this engine.
  isProxy: () => false,
  isExternal: () => false,
};
for (const name of ['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Float16', 'Float32', 'Float64', 'BigInt64', 'BigUint64']) {
  module.exports[`is${name}Array`] = typed(`${name}Array`);
}
