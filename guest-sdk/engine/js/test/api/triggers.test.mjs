// The other triggers (reference 1.7, actions-semantics), the cache that all have, and Actions that change what is built in.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { begin, NOW } from './harness.mjs';

const triggers = readdirSync(new URL('../../api/', import.meta.url)).filter((name) => name.endsWith('.js')).map((name) => name.slice(0, -3));

test('there are eleven triggers, each with its handler', () => {
  const handlers = Object.fromEntries(triggers.map((trigger) => [trigger, begin(trigger).module.handlers]));
  assert.deepEqual(handlers, {
    'client-registration': { execute: 'onExecuteClientRegistration' },
    'credentials-exchange': { execute: 'onExecuteCredentialsExchange' },
    'custom-email-provider': { execute: 'onExecuteCustomEmailProvider' },
    'custom-phone-provider': { execute: 'onExecuteCustomPhoneProvider' },
    'custom-token-exchange': { execute: 'onExecuteCustomTokenExchange' },
    'password-reset-post-challenge': { execute: 'onExecutePostChallenge', continue: 'onContinuePostChallenge' },
    'post-change-password': { execute: 'onExecutePostChangePassword' },
    'post-login': { execute: 'onExecutePostLogin', continue: 'onContinuePostLogin' },
    'post-user-registration': { execute: 'onExecutePostUserRegistration' },
    'pre-user-registration': { execute: 'onExecutePreUserRegistration', continue: 'onContinuePreUserRegistration' },
    'send-phone-message': { execute: 'onExecuteSendPhoneMessage' },
  });
});

test('an event that lacks everything is no obstacle', () => {
  for (const trigger of triggers) {
    const { module } = begin(trigger);
    for (const event of [{}, { request: null, user: 1, transaction: 'x' }]) assert.ok(module.api(event, () => {}, {}));
  }
});

test('every trigger has a cache with Auth0’s answers', () => {
  for (const trigger of triggers) {
    const { cache } = begin(trigger).api;
    assert.equal(cache.get('k'), undefined);
    assert.deepEqual(cache.set('k', 'v', { ttl: 1000 }), { type: 'success', record: { value: 'v', expires_at: NOW + 1000 } });
    assert.deepEqual(cache.get('k'), { value: 'v', expires_at: NOW + 1000 });
    assert.deepEqual(cache.delete('k'), { type: 'success' });
    assert.deepEqual(cache.delete('k'), { type: 'error', code: 'CacheKeyDoesNotExist' });
  }
});

test('a cache that refuses says so and does not throw', () => {
  const refuse = () => { throw Object.assign(new Error('full'), { code: 'CacheSizeExceeded' }); };
  const { cache } = begin('post-login', { answers: { 'cache.set': refuse, 'cache.get': refuse } }).api;
  assert.deepEqual(cache.set('k', 'v'), { type: 'error', code: 'CacheSizeExceeded' });
  assert.equal(cache.get('k'), undefined);
  assert.deepEqual(cache.set('k', 1), { type: 'error', code: 'FailedToSetCacheRecord' });
  assert.deepEqual(cache.set('k', 'v', { expires_at: 'tomorrow' }), { type: 'error', code: 'InvalidExpiry' });
  assert.deepEqual(cache.set('k', 'v', { ttl: -1 }), { type: 'error', code: 'ItemAlreadyExpired' });
});

test('a registration is denied with two texts', () => {
  const { api, effects } = begin('pre-user-registration');
  assert.equal(api.access.deny('reason', 'message'), api);
  api.access.deny('reason');
  api.user.setUserMetadata('k', 1).user.setAppMetadata('k', 2).user.setUserId('abc');
  assert.deepEqual(effects, [
    { type: 'access_deny', reason: 'reason', user_message: 'message' },
    { type: 'access_deny', reason: 'reason' },
    { type: 'set_user_metadata', key: 'k', value: 1 },
    { type: 'set_app_metadata', key: 'k', value: 2 },
    { type: 'set_user_id', user_id: 'abc' },
  ]);
  assert.throws(() => api.validation.error('c', 'm'.repeat(101)), {
    message: 'Failed to add validation error: the message must have 1 to 100 characters.',
  });
});

test('a machine’s exchange is denied with a code, and its claims and scopes change', () => {
  const { api, effects } = begin('credentials-exchange');
  assert.equal(api.access.deny('invalid_scope', 'no'), api);
  assert.equal(api.accessToken.setCustomClaim('scope', 'anything'), api);
  api.transaction.addTargetScope(' a ');
  api.transaction.removeTargetScope('b');
  api.transaction.setTargetScopes(['c', 'd']);
  api.transaction.clearTargetScopes();
  assert.throws(() => api.transaction.setTargetScopes('c'), TypeError);
  assert.throws(() => api.transaction.addTargetScope(1), { name: 'TypeError', message: 'The value for the scope must be a string.' });
  assert.deepEqual(effects, [
    { type: 'access_deny', code: 'invalid_scope', reason: 'no' },
    { type: 'access_token_claim', name: 'scope', value: 'anything' },
    { type: 'add_target_scope', scope: 'a' },
    { type: 'remove_target_scope', scope: 'b' },
    { type: 'set_target_scopes', scopes: ['c', 'd'] },
    { type: 'set_target_scopes', scopes: [] },
  ]);
});

test('a token exchange names a user, an organization and an actor, and chains nothing', () => {
  const { api, effects } = begin('custom-token-exchange');
  const answers = [
    api.access.deny('invalid_request', 'no'),
    api.access.rejectInvalidSubjectToken('forged'),
    api.authentication.setUserById('auth0|1'),
    api.authentication.setUserByConnection('db', { user_id: '1' }, { creationBehavior: 'create_if_not_exists', updateBehavior: 'none' }),
    api.authentication.setOrganization('org_1'),
    api.authentication.setActor({ sub: 'a', act: { sub: 'b' } }),
    api.user.setAppMetadata('k', 1),
  ];
  for (const answer of answers) assert.equal(answer, undefined);
  assert.deepEqual(effects[3], {
    type: 'set_user_by_connection', connection: 'db', attributes: { user_id: '1' },
    creation_behavior: 'create_if_not_exists', update_behavior: 'none',
  });
  const nested = (depth) => (depth === 1 ? { sub: 'a' } : { sub: 'a', act: nested(depth - 1) });
  api.authentication.setActor(nested(5));
  for (const actor of [undefined, {}, { sub: '' }, nested(6), { sub: 'a', b: 'x'.repeat(65) }, { sub: 'a', b: {} },
    { sub: 'a', b: 1, c: 1, d: 1, e: 1, f: 1, g: 1 }, { sub: 'a', act: 'b' }]) {
    assert.throws(() => api.authentication.setActor(actor), TypeError);
  }
  assert.throws(() => api.authentication.setUserByConnection('db', {}, { creationBehavior: 'always' }), TypeError);
});

test('an application that registers itself is denied, changed and given an end', () => {
  const { api, effects } = begin('client-registration');
  const setMetadata = (name, value) => () => api.client.setMetadata(name, value);
  for (const name of ['client_id', 'is_first_party', '', undefined]) assert.throws(setMetadata(name, 1), /no metadata of that name/);
  for (const seconds of [59, 0, -1, 315360001, 1.5, '600', NaN, undefined]) assert.throws(() => api.client.setLifetime(seconds), /from 60 to 315360000/);
  assert.equal(api.client.setMetadata('logo_uri', undefined).client.setLifetime(60).access.deny('x', 'y'), api);
  assert.deepEqual(effects.map(({ type }) => type), ['set_client_metadata', 'set_client_lifetime', 'access_deny']);
  assert.equal(effects[0].value, null);
});

test('a password reset is challenged, redirected and sent on', () => {
  const { api, effects } = begin('password-reset-post-challenge');
  assert.equal(api.access.deny('no'), api);
  assert.equal(api.authentication.challengeWith({ type: 'otp' }), undefined);
  assert.equal(api.authentication.enrollWith, undefined);
  assert.equal(api.transaction.setResultUrl('https://a.example/', { query: { a: 'b' } }), undefined);
  assert.deepEqual(effects.at(-1), { type: 'set_result_url', url: 'https://a.example/?a=b' });
  assert.throws(() => api.transaction.setResultUrl('javascript:1'), TypeError);
});

test('a message is dropped or tried again', () => {
  for (const trigger of ['custom-email-provider', 'custom-phone-provider']) {
    const { api, effects } = begin(trigger);
    api.notification.drop('r'.repeat(2000));
    api.notification.retry('later');
    assert.deepEqual(effects, [
      { type: 'drop_notification', reason: 'r'.repeat(1024) },
      { type: 'retry_notification', reason: 'later' },
    ]);
  }
});

test('an Action that overwrites what is built in hurts only itself', () => {
  const script = fileURLToPath(new URL('./overwritten.mjs', import.meta.url));
  assert.equal(execFileSync(process.execPath, [script], { encoding: 'utf8' }), 'the same\n');
});
