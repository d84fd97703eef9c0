// `api.cache`. The server keeps the entries and knows the limits; it answers in JSON:
//   cache.get    {key}                            null, or {value, expires_at}
//   cache.set    {key, value, ttl?, expires_at?}  {type: 'success', record: {value, expires_at}}, or {type: 'error', code}
//   cache.delete {key}                            {type: 'success'}, or {type: 'error', code}
// A call that the host refuses is an error with a code, and never thrown: an Action can always go on without its cache.
'use strict';

const { stringify, parse, isFinite, trunc, String } = require('./primordials.js');
const { member } = require('./call.js');

const failed = (code) => ({ type: 'error', code });

function ask(call, operation, given, otherwise) {
  try {
    return parse(call.host.call(operation, stringify(given)).text);
  } catch (error) {
    return failed(typeof error.code === 'string' ? error.code : otherwise);
  }
}

// `undefined` where there is none, `null` where it is not a time.
function milliseconds(value) {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' && isFinite(value) ? trunc(value) : null;
}

function cache(call) {
  return {
    get(key) {
      const found = ask(call, 'cache.get', { key: String(key) }, 'CacheKeyDoesNotExist');
      if (found === null || typeof found.value !== 'string') return undefined;
      return { value: found.value, expires_at: found.expires_at };
    },
    set(key, value, options) {
      if (typeof value !== 'string') return failed('FailedToSetCacheRecord');
      const given = { key: String(key), value };
      const ttl = milliseconds(member(options, 'ttl'));
      const end = milliseconds(member(options, 'expires_at'));
      if (ttl === null || end === null) return failed('InvalidExpiry');
      if (ttl < 0 || end < 0) return failed('ItemAlreadyExpired');
      if (ttl !== undefined) given.ttl = ttl;
      if (end !== undefined) given.expires_at = end;
      return ask(call, 'cache.set', given, 'FailedToSetCacheRecord');
    },
    delete(key) {
      return ask(call, 'cache.delete', { key: String(key) }, 'FailedToDeleteCacheRecord');
    },
  };
}

module.exports = { cache };
