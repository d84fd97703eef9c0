// `api.transaction` of a login: metadata that later Actions of the same login see.
'use strict';

const { Error, stringify, isFinite, keys } = require('./primordials.js');
const { member, object } = require('./call.js');
const { put } = require('./values.js');

const MAX_VALUE = 8 * 1024;
const MAX_TOTAL = 16 * 1024;
const NOT_A_SCALAR = 'The value must be a string, a safe number or a boolean.';

const failed = (why) => new Error(`Failed to set transaction metadata: ${why}`);

function check(call, value) {
  if (typeof value === 'string') {
    if (call.host.utf8Encode(value).length > MAX_VALUE) throw failed('The value must not be larger than 8 KB.');
    return;
  }
  if (typeof value === 'number') {
    if (!isFinite(value) || value > 9007199254740991 || value < -9007199254740991) throw failed(NOT_A_SCALAR);
    return;
  }
  if (value !== null && typeof value !== 'boolean') throw failed(NOT_A_SCALAR);
}

function size(call, metadata) {
  let total = 0;
  const names = keys(metadata);
  for (let i = 0; i < names.length; i += 1) {
    total += call.host.utf8Encode(names[i] + stringify(metadata[names[i]])).length;
  }
  return total;
}

function metadata(call) {
  const notImplemented = () => { throw new Error('Method not implemented.'); };
  return {
    setMetadata(key, value) {
      if (typeof key !== 'string' || key === '' || key.length > 64) throw failed('The key must have 1 to 64 characters.');
      check(call, value);
      const transaction = member(call.event, 'transaction');
      const seen = object(transaction) ? member(transaction, 'metadata') : undefined;
      const after = {};
      const before = object(seen) ? keys(seen) : [];
      for (let i = 0; i < before.length; i += 1) put(after, before[i], seen[before[i]]);
      if (value === null) delete after[key];
      else put(after, key, value);
      if (size(call, after) > MAX_TOTAL) throw failed('All of it must not be larger than 16 KB.');
      call.record({ type: 'transaction_metadata', key, value });
      if (!object(transaction)) return;
      if (!object(seen)) put(transaction, 'metadata', after);
      else if (value === null) delete seen[key];
      else put(seen, key, value);
    },
    addTargetScope: notImplemented,
    removeTargetScope: notImplemented,
    setTargetScopes: notImplemented,
    clearTargetScopes: notImplemented,
  };
}

module.exports = { metadata };
