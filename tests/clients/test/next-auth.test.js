// next-auth 4: its handler behind Express instead of Next.js, which would be a build of some hundred megabytes around the same function.
// Its provider for Auth0, and one that its author wrote by hand.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import express from 'express';
import nextAuth from 'next-auth';
import auth0 from 'next-auth/providers/auth0';

import { Browser } from '../support/browser.js';
import { listen } from '../support/listen.js';
import * as tenant from '../support/tenant.js';

const NextAuth = nextAuth.default;
const Auth0Provider = auth0.default;

let ada, site, provider, faults;

/** What Next.js makes of a request for its handler. */
function asked(request) {
  const cookies = Object.fromEntries((request.headers.cookie ?? '').split('; ').filter(Boolean).map((pair) => pair.split(/=(.*)/s)));
  for (const name of Object.keys(cookies)) cookies[name] = decodeURIComponent(cookies[name]);
  const { method, headers, body } = request;
  return { method, headers, body, cookies, query: { ...request.query, nextauth: request.params.nextauth } };
}

before(async () => {
  const app = express();
  app.use(express.urlencoded({ extended: false }));
  site = await listen(app);
  process.env.NEXTAUTH_URL = site.url;
  const callbacks = {
    // As the library's guide has it: tokens are the application's to keep.
    jwt: ({ token, account }) => (account ? { ...token, account } : token),
    session: ({ session, token }) => ({ ...session, sub: token.sub, account: token.account }),
  };
  const logger = { error: (code, { error }) => faults.push(`${code}: ${error?.message}`), warn() {}, debug() {} };
  app.all('/api/auth/*nextauth', (request, response) =>
    NextAuth(asked(request), response, { secret: 'a secret that seals its cookies', providers: [provider], callbacks, logger }),
  );
  app.get('/', (_request, response) => response.send('home'));
});
beforeEach(async () => (ada = await tenant.person()));
after(() => site.stop());

/** The application of the tenant behind the provider `id`. */
function application(id, make = tenant.application, more = {}) {
  return make({ callbacks: [`${site.url}/api/auth/callback/${id}`], allowed_logout_urls: [site.url], ...more });
}

/** Presses the button of the sign-in page; where it ends. */
async function signIn(browser, id, { parameters = {}, ...more } = {}) {
  faults = [];
  const { page } = await browser.open(`${site.url}/api/auth/csrf`);
  const form = { csrfToken: JSON.parse(page).csrfToken, callbackUrl: site.url };
  const shown = await browser.open(`${site.url}/api/auth/signin/${id}?${new URLSearchParams(parameters)}`, { form, until: more.until });
  return browser.goOn(shown, ada, more);
}

const session = async (browser) => JSON.parse((await browser.open(`${site.url}/api/auth/session`)).page);

async function refresh({ client_id, client_secret }, refresh_token) {
  const body = new URLSearchParams({ grant_type: 'refresh_token', client_id, client_secret, refresh_token });
  const answer = await fetch(`${tenant.origin}/oauth/token`, { method: 'POST', body });
  return { status: answer.status, ...(await answer.json()) };
}

test('its provider for Auth0 logs in with the claims of a verified ID token, and out', async () => {
  const made = await application('auth0');
  provider = Auth0Provider({
    clientId: made.client_id,
    clientSecret: made.client_secret,
    issuer: tenant.origin,
    authorization: { params: { scope: 'openid email profile offline_access' } },
  });
  const browser = new Browser();
  const shown = await signIn(browser, 'auth0');
  assert.deepEqual([shown.page, faults], ['home', []]);
  const { user, sub, account } = await session(browser);
  assert.deepEqual([sub, user.email, account.token_type], [ada.id, ada.email, 'Bearer']);

  const next = await refresh(made, account.refresh_token);
  assert.equal(next.status, 200);
  assert.notEqual(next.refresh_token, account.refresh_token);
  assert.equal((await refresh(made, account.refresh_token)).error, 'invalid_grant');

  // Out of the application, and then out of the server.
  const { page } = await browser.open(`${site.url}/api/auth/csrf`);
  await browser.open(`${site.url}/api/auth/signout`, { form: { csrfToken: JSON.parse(page).csrfToken, callbackUrl: site.url } });
  assert.deepEqual(await session(browser), {});
  assert.equal((await signIn(browser, 'auth0', { parameters: { prompt: 'none' } })).page, 'home');
  assert.equal((await session(browser)).sub, ada.id);
  const end = { id_token_hint: account.id_token, post_logout_redirect_uri: site.url };
  assert.equal((await browser.open(`${tenant.origin}/oidc/logout?${new URLSearchParams(end)}`)).page, 'home');
  await signIn(browser, 'auth0', { parameters: { prompt: 'none' } });
  assert.match(faults.join(), /login_required/);
});

test('a provider of its own asks userinfo, and proves itself in the body', async () => {
  const made = await application('anteroom', tenant.application, { token_endpoint_auth_method: 'client_secret_post' });
  provider = {
    id: 'anteroom',
    name: 'Anteroom',
    type: 'oauth',
    wellKnown: `${tenant.origin}/.well-known/openid-configuration`,
    authorization: { params: { scope: 'openid email profile' } },
    checks: ['pkce', 'state'],
    client: { token_endpoint_auth_method: 'client_secret_post' },
    clientId: made.client_id,
    clientSecret: made.client_secret,
    profile: ({ sub, name, email, email_verified }) => ({ id: sub, name: `${name} (${email_verified})`, email }),
  };
  const browser = new Browser();
  await signIn(browser, 'anteroom');
  assert.deepEqual(faults, []);
  const { user, account } = await session(browser);
  assert.deepEqual([user.name, user.email, account.refresh_token], ['Ada Lovelace (true)', ada.email, undefined]);
});

test('a provider with a nonce finds it in the ID token', async () => {
  const made = await application('nonce');
  provider = {
    id: 'nonce',
    name: 'Anteroom',
    type: 'oauth',
    wellKnown: `${tenant.origin}/.well-known/openid-configuration`,
    authorization: { params: { scope: 'openid email' } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    clientId: made.client_id,
    clientSecret: made.client_secret,
    profile: ({ sub, email }) => ({ id: sub, email }),
  };
  const browser = new Browser();
  await signIn(browser, 'nonce');
  assert.deepEqual(faults, []);
  assert.equal((await session(browser)).sub, ada.id);
});

test('who declines at the consent page is back with access_denied and no session', async () => {
  const made = await application('auth0', tenant.thirdParty);
  provider = Auth0Provider({ clientId: made.client_id, clientSecret: made.client_secret, issuer: tenant.origin });
  const browser = new Browser();
  const shown = await signIn(browser, 'auth0', { consent: 'deny' });
  assert.ok(shown.url.searchParams.has('error'), shown.url);
  assert.match(faults.join(), /access_denied/);
  assert.deepEqual(await session(browser), {});
});

test('a code that was redeemed already gives no session', async () => {
  const made = await application('auth0');
  provider = Auth0Provider({ clientId: made.client_id, clientSecret: made.client_secret, issuer: tenant.origin });
  const browser = new Browser();
  const { url: callback } = await signIn(browser, 'auth0', { until: `${site.url}/api/auth/callback/` });
  const kept = new Map(browser.cookies(site.url));
  await browser.open(callback);
  assert.equal((await session(browser)).sub, ada.id);
  browser.cookies(site.url).clear();
  for (const [name, value] of kept) browser.cookies(site.url).set(name, value);
  await browser.open(callback);
  assert.match(faults.join(), /invalid_grant/);
  assert.deepEqual(await session(browser), {});
});
