// `api.cache`. The server keeps the entries and knows the limits; it answers in JSON, and refuses with Auth0's code:
//   cache.get    the key                            null, or {value, expires_at}
//   cache.set    {key, value, ttl?, expires_at?}    {value, expires_at}
//   cache.delete the key                            null
// What is refused is an answer and never thrown: an Action can always go on without its cache.
'use strict';

const { stringify, parse, isFinite, trunc, String } = require('./primordials.js');
const { member } = require('./call.js');

const failed = (code) => ({ type: 'error', code });

function ask(call, operation, given, otherwise, answer) {
  try {
    return answer(parse(call.host.call(operation, given).text));
  } catch (error) {
    return failed(typeof error.code === 'string' ? error.code : otherwise);
  }
}

const entry = (record) => ({ value: record.value, expires_at: record.expires_at });
const stored = (record) => ({ type: 'success', record: entry(record) });
const deleted = () => ({ type: 'success' });
const found = (record) => (record === null ? undefined : entry(record));

// `undefined` where there is none, `null` where it is not a time.
function milliseconds(value) {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' && isFinite(value) ? trunc(value) : null;
}

function cache(call) {
  return {
    get(key) {
      const answer = ask(call, 'cache.get', String(key), 'CacheKeyDoesNotExist', found);
      return answer === undefined || answer.type === 'error' ? undefined : answer;
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
      return ask(call, 'cache.set', stringify(given), 'FailedToSetCacheRecord', stored);
    },
    delete(key) {
      return ask(call, 'cache.delete', String(key), 'FailedToDeleteCacheRecord', deleted);
    },
  };
}

module.exports = { cache };
