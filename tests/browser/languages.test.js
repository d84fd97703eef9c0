// The hosted pages in the user's language, and the ways to other providers: in a real browser, light and dark, narrow and wide.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { look, openPage, startBrowser } from './support/browser.js';
import { ADMIN, authorizeUrl, createClient, startApplication, startServer } from './support/server.js';

let server, application, browser, client;

before(async () => {
  [server, application, browser] = await Promise.all([startServer(), startApplication(), startBrowser()]);
  client = await createClient(server, application);
  await server.api('PATCH', 'tenants/settings', { enabled_locales: ['en', 'de', 'fr', 'ja'] });
});

after(async () => {
  await browser?.close();
  await application?.stop();
  await server?.stop();
});

test('a browser that wants German has a login in German, wrong passwords and sign-up included', async () => {
  const opened = await openPage(browser, { locale: 'de-AT' });
  await opened.page.goto(authorizeUrl(server, application, client));
  assert.equal(await opened.page.locator('html').getAttribute('lang'), 'de');
  assert.equal(await opened.page.title(), 'Anmelden | main');
  await opened.page.getByLabel('E-Mail-Adresse').fill(ADMIN.email);
  await opened.page.getByLabel('Passwort').fill('falsch');
  await opened.page.getByRole('button', { name: 'Weiter' }).click();
  assert.equal(await opened.page.getByRole('alert').innerText(), 'Falsche E-Mail-Adresse oder falsches Passwort.');
  await look(opened, 'login-german');
  await opened.page.getByRole('link', { name: 'Registrieren' }).click();
  await opened.page.getByLabel('E-Mail-Adresse').fill('neu@example.com');
  await opened.page.getByLabel('Passwort').fill('kurz');
  await opened.page.getByRole('button', { name: 'Weiter' }).click();
  await opened.page.getByText('Dieses Passwort ist zu schwach:').waitFor();
  await look(opened, 'signup-german');
  assert.deepEqual(opened.complaints.filter((text) => !text.includes('400')), []);
  await opened.close();
});

test('a login in Japanese is whole and readable', async () => {
  const opened = await openPage(browser, { locale: 'ja-JP' });
  await opened.page.goto(authorizeUrl(server, application, client));
  assert.equal(await opened.page.locator('h1').innerText(), 'ようこそ');
  await look(opened, 'login-japanese');
  await opened.close();
});

test('the ways to other providers stand below the password and are reached by the keyboard', async () => {
  for (const [name, strategy, display_name] of [
    ['partner', 'oidc', 'A Partner with a Rather Long Name GmbH & Co. KG'],
    ['google', 'google-oauth2', undefined],
  ]) {
    const options = { client_id: 'us', ...(strategy === 'oidc' && { discovery_url: 'https://127.0.0.1:1/.well-known/openid-configuration' }) };
    await server.api('POST', 'connections', { name, strategy, display_name, options, enabled_clients: [client.client_id] });
  }
  const opened = await openPage(browser);
  await opened.page.goto(authorizeUrl(server, application, client));
  await look(opened, 'login-providers');
  await opened.page.getByRole('button', { name: 'Continue' }).focus();
  const reached = [];
  for (const _ of [1, 2]) {
    await opened.page.keyboard.press('Tab');
    reached.push(await opened.page.evaluate(() => document.activeElement.textContent));
  }
  assert.deepEqual(reached, ['Continue with A Partner with a Rather Long Name GmbH & Co. KG', 'Continue with Google']);
  // One that cannot be reached gives the login back to the application.
  await opened.page.getByRole('link', { name: 'Partner' }).click();
  await opened.page.waitForURL((url) => url.href.startsWith(application.callback));
  assert.equal(new URL(opened.page.url()).searchParams.get('error'), 'temporarily_unavailable');
  await opened.close();
});
