// A provider that nobody here wrote: oidc-provider, the certified one of Node, behind a connection of the strategy oidc. People log in
// there, and are users here.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import Provider from 'oidc-provider';

import { Browser } from '../support/browser.js';
import { listen } from '../support/listen.js';
import * as tenant from '../support/tenant.js';

const SECRET = 'a secret of the two servers';
let handler, listening, issuer, keys;

/** The provider, whose client is our server, with these changes. */
function provider(client = {}) {
  const told = new Provider(issuer, {
    clients: [{ client_id: 'anteroom', client_secret: SECRET, redirect_uris: [`${tenant.origin}/login/callback`], ...client }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'picture'] },
    cookies: { keys: ['of a test'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@partner.example`, email_verified: true, name: `Somebody called ${id}` }),
    }),
    jwks: { keys },
    pkce: { required: () => true },
  });
  // It says on the console that its pages and its adapter are not for production.
  handler = told.callback();
}

async function signingKey() {
  const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  return { ...(await crypto.subtle.exportKey('jwk', privateKey)), alg: 'ES256', use: 'sig', kid: crypto.randomUUID() };
}

before(async () => {
  keys = [await signingKey()];
  listening = await listen((request, answer) => handler(request, answer));
  issuer = listening.url;
});
after(() => listening.stop());

/** A connection to the provider, and an application that has it. */
async function connected(name, options = {}) {
  const application = await tenant.application();
  await tenant.api('POST', 'connections', {
    name,
    strategy: 'oidc',
    display_name: 'Partner',
    enabled_clients: [application.client_id],
    options: {
      client_id: 'anteroom',
      client_secret: SECRET,
      discovery_url: `${issuer}/.well-known/openid-configuration`,
      ...options,
    },
  });
  return application;
}

const request = (application, connection) => {
  const url = new URL(`${tenant.origin}/authorize`);
  const parameters = { client_id: application.client_id, redirect_uri: tenant.CALLBACK, response_type: 'code', scope: 'openid email profile', connection };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
};

/** Logs in at the provider's own pages; where the application's callback is reached. */
async function logIn(browser, application, connection, login) {
  let shown = await browser.open(request(application, connection), { until: tenant.CALLBACK });
  while (shown.page !== undefined) {
    assert.equal(shown.url.origin, issuer, shown.page);
    shown = await browser.submit(shown, { login, password: 'any' }, { until: tenant.CALLBACK });
  }
  return shown.url.searchParams;
}

/** The claims of the tokens for a code. */
async function claims(application, code) {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: tenant.CALLBACK,
    client_id: application.client_id,
    client_secret: application.client_secret,
  });
  const answer = await fetch(`${tenant.origin}/oauth/token`, { method: 'POST', body });
  const { id_token: token } = await answer.json();
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
}

for (const [method, client] of [
  ['client_secret_basic', {}],
  ['client_secret_post', { token_endpoint_auth_method: 'client_secret_post' }],
]) {
  test(`somebody of the provider logs in, with ${method} and an ID token of ES256, and is the same user the next time`, async () => {
    const name = method.replaceAll('_', '-');
    provider({ ...client, id_token_signed_response_alg: 'ES256' });
    const application = await connected(name, { token_endpoint_auth_method: method });
    for (const logins of [1, 2]) {
      const back = await logIn(new Browser(), application, name, 'ann');
      assert.ok(back.get('code'), back);
      const told = await claims(application, back.get('code'));
      assert.deepEqual([told.sub, told.email, told.email_verified], [`oidc|${name}|ann`, 'ann@partner.example', true]);
      assert.equal(told.name, 'Somebody called ann');
      const user = await tenant.api('GET', `users/${encodeURIComponent(told.sub)}`);
      assert.deepEqual([user.logins_count, user.identities[0].provider, user.identities[0].isSocial], [logins, 'oidc', false]);
    }
  });
}

test('a secret that the provider does not know logs nobody in, and the tenant log says why', async () => {
  provider({ id_token_signed_response_alg: 'ES256' });
  const application = await connected('wrong-secret', { client_secret: 'another' });
  const back = await logIn(new Browser(), application, 'wrong-secret', 'ann');
  assert.deepEqual([back.get('error'), back.get('error_description')], ['access_denied', 'The login at the provider failed.']);
  const [event] = await tenant.api('GET', 'logs?q=type:f%20AND%20connection:wrong-secret');
  assert.match(event.description, /^the provider refused the code: invalid_client/);
});
