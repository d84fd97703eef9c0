// `api.session`, `api.refreshToken`, `api.transaction` (reference 1.6, actions-semantics).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin } from './harness.mjs';

const login = (change) => begin('post-login', { change });
const failed = (what, why) => ({ name: 'Error', message: `Failed to set ${what} metadata: ${why}` });

test('a session’s metadata is bounded and seen at once', () => {
  const { api, event, effects } = login();
  api.session.setMetadata('device', 'known');
  assert.deepEqual(event.session.metadata, { device: 'known' });
  api.session.setMetadata('__proto__', 'x');
  assert.equal(Object.getPrototypeOf(event.session.metadata), Object.prototype);
  api.session.setMetadata('device', null);
  api.session.deleteMetadata('__proto__');
  assert.deepEqual(event.session.metadata, {});
  for (const key of ['', 'a b', 'é', 1, 'k'.repeat(256)]) {
    assert.throws(
      () => api.session.setMetadata(key, 'v'),
      failed('session', 'The key must have 1 to 255 letters, digits, hyphens and underscores.'),
    );
  }
  for (const value of [1, {}, undefined, true]) {
    assert.throws(() => api.session.setMetadata('k', value), failed('session', 'The value must be a string or null.'));
  }
  assert.throws(() => api.session.setMetadata('k', 'v'.repeat(256)), failed('session', 'The value must not be longer than 255 characters.'));
  for (let i = 0; i < 25; i += 1) api.session.setMetadata(`k${i}`, 'v');
  assert.throws(() => api.session.setMetadata('k25', 'v'), failed('session', 'At most 25 entries can be set.'));
  api.session.evictMetadata();
  assert.deepEqual(event.session.metadata, {});
  assert.deepEqual(effects.at(-1), { type: 'evict_session_metadata' });
});

test('a session that does not exist has no metadata', () => {
  const { api } = login((event) => { delete event.session; });
  const fault = failed('session', 'Cannot set metadata on a session that does not exist.');
  assert.throws(() => api.session.setMetadata('k', 'v'), fault);
  assert.throws(() => api.session.deleteMetadata('k'), fault);
  assert.throws(() => api.session.evictMetadata(), fault);
});

test('a refresh token’s metadata may be set before there is one', () => {
  const { api, effects } = login();
  api.refreshToken.setMetadata('k', 'v');
  api.refreshToken.deleteMetadata('k');
  api.refreshToken.evictMetadata();
  assert.deepEqual(effects, [
    { type: 'refresh_token_metadata', key: 'k', value: 'v' },
    { type: 'refresh_token_metadata', key: 'k', value: null },
    { type: 'evict_refresh_token_metadata' },
  ]);
  const exchanged = login((event) => { event.refresh_token = { id: 'rt_1' }; });
  exchanged.api.refreshToken.setMetadata('k', 'v');
  assert.deepEqual(exchanged.event.refresh_token.metadata, { k: 'v' });
  assert.throws(() => api.refreshToken.setMetadata('a b', 'v'), /^Error: Failed to set refresh token metadata: /);
});

test('lifetimes are times', () => {
  const { api, effects } = login();
  for (const entity of [api.session, api.refreshToken]) {
    entity.setExpiresAt(1.5);
    entity.setIdleExpiresAt(2);
    for (const at of [undefined, 'tomorrow', NaN, -1, Infinity, 9e15, new Date()]) {
      assert.throws(() => entity.setExpiresAt(at), TypeError);
      assert.throws(() => entity.setIdleExpiresAt(at), TypeError);
    }
  }
  assert.deepEqual(effects, [
    { type: 'session_expires_at', at: 1 },
    { type: 'session_idle_expires_at', at: 2 },
    { type: 'refresh_token_expires_at', at: 1 },
    { type: 'refresh_token_idle_expires_at', at: 2 },
  ]);
});

test('revocations never throw', () => {
  const { api, effects } = login();
  api.session.revoke('stolen', { preserveRefreshTokens: true });
  api.session.revoke();
  api.refreshToken.revoke('stolen');
  assert.deepEqual(effects, [
    { type: 'revoke_session', reason: 'stolen', preserve_refresh_tokens: true },
    { type: 'revoke_session', reason: '', preserve_refresh_tokens: false },
    { type: 'revoke_refresh_token', reason: 'stolen' },
  ]);
});

test('the cookie’s mode is seen at once', () => {
  const { api, event } = login();
  api.session.setCookieMode('persistent');
  assert.equal(event.session.cookie.mode, 'persistent');
  assert.throws(() => api.session.setCookieMode('forever'), TypeError);
});

test('a transaction’s metadata holds scalars and is seen at once', () => {
  const { api, event, effects } = login();
  for (const [key, value] of [['a', 'x'], ['b', 1], ['c', true]]) api.transaction.setMetadata(key, value);
  assert.deepEqual(event.transaction.metadata, { a: 'x', b: 1, c: true });
  api.transaction.setMetadata('a', null);
  assert.deepEqual(event.transaction.metadata, { b: 1, c: true });
  for (const value of [{}, [], undefined, 1n, NaN, Infinity, 2 ** 53, Symbol('s')]) {
    assert.throws(
      () => api.transaction.setMetadata('k', value),
      failed('transaction', 'The value must be a string, a safe number or a boolean.'),
    );
  }
  for (const key of ['', 'k'.repeat(65), 1]) {
    assert.throws(() => api.transaction.setMetadata(key, 1), failed('transaction', 'The key must have 1 to 64 characters.'));
  }
  const half = 'ü'.repeat(4000);
  assert.throws(() => api.transaction.setMetadata('k', 'ü'.repeat(4097)), failed('transaction', 'The value must not be larger than 8 KB.'));
  api.transaction.setMetadata('h1', half);
  api.transaction.setMetadata('h2', half);
  assert.throws(() => api.transaction.setMetadata('h3', half), failed('transaction', 'All of it must not be larger than 16 KB.'));
  assert.equal(effects.length, 6);
});
