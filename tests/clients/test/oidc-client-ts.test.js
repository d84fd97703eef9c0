// oidc-client-ts in Chromium: a page that logs people in by redirect, by a window and in a frame, on plain http.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { back, leaveBy, logIn, openPage, startChromium, startSite } from '../support/chromium.js';
import * as tenant from '../support/tenant.js';

const LIBRARY = new URL('../node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js', import.meta.url);
/** What stands at the addresses that the library opens itself. */
const PAGES = {
  '/silent': 'new oidc.UserManager({}).signinSilentCallback();',
  '/popup': 'new oidc.UserManager({}).signinPopupCallback();',
};

let browser, site, ada, made;
before(async () => {
  [browser, site] = await Promise.all([startChromium(), startSite(LIBRARY, PAGES)]);
  made = await application();
});
beforeEach(async () => (ada = await tenant.person()));
after(async () => {
  await browser?.close();
  await site?.stop();
});

function application(make = tenant.publicApplication, more = {}) {
  const callbacks = ['/', '/silent', '/popup'].map((path) => `${site.url}${path}`);
  return make({ callbacks, allowed_logout_urls: [`${site.url}/`], ...more });
}

/** A page of the application; `manager` in it is the library. */
async function open(client = made, settings = {}) {
  const opened = await openPage(browser);
  const config = {
    authority: tenant.origin,
    client_id: client.client_id,
    redirect_uri: `${site.url}/`,
    silent_redirect_uri: `${site.url}/silent`,
    popup_redirect_uri: `${site.url}/popup`,
    post_logout_redirect_uri: `${site.url}/`,
    scope: 'openid profile email offline_access',
    loadUserInfo: true,
    automaticSilentRenew: false,
    ...settings,
  };
  await opened.page.addInitScript((config) => {
    const userStore = () => new oidc.WebStorageStateStore({ store: localStorage });
    window.begin = () => (window.manager ??= new oidc.UserManager({ ...config, userStore: userStore() }));
  }, config);
  await opened.page.goto(site.url);
  return opened;
}

/** What the library answers to a call: a user's part that a test looks at, or the error. */
const call = (page, method, argument) =>
  page.evaluate(
    async ([method, argument]) => {
      try {
        const user = await begin()[method](argument);
        if (!user) return { nothing: true };
        const { access_token, refresh_token, id_token, profile, scope, session_state } = user;
        return { access_token, refresh_token, id_token, profile, scope, session_state };
      } catch (error) {
        return { error: error.error ?? error.message };
      }
    },
    [method, argument],
  );

/** The whole way by redirect. */
async function byRedirect({ page }, argument) {
  await leaveBy(page, 'signinRedirect', argument);
  await page.waitForURL(/\/u\/login/);
  await logIn(page, ada);
  await back(page, site);
  return call(page, 'signinCallback');
}

function assertIsAda(user) {
  assert.ok(user.profile, JSON.stringify(user));
  assert.deepEqual([user.profile.sub, user.profile.email, user.profile.name], [ada.id, ada.email, 'Ada Lovelace']);
}

test('a person logs in by redirect, the tokens are refreshed, and the logout ends both sessions', async () => {
  const opened = await open();
  const { page } = opened;
  const user = await byRedirect(opened);
  assertIsAda(user);
  const next = await call(page, 'signinSilent');
  assertIsAda(next);
  assert.notEqual(next.refresh_token, user.refresh_token);
  await Promise.all([page.waitForEvent('load'), leaveBy(page, 'signoutRedirect')]);
  await back(page, site);
  assert.equal((await call(page, 'getUser')).nothing, true);
  assert.equal((await call(page, 'signinSilent')).error, 'login_required');
  assert.deepEqual(opened.complaints, []);
  await opened.close();
});

test('without a refresh token a frame logs in silently, and tells where there is no session', async () => {
  const opened = await open(made, { scope: 'openid profile email' });
  assert.equal((await call(opened.page, 'signinSilent')).error, 'login_required');
  const user = await byRedirect(opened);
  assert.equal(user.refresh_token, undefined);
  const next = await call(opened.page, 'signinSilent');
  assertIsAda(next);
  assert.notEqual(next.access_token, user.access_token);
  assert.equal(next.profile.auth_time, user.profile.auth_time);
  assert.deepEqual(opened.complaints, []);
  await opened.close();
});

test('a frame tells whom it means by the ID token that the page has', async () => {
  const opened = await open(made, { scope: 'openid profile email', includeIdTokenInSilentRenew: true });
  await byRedirect(opened);
  const asked = opened.page.waitForRequest((request) => request.url().includes('id_token_hint='));
  assertIsAda(await call(opened.page, 'signinSilent'));
  await asked;
  await opened.close();
});

test('the answer comes behind the hash', async () => {
  const opened = await open(made, { response_mode: 'fragment' });
  assertIsAda(await byRedirect(opened));
  await opened.close();
});

test('a person logs in in a window', async () => {
  const opened = await open();
  const popup = opened.context.waitForEvent('page');
  const user = call(opened.page, 'signinPopup');
  const window = await popup;
  await window.waitForURL(/\/u\/login/);
  await logIn(window, ada);
  assertIsAda(await user);
  assert.deepEqual(opened.complaints, []);
  await opened.close();
});

test('who declines at the consent page is back with access_denied', async () => {
  const make = (more) => tenant.thirdParty({ app_type: 'spa', token_endpoint_auth_method: 'none', ...more });
  const opened = await open(await application(make));
  const { page } = opened;
  await leaveBy(page, 'signinRedirect');
  await page.waitForURL(/\/u\/login/);
  await logIn(page, ada);
  await page.getByRole('button', { name: 'Decline' }).click();
  await back(page, site);
  assert.equal((await call(page, 'signinCallback')).error, 'access_denied');
  await opened.close();
});

test('a refresh token that was used elsewhere is refused, and so is a revoked one', async () => {
  const opened = await open();
  const { page } = opened;
  const { refresh_token } = await byRedirect(opened);
  const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: made.client_id, refresh_token });
  assert.equal((await fetch(`${tenant.origin}/oauth/token`, { method: 'POST', body })).status, 200);
  assert.equal((await call(page, 'signinSilent')).error, 'invalid_grant');

  assertIsAda(await call(page, 'signinSilent', { forceIframeAuth: true }));
  const kept = await call(page, 'getUser');
  await call(page, 'revokeTokens', ['refresh_token']);
  const again = new URLSearchParams({ grant_type: 'refresh_token', client_id: made.client_id, refresh_token: kept.refresh_token });
  const answer = await fetch(`${tenant.origin}/oauth/token`, { method: 'POST', body: again });
  assert.equal((await answer.json()).error, 'invalid_grant');
  await opened.close();
});

test('a callback that is opened again logs nobody in', async () => {
  const opened = await open();
  const { page } = opened;
  await leaveBy(page, 'signinRedirect');
  await page.waitForURL(/\/u\/login/);
  // As a page that is closed right before it was back, and opened from the history twice.
  const states = await page.context().storageState();
  await logIn(page, ada);
  await back(page, site);
  const callback = page.url();
  assertIsAda(await call(page, 'signinCallback'));
  const { origins } = states;
  const kept = origins.find(({ origin }) => origin === site.url).localStorage;
  await page.evaluate((kept) => kept.forEach(({ name, value }) => localStorage.setItem(name, value)), kept);
  await page.goto(callback);
  assert.equal((await call(page, 'signinCallback')).error, 'invalid_grant');
  await opened.close();
});
