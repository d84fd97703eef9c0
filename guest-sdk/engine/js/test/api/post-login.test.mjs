// `api` of post-login against the reference (1.6, actions-semantics).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin } from './harness.mjs';

const login = (options) => begin('post-login', options);
const error = (name, message) => ({ name, message });

test('the surface is complete', () => {
  const { api, module } = login();
  assert.deepEqual(module.handlers, { execute: 'onExecutePostLogin', continue: 'onContinuePostLogin' });
  const surface = Object.fromEntries(Object.entries(api).map(([name, group]) => [name, Object.keys(group).sort()]));
  assert.equal(surface.samlResponse.length, 25);
  delete surface.samlResponse;
  const metadata = ['deleteMetadata', 'evictMetadata', 'revoke', 'setExpiresAt', 'setIdleExpiresAt', 'setMetadata'];
  assert.deepEqual(surface, {
    access: ['deny'],
    accessToken: ['addScope', 'removeScope', 'setCustomClaim'],
    authentication: ['challengeWith', 'challengeWithAny', 'enrollWith', 'enrollWithAny', 'recordMethod', 'setPrimaryUser'],
    cache: ['delete', 'get', 'set'],
    groups: ['getUserGroups', 'hasGroupMembership'],
    idToken: ['setCustomClaim'],
    multifactor: ['enable'],
    prompt: ['render'],
    redirect: ['canRedirect', 'encodeToken', 'sendUserTo', 'validateToken'],
    refreshToken: metadata,
    roles: ['getUserEffectiveRoles', 'getUserEffectiveRolesByIds', 'getUserEffectiveRolesByNames'],
    rules: ['wasExecuted'],
    session: [...metadata, 'setCookieMode'].sort(),
    transaction: ['addTargetScope', 'clearTargetScopes', 'removeTargetScope', 'setMetadata', 'setTargetScopes'],
    user: ['setAppMetadata', 'setUserMetadata'],
    validation: ['error'],
  });
});

test('methods that only ask for a change return the api, and the others nothing', () => {
  const { api } = login();
  const chained = [
    api.access.deny('no'),
    api.idToken.setCustomClaim('a', 1),
    api.accessToken.setCustomClaim('a', 1),
    api.authentication.recordMethod('https://mfa.example/'),
    api.multifactor.enable('any'),
    api.redirect.sendUserTo('https://a.example/'),
    api.samlResponse.setAttribute('a', 'b'),
    api.samlResponse.setAudience('urn:a'),
    api.user.setAppMetadata('k', 1),
    api.user.setUserMetadata('k', 1),
    api.validation.error('code', 'message'),
  ];
  for (const answer of chained) assert.equal(answer, api);
  const ends = [
    api.accessToken.addScope('a'),
    api.accessToken.removeScope('a'),
    api.authentication.challengeWith({ type: 'otp' }),
    api.authentication.challengeWithAny([{ type: 'otp' }]),
    api.authentication.enrollWith({ type: 'otp' }),
    api.authentication.enrollWithAny([{ type: 'otp' }]),
    api.authentication.setPrimaryUser('auth0|1'),
    api.session.setExpiresAt(1),
    api.session.revoke('why'),
    api.session.setCookieMode('persistent'),
    api.session.setMetadata('k', 'v'),
    api.refreshToken.setExpiresAt(1),
    api.refreshToken.revoke('why'),
    api.refreshToken.evictMetadata(),
    api.transaction.setMetadata('k', 'v'),
  ];
  for (const answer of ends) assert.equal(answer, undefined);
  assert.equal(login().api.prompt.render('ap_1'), undefined);
});

test('a denial takes whatever it is given and never throws', () => {
  const { api, effects } = login();
  const hostile = { toString() { throw new Error('no'); } };
  for (const reason of ['no', undefined, 42, hostile, Symbol('s'), Object.create(null)]) api.access.deny(reason);
  assert.deepEqual(effects.map((e) => e.reason), ['no', '', '42', '', 'Symbol(s)', '']);
});

test('one claim is reserved at the call', () => {
  const { api, effects } = login();
  for (const token of [api.idToken, api.accessToken]) {
    assert.throws(() => token.setCustomClaim('scope', 'x'), error('Error', 'The "scope" claim cannot be set.'));
    token.setCustomClaim('sub', 'x');
  }
  assert.deepEqual(effects.map((e) => [e.type, e.name]), [['id_token_claim', 'sub'], ['access_token_claim', 'sub']]);
});

test('values are made plain once, at the call', () => {
  const { api, effects } = login();
  let reads = 0;
  const trap = { get a() { reads += 1; return reads; }, toJSON: undefined };
  api.idToken.setCustomClaim('a', trap);
  api.idToken.setCustomClaim('b', { toJSON: () => ({ ['__proto__']: null, kept: 1, ...JSON.parse('{"__proto__":{"x":1}}') }) });
  api.idToken.setCustomClaim('c', undefined);
  api.idToken.setCustomClaim('d', () => {});
  api.idToken.setCustomClaim('e', new Proxy([1, 2], {}));
  assert.equal(reads, 1);
  assert.deepEqual(effects[0].value, { a: 1 });
  assert.deepEqual(effects.slice(2).map((e) => e.value), [null, null, [1, 2]]);
  const cycle = {};
  cycle.self = cycle;
  assert.throws(() => api.idToken.setCustomClaim('f', cycle), TypeError);
  assert.throws(() => api.idToken.setCustomClaim('f', 1n), TypeError);
  assert.equal(effects.length, 5);
});

test('scopes are trimmed, checked and counted', () => {
  const { api, effects } = login();
  api.accessToken.addScope('  read:x ');
  assert.deepEqual(effects, [{ type: 'add_scope', scope: 'read:x' }]);
  for (const method of ['addScope', 'removeScope']) {
    for (const value of [undefined, null, 1, {}, ['a']]) {
      assert.throws(() => api.accessToken[method](value), error('TypeError', 'The value for the scope must be a string.'));
    }
    for (const value of ['', '  ', 'a b', 'a\tb', 'x'.repeat(281), 'a"b']) assert.throws(() => api.accessToken[method](value), Error);
  }
  for (let i = 1; i < 1000; i += 1) api.accessToken.addScope(`s${i}`);
  assert.throws(() => api.accessToken.addScope('one-more'), error('Error', 'Too many scopes were added.'));
  assert.equal(effects.length, 1000);
});

test('target scopes are not for logins', () => {
  const { api } = login();
  for (const method of ['addTargetScope', 'removeTargetScope', 'setTargetScopes', 'clearTargetScopes']) {
    assert.throws(() => api.transaction[method]('a'), error('Error', 'Method not implemented.'));
  }
});

test('the primary user changes once', () => {
  const { api, effects } = login();
  for (const id of ['', undefined, 1, 'u'.repeat(129)]) assert.throws(() => api.authentication.setPrimaryUser(id), TypeError);
  api.authentication.setPrimaryUser('auth0|1');
  assert.throws(
    () => api.authentication.setPrimaryUser('auth0|2'),
    error('Error', 'The primary user can only be altered once per transaction'),
  );
  assert.deepEqual(effects, [{ type: 'set_primary_user', user_id: 'auth0|1' }]);
  login().api.authentication.setPrimaryUser('auth0|2');
});

test('factors have known kinds and options', () => {
  const { api, effects } = login();
  api.authentication.challengeWith(
    { type: 'phone', options: { preferredMethod: 'sms', unknown: 1 } },
    { additionalFactors: [{ type: 'push-notification', options: { otpFallback: true } }, { type: 'otp' }] },
  );
  api.authentication.enrollWith({ type: 'otp' }, { additionalFactors: [] });
  assert.deepEqual(effects, [
    {
      type: 'challenge_with',
      factor: { type: 'phone', options: { preferredMethod: 'sms' } },
      additional_factors: [{ type: 'push-notification', options: { otpFallback: true } }, { type: 'otp' }],
    },
    { type: 'enroll_with', factor: { type: 'otp' } },
  ]);
  for (const factor of [undefined, 'otp', {}, { type: 'retina' }, { type: 'phone', options: { preferredMethod: 'pigeon' } }]) {
    assert.throws(() => api.authentication.challengeWith(factor), TypeError);
  }
  assert.throws(() => api.authentication.challengeWithAny([]), TypeError);
  assert.throws(() => api.authentication.enrollWithAny('otp'), TypeError);
});

test('multifactor.enable takes Auth0’s providers', () => {
  const { api, effects } = login();
  const providerOptions = { host: 'h', ikey: 'i', skey: 's' };
  api.multifactor.enable('any', { allowRememberBrowser: true, providerOptions });
  api.multifactor.enable('duo', { providerOptions });
  assert.deepEqual(effects, [
    { type: 'enable_multifactor', provider: 'any', allow_remember_browser: true },
    { type: 'enable_multifactor', provider: 'duo', allow_remember_browser: false, provider_options: providerOptions },
  ]);
  assert.throws(() => api.multifactor.enable('sms'), TypeError);
});

test('a user’s metadata needs an object in the event', () => {
  const { api, event, effects } = login();
  api.user.setAppMetadata('__proto__', { a: 1 });
  assert.deepEqual(effects, [{ type: 'set_app_metadata', key: '__proto__', value: { a: 1 } }]);
  assert.equal({}.a, undefined);
  event.user.app_metadata = 'text';
  event.user.user_metadata = [];
  assert.throws(() => api.user.setAppMetadata('k', 1), Error);
  assert.throws(() => api.user.setUserMetadata('k', 1), Error);
});

test('validation errors are bounded', () => {
  const { api } = login();
  const message = 'Failed to add validation error: the code must have 1 to 100 characters.';
  assert.throws(() => api.validation.error('c'.repeat(101), 'm'), error('Error', message));
  assert.throws(() => api.validation.error('c', undefined), /^Error: Failed to add validation error: the message/);
  api.validation.error('c'.repeat(100), 'm'.repeat(1000));
});

test('SAML settings and attributes are checked', () => {
  const { api, effects } = login();
  api.samlResponse.setAttribute('a', undefined).samlResponse.setAttribute('b', ['x', 1, null]).samlResponse.setLifetimeInSeconds(60);
  assert.deepEqual(effects, [
    { type: 'saml_attribute', name: 'a', value: null },
    { type: 'saml_attribute', name: 'b', value: ['x', 1, null] },
    { type: 'saml_setting', setting: 'lifetime_in_seconds', value: 60 },
  ]);
  for (const value of [{}, [[]], 'x'.repeat(2049)]) assert.throws(() => api.samlResponse.setAttribute('a', value), Error);
  assert.throws(
    () => api.samlResponse.setSignResponse('yes'),
    error('TypeError', 'The value for samlResponse.setSignResponse must be a boolean.'),
  );
  assert.throws(() => api.samlResponse.setDigestAlgorithm('md5'), TypeError);
  const large = 'x'.repeat(2000);
  assert.throws(() => { for (let i = 0; i < 100; i += 1) api.samlResponse.setAttribute(`n${i}`, large); }, /102400 bytes/);
});

test('rules that ran are known to the server', () => {
  const answers = { 'rules.was_executed': ({ rule_id: id }) => ({ text: String(id === 'rul_1') }) };
  const { api } = login({ answers });
  assert.equal(api.rules.wasExecuted('rul_1'), true);
  assert.equal(api.rules.wasExecuted('rul_2'), false);
  assert.equal(login().api.rules.wasExecuted('rul_1'), false);
});

test('roles and groups are asked of the server', async () => {
  const seen = [];
  const say = (answer) => (given) => { seen.push(given); return { text: JSON.stringify(answer) }; };
  const { api } = login({
    answers: {
      'roles.list': say({ roles: [{ id: 'rol_1' }], next: 'n' }),
      'roles.by_ids': say({ roles: [] }),
      'groups.member': say({ member: true }),
    },
  });
  assert.deepEqual(await api.roles.getUserEffectiveRoles({ take: 10, from: 'f' }), { roles: [{ id: 'rol_1' }], next: 'n' });
  await api.roles.getUserEffectiveRolesByIds(['rol_1']);
  assert.equal(await api.groups.hasGroupMembership(['g']), true);
  assert.deepEqual(seen, [{ take: 10, from: 'f' }, { ids: ['rol_1'] }, { groups: ['g'] }]);
  await assert.rejects(api.roles.getUserEffectiveRoles({ take: 101 }), TypeError);
  await assert.rejects(api.roles.getUserEffectiveRolesByNames(new Array(51).fill('r')), TypeError);
  await assert.rejects(api.groups.getUserGroups(), Error);
});
