// openid-client 6: the certified library of Node, by its own functions alone. Signatures of ID tokens are checked with the published keys.

import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';

import * as client from 'openid-client';

import { Browser } from '../support/browser.js';
import { key } from '../support/keys.js';
import * as tenant from '../support/tenant.js';
import { arrival, connect, leave, silently } from '../support/way.js';

const { CALLBACK: redirect_uri, GOODBYE } = tenant;
const server = new URL(tenant.issuer);
const execute = [client.enableNonRepudiationChecks];

let ada, confidential;
before(async () => {
  await tenant.resourceServer();
  confidential = await tenant.application();
});
beforeEach(async () => (ada = await tenant.person()));

/** The library's configuration for an application of the tenant. */
const configured = (made, authentication, metadata = {}, more = []) =>
  client.discovery(server, made.client_id, metadata, authentication, { execute: [...execute, ...more] });
const byPost = (made) => configured(made, client.ClientSecretPost(made.client_secret));

/** What a request is sent with, and what its answer is compared with. */
async function request(more = {}) {
  const [pkceCodeVerifier, expectedState, expectedNonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()];
  const parameters = {
    redirect_uri,
    scope: 'openid profile email offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...more,
  };
  return { parameters, checks: { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true } };
}

/** A login: its tokens, the browser that has its session, and where the answer came. */
async function logIn(config, { more, browser = new Browser(), pushed = false, consent } = {}) {
  const { parameters, checks } = await request(more);
  const url = pushed ? await client.buildAuthorizationUrlWithPAR(config, parameters) : client.buildAuthorizationUrl(config, parameters);
  const at = await arrival(browser, url, ada, { consent });
  return { tokens: await client.authorizationCodeGrant(config, at, checks), checks, browser, at, url };
}

/** The library tells of this OAuth error of the token endpoint or another. */
const answered = (error, status) => (thrown) => {
  assert.ok(thrown instanceof client.ResponseBodyError, thrown);
  assert.deepEqual([thrown.error, thrown.status], [error, status]);
  return true;
};

/** The library tells of this OAuth error in the redirect. */
const redirected = (error) => (thrown) => {
  assert.ok(thrown instanceof client.AuthorizationResponseError, thrown);
  assert.equal(thrown.error, error);
  return true;
};

/** Everything that an application does with a login: claims, userinfo, refresh. */
async function assertWorks(config, { tokens }) {
  const claims = tokens.claims();
  assert.deepEqual([claims.sub, claims.aud, claims.email], [ada.id, config.clientMetadata().client_id, ada.email]);
  const told = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
  assert.deepEqual([told.sub, told.name, told.email_verified], [ada.id, 'Ada Lovelace', true]);
  const next = await client.refreshTokenGrant(config, tokens.refresh_token);
  assert.equal(next.claims().sub, ada.id);
  assert.notEqual(next.refresh_token, tokens.refresh_token);
  assert.equal((await client.fetchUserInfo(config, next.access_token, ada.id)).sub, ada.id);
  return next;
}

test('an application with client_secret_post logs in, refreshes, and logs out', async () => {
  const config = await byPost(confidential);
  const login = await logIn(config);
  await assertWorks(config, login);
  const end = { id_token_hint: login.tokens.id_token, post_logout_redirect_uri: GOODBYE, state: 'bye' };
  assert.equal((await leave(login.browser, client.buildEndSessionUrl(config, end))).href, `${GOODBYE}?state=bye`);
  const { parameters, checks } = await request({ prompt: 'none' });
  const at = await silently(login.browser, client.buildAuthorizationUrl(config, parameters));
  await assert.rejects(client.authorizationCodeGrant(config, at, checks), redirected('login_required'));
});

test('an application with client_secret_basic logs in and refreshes', async () => {
  const made = await tenant.application({ token_endpoint_auth_method: 'client_secret_basic' });
  const config = await configured(made, client.ClientSecretBasic(made.client_secret));
  await assertWorks(config, await logIn(config));
});

test('a public application logs in with PKCE and refreshes, and without its verifier gets nothing', async () => {
  const config = await configured(await tenant.publicApplication(), client.None());
  await assertWorks(config, await logIn(config));
  const { parameters, checks } = await request();
  const at = await arrival(new Browser(), client.buildAuthorizationUrl(config, parameters), ada);
  const without = client.authorizationCodeGrant(config, at, { ...checks, pkceCodeVerifier: undefined });
  await assert.rejects(without, answered('invalid_grant', 403));
});

for (const alg of ['RS256', 'RS384', 'PS256']) {
  test(`an application that signs with ${alg} logs in, refreshes, introspects and revokes`, async () => {
    const { pem, sign } = await key(alg);
    const config = await configured(await tenant.signingApplication(pem, alg), client.PrivateKeyJwt(sign));
    const next = await assertWorks(config, await logIn(config));
    assert.equal((await client.tokenIntrospection(config, next.refresh_token)).active, true);
    await client.tokenRevocation(config, next.refresh_token);
    assert.equal((await client.tokenIntrospection(config, next.refresh_token)).active, false);
  });
}

test('a request that was pushed shows nothing of itself in the URL', async () => {
  const config = await byPost(confidential);
  const login = await logIn(config, { pushed: true });
  assert.deepEqual([...login.url.searchParams.keys()].sort(), ['client_id', 'request_uri']);
  await assertWorks(config, login);
});

test('a pushed request with a foreign callback is refused at the push', async () => {
  const config = await byPost(confidential);
  const { parameters } = await request({ redirect_uri: 'https://elsewhere.example.com/' });
  await assert.rejects(client.buildAuthorizationUrlWithPAR(config, parameters), answered('invalid_request', 400));
});

test('the answer comes by form_post', async () => {
  const config = await byPost(confidential);
  const login = await logIn(config, { more: { response_mode: 'form_post' } });
  assert.ok(login.at instanceof Request);
  await assertWorks(config, login);
});

test('a hybrid login brings an ID token with the code, and both are about one login', async () => {
  const made = await tenant.application({ grant_types: ['authorization_code', 'refresh_token', 'implicit'] });
  const config = await configured(made, client.ClientSecretPost(made.client_secret), {}, [client.useCodeIdTokenResponseType]);
  for (const response_mode of ['fragment', 'form_post']) {
    await assertWorks(config, await logIn(config, { more: { response_mode } }));
  }
});

test('an implicit login brings an ID token alone', async () => {
  const made = await tenant.application({ grant_types: ['implicit'] });
  const config = await configured(made, client.ClientSecretPost(made.client_secret), {}, [client.useIdTokenResponseType]);
  const { parameters, checks } = await request({ scope: 'openid email', response_mode: 'form_post' });
  const at = await arrival(new Browser(), client.buildAuthorizationUrl(config, parameters), ada);
  const claims = await client.implicitAuthentication(config, at, checks.expectedNonce, { expectedState: checks.expectedState });
  assert.deepEqual([claims.sub, claims.email], [ada.id, ada.email]);
});

test('a second login is silent, and tells when the person proved who they are', async () => {
  const config = await byPost(confidential);
  const first = await logIn(config);
  const { parameters, checks } = await request({ prompt: 'none', max_age: '600' });
  const at = await silently(first.browser, client.buildAuthorizationUrl(config, parameters));
  const tokens = await client.authorizationCodeGrant(config, at, { ...checks, maxAge: 600 });
  assert.equal(tokens.claims().auth_time, first.tokens.claims().auth_time);
  assert.equal(tokens.claims().sid, first.tokens.claims().sid);
});

test('a silent login is of the person whose ID token is shown, or of nobody', async () => {
  const config = await byPost(confidential);
  const { tokens, browser } = await logIn(config);
  const { parameters, checks } = await request({ prompt: 'none', id_token_hint: tokens.id_token });
  const url = client.buildAuthorizationUrl(config, parameters);
  const again = await client.authorizationCodeGrant(config, await silently(browser, url), checks);
  assert.equal(again.claims().sub, ada.id);
  ada = await tenant.person();
  const { browser: another } = await logIn(config);
  await assert.rejects(client.authorizationCodeGrant(config, await silently(another, url), checks), redirected('login_required'));
});

test('without a session a silent request is login_required', async () => {
  const config = await byPost(confidential);
  const { parameters, checks } = await request({ prompt: 'none' });
  const at = await silently(new Browser(), client.buildAuthorizationUrl(config, parameters));
  await assert.rejects(client.authorizationCodeGrant(config, at, checks), redirected('login_required'));
});

test('who declines at the consent page sends access_denied, and consent_required meets who was not asked yet', async () => {
  const config = await byPost(await tenant.thirdParty());
  await assert.rejects(logIn(config, { consent: 'deny' }), redirected('access_denied'));
  const { browser } = await logIn(await byPost(confidential));
  const { parameters, checks } = await request({ prompt: 'none' });
  const at = await silently(browser, client.buildAuthorizationUrl(config, parameters));
  await assert.rejects(client.authorizationCodeGrant(config, at, checks), redirected('consent_required'));
  await assertWorks(config, await logIn(config));
});

test('a code is good once, and its replay ends what it gave', async () => {
  const config = await byPost(confidential);
  const { tokens, at, checks } = await logIn(config);
  await assert.rejects(client.authorizationCodeGrant(config, at, checks), answered('invalid_grant', 403));
  await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token), answered('invalid_grant', 403));
  assert.equal((await client.tokenIntrospection(config, tokens.access_token)).active, false);
});

test('a refresh token is good once, and its replay ends the family', async () => {
  const config = await byPost(confidential);
  const { tokens } = await logIn(config);
  const next = await client.refreshTokenGrant(config, tokens.refresh_token);
  await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token), answered('invalid_grant', 403));
  await assert.rejects(client.refreshTokenGrant(config, next.refresh_token), answered('invalid_grant', 403));
});

test('introspection tells what tokens stand for, and revocation ends them', async () => {
  const config = await byPost(confidential);
  const { tokens } = await logIn(config);
  const told = await client.tokenIntrospection(config, tokens.access_token);
  assert.deepEqual([told.active, told.sub, told.client_id, told.iss], [true, ada.id, confidential.client_id, tenant.issuer]);
  assert.equal((await client.tokenIntrospection(config, 'nobody knows this')).active, false);
  await client.tokenRevocation(config, tokens.refresh_token);
  for (const token of [tokens.access_token, tokens.refresh_token]) {
    assert.equal((await client.tokenIntrospection(config, token)).active, false);
  }
  await assert.rejects(client.fetchUserInfo(config, tokens.access_token, ada.id), client.WWWAuthenticateChallengeError);
});

test('a wrong secret is invalid_client, with the challenge that HTTP wants beside a 401', async () => {
  const config = await configured(confidential, client.ClientSecretPost('not the secret'));
  const thrown = await logIn(config).then(assert.fail, (error) => error);
  assert.ok(thrown instanceof client.WWWAuthenticateChallengeError, thrown);
  assert.deepEqual([thrown.status, thrown.cause[0].scheme], [401, 'basic']);
  assert.equal((await thrown.response.json()).error, 'invalid_client');
});

test('a device is connected by a person elsewhere', async () => {
  const made = await tenant.deviceApplication();
  const config = await configured(made, client.None());
  const codes = await client.initiateDeviceAuthorization(config, { scope: 'openid profile email offline_access' });
  await connect(new Browser(), codes, ada);
  // The person was faster than the device's first question.
  await assertWorks(config, { tokens: await client.pollDeviceAuthorizationGrant(config, { ...codes, interval: 0 }) });

  const refused = await client.initiateDeviceAuthorization(config, { scope: 'openid' });
  await connect(new Browser(), refused, ada, 'cancel');
  await assert.rejects(client.pollDeviceAuthorizationGrant(config, { ...refused, interval: 0 }), answered('access_denied', 403));
});

test('an application registers itself and logs people in who agree', async () => {
  await tenant.thirdParty();
  await tenant.api('PATCH', 'tenants/settings', { flags: { enable_dynamic_client_registration: true } });
  const asked = { client_name: 'Self-made', redirect_uris: [redirect_uri], grant_types: ['authorization_code', 'refresh_token'] };
  const config = await client.dynamicClientRegistration(server, asked, undefined, { execute });
  assert.equal(config.clientMetadata().client_secret.length, 64);
  await assertWorks(config, await logIn(config));
  const wrong = { ...asked, redirect_uris: ['javascript:alert(1)'] };
  await assert.rejects(client.dynamicClientRegistration(server, wrong, undefined, { execute }), answered('invalid_redirect_uri', 400));
});

test('an application by itself gets a token for the API that it was granted', async () => {
  const made = await tenant.application({ app_type: 'non_interactive', grant_types: ['client_credentials'] });
  const config = await byPost(made);
  await assert.rejects(client.clientCredentialsGrant(config, { audience: tenant.API }), answered('access_denied', 403));
  await tenant.api('POST', 'client-grants', { client_id: made.client_id, audience: tenant.API, scope: ['read:orders'] });
  const tokens = await client.clientCredentialsGrant(config, { audience: tenant.API });
  assert.deepEqual([tokens.token_type, tokens.scope], ['bearer', 'read:orders']);
  assert.ok(tokens.expiresIn() > 0);
});
