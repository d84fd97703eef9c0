// Structural equality as util.isDeepStrictEqual and assert.deepEqual mean it.
'use strict';

const kind = require('internal/kind');

const keysOf = (value, strict) => {
  const keys = Object.keys(value);
  if (!strict) return keys;
  for (const symbol of Object.getOwnPropertySymbols(value)) if (Object.prototype.propertyIsEnumerable.call(value, symbol)) keys.push(symbol);
  return keys;
};

function boxed(value) {
  for (const [is, type] of [[kind.isNumberObject, Number], [kind.isStringObject, String], [kind.isBooleanObject, Boolean], [kind.isBigIntObject, BigInt], [kind.isSymbolObject, Symbol]]) {
    if (is(value)) return type.prototype.valueOf.call(value);
  }
  return undefined;
}

const same = (a, b, strict) => (strict ? Object.is(a, b) : a == b || (a !== a && b !== b));

function equal(a, b, strict, seen = []) {
  if (same(a, b, strict)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a) !== Array.isArray(b) || Object.prototype.toString.call(a) !== Object.prototype.toString.call(b)) return false;
  if (Array.isArray(a) && a.length !== b.length) return false;
  for (const is of [kind.isDate, kind.isRegExp, kind.isError, kind.isMap, kind.isSet, kind.isTypedArray, kind.isBoxed, kind.isArrayBuffer, kind.isDataView]) {
    if (is(a) !== is(b)) return false;
  }
  if (kind.isDate(a) && !Object.is(a.getTime(), b.getTime())) return false;
  if (kind.isRegExp(a) && (String(a) !== String(b) || a.lastIndex !== b.lastIndex)) return false;
  if (kind.isError(a) && (a.message !== b.message || a.name !== b.name || !equal(a.cause, b.cause, strict, seen) || !equal(a.errors, b.errors, strict, seen))) return false;
  if (kind.isBoxed(a) && !Object.is(boxed(a), boxed(b))) return false;
  if (ArrayBuffer.isView(a) || kind.isArrayBuffer(a)) {
    if (!bytesEqual(a, b)) return false;
    if (kind.isTypedArray(a)) return true;
  }
  if (kind.isWeakMap(a) || kind.isWeakSet(a) || kind.isPromise(a)) return false;
  if (seen.some(([left, right]) => left === a && right === b)) return true;
  seen.push([a, b]);
  const answer = members(a, b, strict, seen);
  seen.pop();
  return answer;
}

function bytesEqual(a, b) {
  const [left, right] = [a, b].map((value) => (ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value)));
  return left.length === right.length && left.every((byte, i) => byte === right[i]);
}

function members(a, b, strict, seen) {
  const keys = keysOf(a, strict);
  if (keys.length !== keysOf(b, strict).length) return false;
  for (const key of keys) {
    if (!Object.prototype.propertyIsEnumerable.call(b, key) || !equal(a[key], b[key], strict, seen)) return false;
  }
  if (kind.isSet(a)) return a.size === b.size && pairs([...a], [...b], (left, right) => equal(left, right, strict, seen));
  if (kind.isMap(a)) {
    return a.size === b.size
      && pairs([...a], [...b], (left, right) => equal(left[0], right[0], strict, seen) && equal(left[1], right[1], strict, seen));
  }
  return true;
}

// Each of `left` has its own partner in `right`, in whatever order.
function pairs(left, right, matches) {
  return left.every((one) => {
    const at = right.findIndex((other) => matches(one, other));
    if (at === -1) return false;
    right.splice(at, 1);
    return true;
  });
}

module.exports = { equal };
