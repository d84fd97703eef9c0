// A login that an Action interrupts, in a real browser: there to another site, back by a link or by that site's form, with the cookies
// that the browser sends by itself. What the wire says of it is tested in `tests/it/redirects`.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';

import { openPage, startBrowser } from './support/browser.js';
import { ADMIN, authorizeUrl, bindScript, createClient, startApplication, startServer, startSite } from './support/server.js';

const SECRET = 'a-secret-that-the-form-knows';

let server, application, browser, client;

before(async () => {
  [server, application, browser] = await Promise.all([startServer(), startApplication(), startBrowser()]);
  client = await createClient(server, application);
});

after(async () => {
  await browser?.close();
  await application?.stop();
  await server?.stop();
});

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

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function signed(claims) {
  const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${content}.${createHmac('sha256', SECRET).update(content).digest('base64url')}`;
}

async function admin() {
  const users = await server.api('GET', 'users');
  return users.find((user) => user.email === ADMIN.email);
}

test('progressive profiling: a form of another site asks, and its signed answer is kept', async (t) => {
  const site = await startSite('profile.test', (request, query, form) => {
    if (request.method !== 'POST') {
      return '<h1>Where do you work?</h1><form method="post"><label>Company <input name="company"></label><button>Send</button></form>';
    }
    // As a site would: the token that came along says who is asked, and the answer is signed for this login.
    const { iss, sub } = JSON.parse(Buffer.from(query.get('session_token').split('.')[1], 'base64url'));
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss, sub, iat: now, exp: now + 60, state: query.get('state'), company: form.get('company') };
    return `${server.url}/continue?${new URLSearchParams({ state: query.get('state'), answer: signed(claims) })}`;
  });
  t.after(() => site.stop());
  await bindScript(server, 'progressive-profiling', { FORM_URL: `${site.url}/company`, SESSION_TOKEN_SECRET: SECRET });
  const opened = await openPage(browser);
  for (const time of ['first', 'second']) {
    await logIn(opened.page);
    assert.ok((await returned(opened.page)).get('code'), `nobody is asked at the ${time} login`);
  }
  await logIn(opened.page);
  await opened.page.waitForURL((url) => url.href.startsWith(site.url));
  await opened.page.getByLabel('Company').fill('Analytical Engines');
  await opened.page.getByRole('button', { name: 'Send' }).click();
  const answer = await returned(opened.page);
  assert.ok(answer.get('code'), answer.toString());
  assert.equal(answer.get('state'), 'the-state');
  assert.equal((await admin()).user_metadata.company, 'Analytical Engines');
  assert.deepEqual(opened.complaints, []);

  await logIn(opened.page);
  assert.ok((await returned(opened.page)).get('code'), 'who has answered is not asked again');
  await opened.close();
});

test('consent to terms: the other site posts its form to us, and the login goes on although no cookie came with the post', async (t) => {
  const posts = [];
  const site = await startSite('terms.test', (request, query) => {
    const [state, terms] = [query.get('state'), query.get('version')];
    const field = (name, value) => `<input type="hidden" name="${name}" value="${value}">`;
    const buttons = '<button name="answer" value="accept">I accept</button><button name="answer" value="decline">I do not</button>';
    return `<h1>Terms</h1><form method="post" action="${server.url}/continue">${field('state', state)}${field('terms', terms)}${buttons}</form>`;
  });
  t.after(() => site.stop());
  await bindScript(server, 'consent-to-terms', { TERMS_URL: `${site.url}/terms` });
  const opened = await openPage(browser, { javaScriptEnabled: false });
  opened.page.on('request', (request) => request.method() === 'POST' && request.url().endsWith('/continue') && posts.push(request));

  await logIn(opened.page);
  await opened.page.getByRole('button', { name: 'I do not' }).click();
  const refused = await returned(opened.page);
  assert.equal(refused.get('error_description'), 'The terms of use were not accepted.');

  await logIn(opened.page);
  await opened.page.getByRole('button', { name: 'I accept' }).click();
  assert.ok((await returned(opened.page)).get('code'));
  assert.equal((await admin()).app_metadata.terms.version, '2026-10');

  assert.equal(posts.length, 2);
  for (const post of posts) assert.equal((await post.allHeaders()).cookie, undefined, 'a form of another site comes without our cookies');
  await opened.close();
});

test('a link to /continue is worth nothing in another browser', async (t) => {
  let address;
  const site = await startSite('elsewhere.test', (request, query) => {
    // The browser asks for the site's icon too.
    if (query.has('state')) address = `${server.url}/continue?state=${query.get('state')}`;
    return '<h1>Here</h1>';
  });
  t.after(() => site.stop());
  await server.api('PATCH', `users/${encodeURIComponent((await admin()).user_id)}`, { app_metadata: { terms: null } });
  await bindScript(server, 'consent-to-terms', { TERMS_URL: site.url }, 'terms elsewhere');
  const [owner, stranger] = [await openPage(browser), await openPage(browser)];
  await logIn(owner.page);
  await owner.page.getByRole('heading', { name: 'Here' }).waitFor();
  await stranger.page.goto(address);
  await stranger.page.getByRole('heading', { name: 'This sign-in began in another browser' }).waitFor();
  await owner.page.goto(address);
  assert.equal((await returned(owner.page)).get('error'), 'access_denied');
  await owner.close();
  await stranger.close();
});
