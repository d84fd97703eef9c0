// oauth4webapi: the same protocols, message by message, on plain http. An API that verifies its own JWTs is part of it.

import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';

import * as oauth from 'oauth4webapi';

import { Browser } from '../support/browser.js';
import { key } from '../support/keys.js';
import * as tenant from '../support/tenant.js';
import { arrival, connect, leave, silently } from '../support/way.js';

const { CALLBACK: redirect_uri, GOODBYE } = tenant;
/** Loopback has no TLS; the library wants to be told. */
const http = { [oauth.allowInsecureRequests]: true };

let as, ada, confidential;
before(async () => {
  const issuer = new URL(tenant.issuer);
  as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http));
  const { id } = await tenant.resourceServer();
  await tenant.api('PATCH', `resource-servers/${id}`, { token_dialect: 'rfc9068_profile' });
  confidential = await tenant.application();
});
beforeEach(async () => (ada = await tenant.person()));

/** An application of the tenant, as the library sees it. */
const byPost = (made) => ({ client: { client_id: made.client_id }, authentication: oauth.ClientSecretPost(made.client_secret) });

/** What a request is sent with, and what its answer is compared with. */
async function request({ client }, more = {}) {
  const [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()];
  const parameters = {
    client_id: client.client_id,
    response_type: 'code',
    redirect_uri,
    scope: 'openid profile email offline_access',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...more,
  };
  return { parameters, verifier, state, nonce, url: `${as.authorization_endpoint}?${new URLSearchParams(parameters)}` };
}

/** Redeems a code; the ID token's signature is checked. */
async function redeem({ client, authentication }, validated, { verifier, nonce }, maxAge) {
  const answer = await oauth.authorizationCodeGrantRequest(as, client, authentication, validated, redirect_uri, verifier, http);
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, answer, { expectedNonce: nonce, requireIdToken: true, maxAge });
  await oauth.validateApplicationLevelSignature(as, answer, http);
  return tokens;
}

/** A login: its tokens, the browser that has its session, and the answer. */
async function logIn(application, { more, browser = new Browser(), consent } = {}) {
  const asked = await request(application, more);
  const at = await arrival(browser, asked.url, ada, { consent });
  const validated = oauth.validateAuthResponse(as, application.client, at, asked.state);
  return { tokens: await redeem(application, validated, asked), browser, validated, asked };
}

async function refresh({ client, authentication }, token) {
  const answer = await oauth.refreshTokenGrantRequest(as, client, authentication, token, http);
  const tokens = await oauth.processRefreshTokenResponse(as, client, answer);
  await oauth.validateApplicationLevelSignature(as, answer, http);
  return tokens;
}

async function userinfo({ client }, token) {
  return oauth.processUserInfoResponse(as, client, ada.id, await oauth.userInfoRequest(as, client, token, http));
}

async function introspect({ client, authentication }, token) {
  return oauth.processIntrospectionResponse(as, client, await oauth.introspectionRequest(as, client, authentication, token, http));
}

const answered = (error, status) => (thrown) => {
  assert.ok(thrown instanceof oauth.ResponseBodyError, thrown);
  assert.deepEqual([thrown.error, thrown.status], [error, status]);
  return true;
};

const redirected = (error) => (thrown) => {
  assert.ok(thrown instanceof oauth.AuthorizationResponseError, thrown);
  assert.equal(thrown.error, error);
  return true;
};

async function assertWorks(application, { tokens }) {
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  assert.deepEqual([claims.sub, claims.aud, claims.email], [ada.id, application.client.client_id, ada.email]);
  assert.equal((await userinfo(application, tokens.access_token)).name, 'Ada Lovelace');
  const next = await refresh(application, tokens.refresh_token);
  assert.equal(oauth.getValidatedIdTokenClaims(next).sub, ada.id);
  assert.notEqual(next.refresh_token, tokens.refresh_token);
  assert.equal((await userinfo(application, next.access_token)).email, ada.email);
}

test('the metadata are found under both names', async () => {
  const issuer = new URL(tenant.issuer);
  const answer = await oauth.discoveryRequest(issuer, { ...http, algorithm: 'oauth2' });
  assert.deepEqual(await oauth.processDiscoveryResponse(issuer, answer), as);
});

test('an application with client_secret_post logs in, refreshes, and logs out', async () => {
  const application = byPost(confidential);
  const login = await logIn(application);
  await assertWorks(application, login);
  const end = new URL(as.end_session_endpoint);
  end.search = new URLSearchParams({ id_token_hint: login.tokens.id_token, post_logout_redirect_uri: GOODBYE, state: 'bye' });
  assert.equal((await leave(login.browser, end)).href, `${GOODBYE}?state=bye`);
  const asked = await request(application, { prompt: 'none' });
  const at = await silently(login.browser, asked.url);
  assert.throws(() => oauth.validateAuthResponse(as, application.client, at, asked.state), redirected('login_required'));
});

test('an application with client_secret_basic logs in and refreshes', async () => {
  const made = await tenant.application({ token_endpoint_auth_method: 'client_secret_basic' });
  const application = { client: { client_id: made.client_id }, authentication: oauth.ClientSecretBasic(made.client_secret) };
  await assertWorks(application, await logIn(application));
});

test('a public application logs in and refreshes', async () => {
  const application = { client: { client_id: (await tenant.publicApplication()).client_id }, authentication: oauth.None() };
  await assertWorks(application, await logIn(application));
});

test('an application that signs logs in, refreshes and introspects, also where its proof is for the token endpoint', async () => {
  const { pem, sign } = await key('RS256');
  const { client_id } = await tenant.signingApplication(pem, 'RS256');
  const toEndpoint = { [oauth.modifyAssertion]: (_header, payload) => Object.assign(payload, { aud: as.token_endpoint }) };
  for (const options of [{}, toEndpoint]) {
    const application = { client: { client_id }, authentication: oauth.PrivateKeyJwt(sign, options) };
    const login = await logIn(application);
    await assertWorks(application, login);
    assert.equal((await introspect(application, login.tokens.access_token)).sub, ada.id);
  }
});

test('a pushed request is answered as one that the browser brings', async () => {
  const application = byPost(confidential);
  const { client, authentication } = application;
  const asked = await request(application);
  const answer = await oauth.pushedAuthorizationRequest(as, client, authentication, asked.parameters, http);
  const { request_uri } = await oauth.processPushedAuthorizationResponse(as, client, answer);
  const url = `${as.authorization_endpoint}?${new URLSearchParams({ client_id: client.client_id, request_uri })}`;
  const at = await arrival(new Browser(), url, ada);
  const tokens = await redeem(application, oauth.validateAuthResponse(as, client, at, asked.state), asked);
  await assertWorks(application, { tokens });
});

for (const response_mode of ['fragment', 'form_post']) {
  test(`the ID token beside a code is a detached signature of code and state, by ${response_mode}`, async () => {
    const made = await tenant.application({ grant_types: ['authorization_code', 'refresh_token', 'implicit'] });
    const application = byPost(made);
    const asked = await request(application, { response_type: 'code id_token', response_mode });
    const at = await arrival(new Browser(), asked.url, ada);
    const { nonce, state } = asked;
    const validated = await oauth.validateCodeIdTokenResponse(as, application.client, at, nonce, state, undefined, http);
    await assertWorks(application, { tokens: await redeem(application, validated, asked) });
  });
}

test('an API verifies the JWT that is for it, and no other does', async () => {
  const application = byPost(confidential);
  const { tokens } = await logIn(application, { more: { audience: tenant.API, scope: 'openid offline_access read:orders' } });
  const called = () => new Request(`${tenant.API}orders`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  const claims = await oauth.validateJwtAccessToken(as, called(), tenant.API, http);
  const { client_id } = application.client;
  assert.deepEqual([claims.sub, claims.client_id, claims.scope], [ada.id, client_id, 'openid offline_access read:orders']);
  await assert.rejects(oauth.validateJwtAccessToken(as, called(), 'https://other.example.com/', http), /aud/);
  assert.equal((await userinfo(application, tokens.access_token)).sub, ada.id);
});

test('a second login is silent and within its max_age; without a session it is login_required', async () => {
  const application = byPost(confidential);
  const { browser } = await logIn(application);
  const asked = await request(application, { prompt: 'none', max_age: '600' });
  const validated = oauth.validateAuthResponse(as, application.client, await silently(browser, asked.url), asked.state);
  const tokens = await redeem(application, validated, asked, 600);
  assert.equal(oauth.getValidatedIdTokenClaims(tokens).sub, ada.id);
  const at = await silently(new Browser(), asked.url);
  assert.throws(() => oauth.validateAuthResponse(as, application.client, at, asked.state), redirected('login_required'));
});

test('the answer names its issuer, and one of another issuer is not taken', async () => {
  const application = byPost(confidential);
  const asked = await request(application);
  const at = await arrival(new Browser(), asked.url, ada);
  assert.equal(at.searchParams.get('iss'), tenant.issuer);
  at.searchParams.set('iss', 'https://evil.example.com/');
  assert.throws(() => oauth.validateAuthResponse(as, application.client, at, asked.state), /iss/);
});

test('who declines at the consent page sends access_denied', async () => {
  const application = byPost(await tenant.thirdParty());
  await assert.rejects(logIn(application, { consent: 'deny' }), redirected('access_denied'));
});

test('a code is good once, and its replay ends what it gave', async () => {
  const application = byPost(confidential);
  const { tokens, validated, asked } = await logIn(application);
  await assert.rejects(redeem(application, validated, asked), answered('invalid_grant', 403));
  await assert.rejects(refresh(application, tokens.refresh_token), answered('invalid_grant', 403));
});

test('a refresh token is good once, and its replay ends the family', async () => {
  const application = byPost(confidential);
  const { tokens } = await logIn(application);
  const next = await refresh(application, tokens.refresh_token);
  await assert.rejects(refresh(application, tokens.refresh_token), answered('invalid_grant', 403));
  await assert.rejects(refresh(application, next.refresh_token), answered('invalid_grant', 403));
});

test('a token that was revoked is not active and opens nothing', async () => {
  const application = byPost(confidential);
  const { tokens } = await logIn(application);
  assert.equal((await introspect(application, tokens.access_token)).active, true);
  const { client, authentication } = application;
  await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, authentication, tokens.refresh_token, http));
  assert.equal((await introspect(application, tokens.access_token)).active, false);
  await assert.rejects(userinfo(application, tokens.access_token), (thrown) => {
    assert.ok(thrown instanceof oauth.WWWAuthenticateChallengeError, thrown);
    const [{ scheme, parameters }] = thrown.cause;
    return scheme === 'bearer' && parameters.error === 'invalid_token';
  });
});

test('a device is connected by a person elsewhere, asks too early, and gets its tokens once', async () => {
  const made = await tenant.deviceApplication();
  const application = { client: { client_id: made.client_id }, authentication: oauth.None() };
  const { client, authentication } = application;
  const asked = await oauth.deviceAuthorizationRequest(as, client, authentication, { scope: 'openid email profile offline_access' }, http);
  const codes = await oauth.processDeviceAuthorizationResponse(as, client, asked);
  const poll = async () =>
    oauth.processDeviceCodeResponse(as, client, await oauth.deviceCodeGrantRequest(as, client, authentication, codes.device_code, http));
  await assert.rejects(poll(), answered('authorization_pending', 403));
  await assert.rejects(poll(), answered('slow_down', 429));
  await connect(new Browser(), codes, ada);
  // It must wait as long as it was told to.
  const patient = async () => {
    for (let tries = 0; tries < 60; tries += 1) {
      try {
        return await poll();
      } catch (error) {
        if (error.error !== 'slow_down') throw error;
        await new Promise((go) => setTimeout(go, 500));
      }
    }
    assert.fail('it is told to slow down for ever');
  };
  await assertWorks(application, { tokens: await patient() });
  await assert.rejects(patient(), answered('invalid_grant', 403));
});

test('an application registers itself, and one that says something impossible is told so', async () => {
  await tenant.thirdParty();
  await tenant.api('PATCH', 'tenants/settings', { flags: { enable_dynamic_client_registration: true } });
  const issuer = new URL(tenant.issuer);
  const now = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http));
  const register = async (metadata) =>
    oauth.processDynamicClientRegistrationResponse(await oauth.dynamicClientRegistrationRequest(now, metadata, http));
  const metadata = { client_name: 'Self-made', redirect_uris: [redirect_uri], grant_types: ['authorization_code', 'refresh_token'] };
  const application = byPost(await register(metadata));
  await assertWorks(application, await logIn(application));
  await assert.rejects(register({ ...metadata, subject_type: 'pairwise' }), answered('invalid_client_metadata', 400));
});
