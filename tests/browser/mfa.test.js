// Second factors in a real browser: an app is set up, asked for, and stood in for by the recovery code. What the wire says of it is tested in
// `tests/it/mfa`.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';

import { assertInert, assertWellFormed, lowestContrast, openPage, picture, startBrowser } from './support/browser.js';
import { ADMIN, authorizeUrl, createClient, startApplication, startServer } from './support/server.js';

const RULE = `function (user, context, callback) {
  context.multifactor = { provider: 'any', allowRememberBrowser: true };
  callback(null, user, context);
}`;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

let server, application, browser, client;

before(async () => {
  [server, application, browser] = await Promise.all([startServer(), startApplication(), startBrowser()]);
  client = await createClient(server, application);
  await server.api('POST', 'rules', { name: 'second factor', script: RULE });
  for (const factor of ['otp', 'recovery-code']) await server.api('PUT', `guardian/factors/${factor}`, { enabled: true });
});

after(async () => {
  await browser?.close();
  await application?.stop();
  await server?.stop();
});

// What an app shows (RFC 6238), so many seconds from now: a code counts once, and one of the next period is taken already.
function code(key, ahead = 0) {
  const bits = [...key.replaceAll(/\s/g, '')].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor((Date.now() / 1000 + ahead) / 30)));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const at = digest.at(-1) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function logIn(page) {
  await page.goto(authorizeUrl(server, application, client, { prompt: 'login' }));
  await page.getByLabel('Email address').fill(ADMIN.email);
  await page.getByLabel('Password').fill(ADMIN.password);
  await page.getByRole('button', { name: 'Continue' }).click();
}

async function returned(page) {
  await page.waitForURL((url) => url.href.startsWith(application.callback));
  return new URL(page.url()).searchParams;
}

async function look(page, name) {
  await assertInert(page);
  await assertWellFormed(page);
  const { ratio, text } = await lowestContrast(page);
  assert.ok(ratio >= 4.5, `${name}: "${text}" has a contrast of ${ratio}`);
  await picture(page, name);
}

test('an app is set up without JavaScript, asked for, and stood in for by the recovery code', async () => {
  const opened = await openPage(browser, { javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const { page } = opened;
  await logIn(page);
  await page.getByRole('img', { name: 'A picture that authenticator apps read' }).waitFor();
  await page.getByText('You cannot scan it?').click();
  await picture(page, 'mfa-enrollment-narrow');
  const key = await page.locator('.key').innerText();
  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Code').fill(code(key));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Your recovery code' }).waitFor();
  await picture(page, 'mfa-recovery-code-narrow');
  const recovery = await page.locator('.key').innerText();
  await page.getByRole('button', { name: 'Continue' }).click();
  assert.ok((await returned(page)).get('code'));
  await opened.close();

  const dark = await openPage(browser, { colorScheme: 'dark' });
  await logIn(dark.page);
  await dark.page.getByRole('heading', { name: 'Verify that it is you' }).waitFor();
  await look(dark.page, 'mfa-challenge-dark');
  assert.equal(await dark.page.evaluate(() => document.activeElement.id), 'code', 'the keyboard is where the code goes');
  await dark.page.keyboard.type(code(key, 30));
  await dark.page.keyboard.press('Tab');
  await dark.page.keyboard.press('Space');
  await dark.page.keyboard.press('Enter');
  assert.ok((await returned(dark.page)).get('code'));
  await logIn(dark.page);
  assert.ok((await returned(dark.page)).get('code'), 'this browser is remembered');
  assert.deepEqual(dark.complaints, []);
  await dark.close();

  const lost = await openPage(browser);
  await logIn(lost.page);
  await lost.page.getByRole('link', { name: 'Use a recovery code instead' }).click();
  await look(lost.page, 'mfa-recovery-challenge');
  await lost.page.getByLabel('Recovery code').fill(recovery);
  await lost.page.getByRole('button', { name: 'Continue' }).click();
  await lost.page.getByRole('heading', { name: 'Your recovery code' }).waitFor();
  await look(lost.page, 'mfa-recovery-code');
  assert.notEqual(await lost.page.locator('.key').innerText(), recovery);
  await lost.page.getByRole('button', { name: 'Continue' }).click();
  assert.ok((await returned(lost.page)).get('code'));
  await lost.close();
});

test('the page of an enrolment is well formed, wide and in the light', async () => {
  const [user] = (await server.api('GET', 'users')).filter((found) => found.email === ADMIN.email);
  await server.api('DELETE', `users/${encodeURIComponent(user.user_id)}/authenticators`);
  const opened = await openPage(browser);
  await logIn(opened.page);
  await opened.page.getByRole('heading', { name: 'Secure your account' }).waitFor();
  await look(opened.page, 'mfa-enrollment');
  assert.deepEqual(opened.complaints, []);
  await opened.close();
});
