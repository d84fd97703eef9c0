// @auth0/auth0-spa-js in Chromium: a page of Auth0's own kind, with silent logins by web_message and with rotating refresh tokens, on
// plain http.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { back, leaveBy, logIn, openPage, startChromium, startSite } from '../support/chromium.js';
import * as tenant from '../support/tenant.js';

const LIBRARY = new URL('../node_modules/@auth0/auth0-spa-js/dist/auth0-spa-js.production.js', import.meta.url);

let browser, site, ada, made;
before(async () => {
  [browser, site] = await Promise.all([startChromium(), startSite(LIBRARY), tenant.resourceServer()]);
  made = await application();
});
beforeEach(async () => (ada = await tenant.person()));
after(async () => {
  await browser?.close();
  await site?.stop();
});

function application(make = tenant.publicApplication) {
  return make({ callbacks: [site.url], web_origins: [site.url], allowed_logout_urls: [site.url] });
}

/** A page of the application; `auth` in it is the library's client. */
async function open(client = made, { params = {}, ...settings } = {}) {
  const opened = await openPage(browser);
  const config = {
    domain: tenant.origin,
    clientId: client.client_id,
    cacheLocation: 'localstorage',
    authorizationParams: { redirect_uri: site.url, scope: 'openid profile email', ...params },
    ...settings,
  };
  await opened.page.addInitScript((config) => (window.begin = () => (window.auth ??= new auth0.Auth0Client(config))), config);
  await opened.page.goto(site.url);
  return opened;
}

/** What the library answers to a call, or its error. */
const call = (page, method, ...args) =>
  page.evaluate(
    async ([method, args]) => {
      try {
        return (await begin()[method](...args)) ?? null;
      } catch (error) {
        return { error: error.error ?? error.message };
      }
    },
    [method, args],
  );

/** The whole way by redirect. */
async function byRedirect({ page }) {
  await leaveBy(page, 'loginWithRedirect', { appState: { was: 'here' } });
  await page.waitForURL(/\/u\/login/);
  await logIn(page, ada);
  await back(page, site);
  const { appState, ...rest } = await call(page, 'handleRedirectCallback');
  assert.deepEqual(appState, { was: 'here' }, JSON.stringify(rest));
}

async function assertIsAda(page) {
  const user = await call(page, 'getUser');
  assert.deepEqual([user?.sub, user?.email, user?.name], [ada.id, ada.email, 'Ada Lovelace']);
  const claims = await call(page, 'getIdTokenClaims');
  assert.deepEqual([claims.iss, claims.aud], [tenant.issuer, made.client_id]);
}

const userinfo = async (token) => (await fetch(`${tenant.origin}/userinfo`, { headers: { authorization: `Bearer ${token}` } })).json();
/** A token that is not from the library's cache. */
const fresh = { cacheMode: 'off', detailedResponse: true };

test('a person logs in by redirect, silently by a message after a reload, and logs out', async () => {
  const opened = await open();
  const { page } = opened;
  assert.equal((await call(page, 'getTokenSilently')).error, 'login_required');
  await byRedirect(opened);
  await assertIsAda(page);
  const before = await call(page, 'getTokenSilently', fresh);
  assert.equal((await userinfo(before.access_token)).sub, ada.id);
  await page.evaluate(() => localStorage.clear());
  await page.goto(site.url);
  await call(page, 'checkSession');
  await assertIsAda(page);
  await Promise.all([page.waitForEvent('load'), leaveBy(page, 'logout', { logoutParams: { returnTo: site.url } })]);
  await back(page, site);
  assert.equal(await call(page, 'isAuthenticated'), false);
  assert.equal((await call(page, 'getTokenSilently')).error, 'login_required');
  assert.deepEqual(opened.complaints, []);
  await opened.close();
});

for (const cacheLocation of ['memory', 'localstorage']) {
  test(`refresh tokens rotate, kept in ${cacheLocation}`, async () => {
    const opened = await open(made, { useRefreshTokens: true, cacheLocation });
    const { page } = opened;
    // What is sent and given, also by the worker that keeps the tokens of the memory.
    const [used, given] = [[], []];
    opened.context.on('response', async (response) => {
      if (!response.url().endsWith('/oauth/token')) return;
      const sent = response.request().postData() ?? '';
      used.push(sent.startsWith('{') ? JSON.parse(sent).refresh_token : (new URLSearchParams(sent).get('refresh_token') ?? undefined));
      given.push(response.json().then(({ refresh_token }) => refresh_token));
    });
    await byRedirect(opened);
    const tokens = [await call(page, 'getTokenSilently', fresh), await call(page, 'getTokenSilently', fresh)];
    for (const { access_token } of tokens) assert.equal((await userinfo(access_token)).email, ada.email);
    assert.notEqual(tokens[0].access_token, tokens[1].access_token);
    const [first, second, third] = await Promise.all(given);
    assert.deepEqual(used, [undefined, first, second]);
    assert.equal(new Set([first, second, third]).size, 3);
    assert.ok(third, 'a refresh token each time');
    assert.deepEqual(opened.complaints, []);
    await opened.close();
  });
}

test('a refresh token that was used elsewhere is refused, and the page may go on by its session', async () => {
  const opened = await open(made, { useRefreshTokens: true });
  const { page } = opened;
  await byRedirect(opened);
  const kept = await page.evaluate(() => Object.values(localStorage).join());
  const [, refresh_token] = /"refresh_token":"([^"]+)"/.exec(kept);
  const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: made.client_id, refresh_token });
  assert.equal((await fetch(`${tenant.origin}/oauth/token`, { method: 'POST', body })).status, 200);
  assert.equal((await call(page, 'getTokenSilently', fresh)).error, 'invalid_grant');
  const other = await open(made, { useRefreshTokens: true, useRefreshTokensFallback: true });
  await byRedirect(other);
  await other.page.evaluate(() => localStorage.clear());
  assert.equal((await userinfo((await call(other.page, 'getTokenSilently', fresh)).access_token)).sub, ada.id);
  await opened.close();
  await other.close();
});

test('a token for an API is a JWT for it, asked for silently beside the first', async () => {
  const opened = await open();
  const { page } = opened;
  await byRedirect(opened);
  const token = await call(page, 'getTokenSilently', { authorizationParams: { audience: tenant.API, scope: 'read:orders' } });
  const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
  assert.ok(claims.aud.includes(tenant.API) && claims.scope.split(' ').includes('read:orders'), JSON.stringify(claims));
  await opened.close();
});

test('a person logs in in a window, which posts the answer and is closed', async () => {
  const opened = await open();
  const { page } = opened;
  const popup = opened.context.waitForEvent('page');
  const done = call(page, 'loginWithPopup');
  const window = await popup;
  await window.waitForURL(/\/u\/login/);
  await logIn(window, ada);
  assert.equal(await done, null);
  await assertIsAda(page);
  assert.deepEqual(opened.complaints, []);
  await opened.close();
});

test('who declines at the consent page is back with access_denied, and is consent_required in a frame', async () => {
  const make = (more) => tenant.thirdParty({ app_type: 'spa', token_endpoint_auth_method: 'none', ...more });
  const opened = await open(await application(make));
  const { page } = opened;
  await leaveBy(page, 'loginWithRedirect');
  await page.waitForURL(/\/u\/login/);
  await logIn(page, ada);
  await page.getByRole('button', { name: 'Decline' }).click();
  await back(page, site);
  assert.equal((await call(page, 'handleRedirectCallback')).error, 'access_denied');
  assert.equal((await call(page, 'getTokenSilently')).error, 'consent_required');
  await opened.close();
});

test('a code that was redeemed already is refused', async () => {
  const opened = await open();
  const { page } = opened;
  await leaveBy(page, 'loginWithRedirect');
  await page.waitForURL(/\/u\/login/);
  await logIn(page, ada);
  await back(page, site);
  const callback = page.url();
  const kept = await page.evaluate(() => ({ ...sessionStorage }));
  await call(page, 'handleRedirectCallback');
  await assertIsAda(page);
  await page.evaluate((kept) => Object.assign(sessionStorage, kept), kept);
  await page.goto(callback);
  assert.equal((await call(page, 'handleRedirectCallback')).error, 'invalid_grant');
  await opened.close();
});
