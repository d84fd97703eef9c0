// `api.session` and `api.refreshToken`: lifetimes, revocation and metadata. What is written to metadata and to the cookie's mode is
// seen in `event` at once.
'use strict';

const { Error, TypeError, exec, keys, hasOwn } = require('./primordials.js');
const { object, member } = require('./call.js');
const { text, time, put } = require('./values.js');

const KEY = /^[a-zA-Z0-9_-]{1,255}$/;
const MAX_ENTRIES = 25;

// `field` names it in the event, `what` in sentences, `type` in effects. `required`: there must be one.
function metadata(call, field, what, type, required) {
  const failed = (why) => new Error(`Failed to set ${what} metadata: ${why}`);
  const entity = () => {
    const found = member(call.event, field);
    if (required && !object(found)) throw failed(`Cannot set metadata on a ${what} that does not exist.`);
    return object(found) ? found : undefined;
  };
  const mirror = (found) => {
    if (!object(member(found, 'metadata'))) put(found, 'metadata', {});
    return found.metadata;
  };
  function set(key, value) {
    const found = entity();
    if (typeof key !== 'string' || exec(KEY, key) === null) {
      throw failed('The key must have 1 to 255 letters, digits, hyphens and underscores.');
    }
    if (value !== null && typeof value !== 'string') throw failed('The value must be a string or null.');
    if (value !== null && value.length > 255) throw failed('The value must not be longer than 255 characters.');
    const seen = found && mirror(found);
    if (value !== null && seen && !hasOwn(seen, key) && keys(seen).length >= MAX_ENTRIES) {
      throw failed(`At most ${MAX_ENTRIES} entries can be set.`);
    }
    call.record({ type: `${type}_metadata`, key, value });
    if (!seen) return;
    if (value === null) delete seen[key];
    else put(seen, key, value);
  }
  return {
    setMetadata(key, value) { set(key, value); },
    deleteMetadata(key) { set(key, null); },
    evictMetadata() {
      const found = entity();
      call.record({ type: `evict_${type}_metadata` });
      if (found) put(found, 'metadata', {});
    },
  };
}

function lifetimes(call, type, what) {
  return {
    setExpiresAt(at) { call.record({ type: `${type}_expires_at`, at: time(at, `The expiration of the ${what}`) }); },
    setIdleExpiresAt(at) { call.record({ type: `${type}_idle_expires_at`, at: time(at, `The idle expiration of the ${what}`) }); },
  };
}

function session(call) {
  return {
    ...lifetimes(call, 'session', 'session'),
    revoke(reason, options) {
      const preserve = member(options, 'preserveRefreshTokens') === true;
      call.record({ type: 'revoke_session', reason: text(reason), preserve_refresh_tokens: preserve });
    },
    setCookieMode(mode) {
      if (mode !== 'persistent' && mode !== 'non-persistent') {
        throw new TypeError('The cookie mode must be "persistent" or "non-persistent".');
      }
      call.record({ type: 'session_cookie_mode', mode });
      const found = member(call.event, 'session');
      if (!object(found)) return;
      if (!object(member(found, 'cookie'))) put(found, 'cookie', {});
      put(found.cookie, 'mode', mode);
    },
    ...metadata(call, 'session', 'session', 'session', true),
  };
}

function refreshToken(call) {
  return {
    ...lifetimes(call, 'refresh_token', 'refresh token'),
    revoke(reason) { call.record({ type: 'revoke_refresh_token', reason: text(reason) }); },
    ...metadata(call, 'refresh_token', 'refresh token', 'refresh_token', false),
  };
}

module.exports = { session, refreshToken };
