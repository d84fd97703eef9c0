// express-openid-connect: Auth0's own middleware, in an Express application that is really asked. Every login goes through its routes.

import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';

import express from 'express';
import openid from 'express-openid-connect';

import { Browser } from '../support/browser.js';
import { key } from '../support/keys.js';
import { listen } from '../support/listen.js';
import * as tenant from '../support/tenant.js';

const { auth, attemptSilentLogin, requiresAuth } = openid;
const running = [];

let ada;
beforeEach(async () => (ada = await tenant.person()));
after(() => Promise.all(running.map((site) => site.stop())));

/** What a page of the application says of who looks at it. */
const seen = (shown) => JSON.parse(shown.page);

/**
 * An Express application with the middleware: `make` makes its application of the tenant, and `settings` what the middleware is told of
 * that, both from where it listens.
 */
async function start(make, settings) {
  const app = express();
  const site = await listen(app);
  running.push(site);
  const made = await make({ callbacks: [`${site.url}/callback`], allowed_logout_urls: [site.url, `${site.url}/`] });
  const { authorizationParams = {}, ...more } = settings(made);
  app.use(
    auth({
      issuerBaseURL: tenant.origin,
      baseURL: site.url,
      clientID: made.client_id,
      secret: 'a long secret that signs the cookies of the application',
      authRequired: false,
      idpLogout: true,
      authorizationParams: { response_type: 'code', scope: 'openid profile email offline_access', ...authorizationParams },
      ...more,
    }),
  );
  app.get('/', async (request, response) => response.json({ user: request.oidc.user ?? null }));
  app.get('/private', requiresAuth(), async (request, response) => response.json({ sub: request.oidc.user.sub }));
  app.get('/silent', attemptSilentLogin(), async (request, response) => response.json({ user: request.oidc.user ?? null }));
  app.get('/userinfo', requiresAuth(), async (request, response) => response.json(await request.oidc.fetchUserInfo()));
  app.get('/tokens', requiresAuth(), (request, response) => response.json({ refresh: request.oidc.refreshToken }));
  app.get('/refresh', requiresAuth(), async (request, response) => {
    const token = await request.oidc.accessToken.refresh();
    response.json({ access: token.access_token, refresh: request.oidc.refreshToken });
  });
  app.use((error, _request, response, _next) => response.status(error.status ?? 500).json({ error: error.error, said: error.message }));
  return { ...site, made };
}

const bySecret = () => start(tenant.application, ({ client_secret: clientSecret }) => ({ clientSecret }));

/** Opens what takes a login, and logs in. */
async function logIn(site, browser, path = '/private') {
  const shown = await browser.logIn(`${site.url}${path}`, ada);
  assert.equal(shown.url.origin, site.url, shown.page);
  return shown;
}

async function assertWorks(site) {
  const browser = new Browser();
  assert.deepEqual(seen(await logIn(site, browser)), { sub: ada.id });
  assert.equal(seen(await browser.open(site.url)).user.email, ada.email);
  assert.equal(seen(await browser.open(`${site.url}/userinfo`)).name, 'Ada Lovelace');
  const { refresh } = seen(await browser.open(`${site.url}/tokens`));
  const next = seen(await browser.open(`${site.url}/refresh`));
  assert.ok(next.access, JSON.stringify(next));
  assert.notEqual(next.refresh, refresh);
  assert.equal(seen(await browser.open(`${site.url}/userinfo`)).sub, ada.id);
  return browser;
}

test('an application with client_secret_basic logs people in, refreshes, and logs them out of the server too', async () => {
  const site = await bySecret();
  const browser = await assertWorks(site);
  assert.equal(seen(await browser.open(`${site.url}/logout`)).user, null);
  assert.match((await browser.open(`${site.url}/login`)).url.pathname, /^\/u\/login$/);
});

test('it logs out as applications of Auth0 do, too', async () => {
  const site = await start(tenant.application, ({ client_secret: clientSecret }) => ({ clientSecret, auth0Logout: true }));
  const browser = await assertWorks(site);
  assert.equal(seen(await browser.open(`${site.url}/logout`)).user, null);
  assert.match((await browser.open(`${site.url}/login`)).url.pathname, /^\/u\/login$/);
});

test('an application with client_secret_post logs people in and refreshes', async () => {
  const settings = ({ client_secret: clientSecret }) => ({ clientSecret, clientAuthMethod: 'client_secret_post' });
  await assertWorks(await start(tenant.application, settings));
});

test('an application that signs and pushes its requests logs people in and refreshes', async () => {
  const { pem, privatePem } = await key('RS256');
  const make = (more) => tenant.signingApplication(pem, 'RS256', { require_pushed_authorization_requests: true, ...more });
  const settings = () => ({
    clientAuthMethod: 'private_key_jwt',
    clientAssertionSigningKey: privatePem,
    clientAssertionSigningAlg: 'RS256',
    pushedAuthorizationRequests: true,
  });
  await assertWorks(await start(make, settings));
});

test('the answer comes by form_post: as an ID token alone, and beside a code', async () => {
  const make = (more) => tenant.application({ grant_types: ['implicit', 'authorization_code', 'refresh_token'], ...more });
  const alone = await start(make, () => ({ authorizationParams: { response_type: 'id_token', scope: 'openid email' } }));
  const browser = new Browser();
  assert.deepEqual(seen(await logIn(alone, browser)), { sub: ada.id });
  assert.equal(seen(await browser.open(alone.url)).user.email, ada.email);
  const settings = ({ client_secret: clientSecret }) => ({ clientSecret, authorizationParams: { response_type: 'code id_token' } });
  await assertWorks(await start(make, settings));
});

test('who is logged in at the server is logged in silently, and who is not sees the page all the same', async () => {
  const [first, second] = [await bySecret(), await bySecret()];
  const browser = new Browser();
  assert.equal(seen(await browser.open(`${second.url}/silent`)).user, null);
  await logIn(first, browser);
  browser.cookies(second.url).clear();
  assert.equal(seen(await browser.open(`${second.url}/silent`)).user.sub, ada.id);
});

test('who declines at the consent page is back with access_denied', async () => {
  const site = await start(tenant.thirdParty, ({ client_secret: clientSecret }) => ({ clientSecret }));
  const shown = await new Browser().logIn(`${site.url}/login`, ada, { consent: 'deny' });
  assert.deepEqual([shown.status, seen(shown).error], [400, 'access_denied']);
});

test('a callback that is opened again logs nobody in', async () => {
  const site = await bySecret();
  const browser = new Browser();
  const { url: callback } = await browser.logIn(`${site.url}/login`, ada, { until: `${site.url}/callback` });
  // The application that has lost what it remembered of the login, as after a reload.
  const kept = new Map(browser.cookies(site.url));
  assert.equal(seen(await browser.open(callback)).user.sub, ada.id);
  browser.cookies(site.url).clear();
  for (const [name, value] of kept) browser.cookies(site.url).set(name, value);
  const shown = await browser.open(callback);
  assert.deepEqual([shown.status, seen(shown).error], [400, 'invalid_grant'], shown.page);
  assert.equal(seen(await browser.open(site.url)).user, null);
});

test('a refresh token that was used elsewhere is refused', async () => {
  const site = await bySecret();
  const browser = new Browser();
  await logIn(site, browser);
  const { refresh: refresh_token } = seen(await browser.open(`${site.url}/tokens`));
  const { client_id, client_secret } = site.made;
  const body = new URLSearchParams({ grant_type: 'refresh_token', client_id, client_secret, refresh_token });
  assert.equal((await fetch(`${tenant.origin}/oauth/token`, { method: 'POST', body })).status, 200);
  const shown = await browser.open(`${site.url}/refresh`);
  assert.deepEqual([shown.status, seen(shown).error], [403, 'invalid_grant'], shown.page);
});
