// The hosted pages as people meet them: in a real browser, with and without JavaScript, with the keyboard alone, light and dark,
// narrow and wide. What the wire says of them is tested in `tests/it/pages`.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { look, openPage, picture, startBrowser } from './support/browser.js';
import { ADMIN, authorizeUrl, bindExample, createClient, startApplication, startServer } from './support/server.js';

const PASSWORD = 'Another-horse-8-battery';

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

/** Opens the page that `/authorize` leads to. */
async function begin(more = {}, options = {}, of = client) {
  const opened = await openPage(browser, options);
  await opened.page.goto(authorizeUrl(server, application, of, more));
  return opened;
}

async function logIn(page, email = ADMIN.email, password = ADMIN.password) {
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** What the application was sent back with. */
async function returned(page) {
  await page.waitForURL((url) => url.href.startsWith(application.callback));
  return new URL(page.url()).searchParams;
}

test('a login goes back to the application with a code', async () => {
  const opened = await begin();
  assert.equal(await opened.page.title(), 'Log in | main');
  await look(opened, 'login');
  await logIn(opened.page);
  const answer = await returned(opened.page);
  assert.ok(answer.get('code'));
  assert.equal(answer.get('state'), 'the-state');
  assert.deepEqual(opened.complaints, []);
  await opened.close();
});

test('a second login in the same browser needs no page', async () => {
  const opened = await begin();
  await logIn(opened.page);
  await returned(opened.page);
  await opened.page.goto(authorizeUrl(server, application, client, { prompt: 'none', state: 'again' }));
  const answer = await returned(opened.page);
  assert.ok(answer.get('code'));
  assert.equal(answer.get('state'), 'again');
  await opened.close();
});

test('scripts and other sites cannot read the session cookie', async () => {
  const opened = await begin();
  await logIn(opened.page);
  await returned(opened.page);
  const cookies = await opened.context.cookies(server.url);
  const session = cookies.find((cookie) => cookie.name === 'anteroom_session');
  assert.equal(session.httpOnly, true);
  assert.equal(session.sameSite, 'Lax');
  assert.equal(session.path, '/');
  await opened.close();
});

test('a wrong password is said once, at the field that is to be typed again', async () => {
  const opened = await begin();
  await logIn(opened.page, ADMIN.email, 'wrong');
  await opened.page.getByRole('alert').waitFor();
  assert.match(await opened.page.getByRole('alert').innerText(), /^Wrong email or password\.$/);
  assert.equal(await opened.page.getByLabel('Email address').inputValue(), ADMIN.email);
  assert.equal(await opened.page.getByLabel('Password').inputValue(), '');
  await focuses(opened.page, 'password');
  assert.equal(await opened.page.getByLabel('Password').getAttribute('aria-invalid'), 'true');
  await look(opened, 'login-wrong');
  await opened.close();
});

test('a new user signs up from the login page', async () => {
  const opened = await begin();
  await opened.page.getByRole('link', { name: 'Sign up' }).click();
  await look(opened, 'signup');
  await opened.page.getByLabel('Email address').fill('weak@example.com');
  await opened.page.getByLabel('Password').fill('short');
  await opened.page.getByRole('button', { name: 'Continue' }).click();
  await opened.page.getByText('This password is too weak').waitFor();
  await focuses(opened.page, 'password');
  await look(opened, 'signup-weak');
  await opened.page.getByLabel('Email address').fill('new@example.com');
  await opened.page.getByLabel('Password').fill(PASSWORD);
  await opened.page.getByRole('button', { name: 'Continue' }).click();
  assert.ok((await returned(opened.page)).get('code'));
  await opened.close();
});

test('an address that is no address is said at its field', async () => {
  const opened = await begin({ screen_hint: 'signup' });
  await opened.page.getByLabel('Email address').fill('nobody');
  await opened.page.getByLabel('Password').fill(PASSWORD);
  await opened.page.getByRole('button', { name: 'Continue' }).click();
  await opened.page.getByText('Enter a valid email address.').waitFor();
  await focuses(opened.page, 'email');
  await look(opened, 'signup-address');
  await opened.close();
});

test('everything works without JavaScript', async () => {
  const opened = await begin({ screen_hint: 'signup' }, { javaScriptEnabled: false });
  await opened.page.getByLabel('Email address').fill('plain@example.com');
  await opened.page.getByLabel('Password').fill(PASSWORD);
  await opened.page.getByRole('button', { name: 'Continue' }).click();
  assert.ok((await returned(opened.page)).get('code'));
  await opened.page.goto(authorizeUrl(server, application, client, { prompt: 'login' }));
  await logIn(opened.page, 'plain@example.com', PASSWORD);
  assert.ok((await returned(opened.page)).get('code'));
  await opened.close();
});

/** Waits until the page has focused a field by itself, which it does when it is first drawn, a moment after it was loaded. */
const focuses = (page, id) => page.waitForFunction((wanted) => document.activeElement.id === wanted, id);

test('everything works with the keyboard alone', async () => {
  const opened = await begin();
  const { keyboard } = opened.page;
  await focuses(opened.page, 'username');
  await keyboard.type(ADMIN.email);
  await keyboard.press('Tab');
  assert.equal(await opened.page.evaluate(() => document.activeElement.id), 'password');
  await keyboard.type(ADMIN.password);
  await keyboard.press('Tab');
  assert.equal(await opened.page.evaluate(() => document.activeElement.textContent), 'Forgot password?');
  await keyboard.press('Tab');
  assert.equal(await opened.page.evaluate(() => document.activeElement.textContent), 'Continue');
  const ring = await opened.page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(ring, 'solid', 'the focus can be seen');
  await picture(opened.page, 'login-focus');
  await keyboard.press('Tab');
  assert.equal(await opened.page.evaluate(() => document.activeElement.textContent), 'Sign up');
  await keyboard.press('Shift+Tab');
  await keyboard.press('Enter');
  assert.ok((await returned(opened.page)).get('code'));
  await opened.close();
});

test('a login hint is filled in and never run', async () => {
  const hint = '"><script>document.title = "run"</script>@example.com';
  const opened = await begin({ login_hint: hint });
  assert.equal(await opened.page.getByLabel('Email address').inputValue(), hint);
  assert.equal(await opened.page.title(), 'Log in | main');
  await focuses(opened.page, 'password');
  await opened.close();
});

test('a redirect that was not registered ends at the error page', async () => {
  const opened = await begin({ redirect_uri: `${application.callback}/` });
  assert.equal(new URL(opened.page.url()).origin, server.url);
  await opened.page.getByRole('heading', { name: 'This sign-in link does not work' }).waitFor();
  await look(opened, 'error');
  await opened.close();
});

test('a login that has ended is explained', async () => {
  const opened = await begin();
  const login = opened.page.url();
  await logIn(opened.page);
  await returned(opened.page);
  await opened.page.goto(login);
  await opened.page.getByRole('heading', { name: 'This sign-in has ended' }).waitFor();
  await look(opened, 'ended');
  await opened.close();
});

test('no page can be put into a frame', async () => {
  const opened = await openPage(browser);
  await opened.page.goto(application.callback);
  await opened.page.evaluate((src) => {
    document.body.append(Object.assign(document.createElement('iframe'), { src, id: 'trap' }));
    return new Promise((done) => document.getElementById('trap').addEventListener('load', done));
  }, authorizeUrl(server, application, client));
  const frames = await Promise.all(opened.page.frames().slice(1).map((frame) => frame.locator('form').count()));
  assert.deepEqual(frames, [0]);
  await opened.close();
});

test('form_post comes back by itself, and through one button without JavaScript', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const opened = await begin({ response_mode: 'form_post' }, { javaScriptEnabled });
    const sent = opened.page.waitForRequest((request) => request.url() === application.callback && request.method() === 'POST');
    await logIn(opened.page);
    if (!javaScriptEnabled) {
      await opened.page.getByRole('heading', { name: 'One more step' }).waitFor();
      await picture(opened.page, 'form-post');
      await opened.page.getByRole('button', { name: 'Continue' }).click();
    }
    const fields = new URLSearchParams((await sent).postData());
    assert.ok(fields.get('code'));
    assert.equal(fields.get('state'), 'the-state');
    await opened.page.getByRole('heading', { name: 'Back at the application' }).waitFor();
    assert.deepEqual(opened.complaints, []);
    await opened.close();
  }
});

/** Opens `/authorize` in a frame or a window, and hands out what it posts to the page; `null` where a frame posts nothing. */
function ask(page, url, how) {
  return page.evaluate(
    ([src, way]) =>
      new Promise((done) => {
        addEventListener('message', (event) => done({ origin: event.origin, data: event.data }), { once: true });
        if (way === 'window') return void open(src);
        const frame = Object.assign(document.createElement('iframe'), { src });
        if (way === 'refused') frame.addEventListener('load', () => setTimeout(done, 200, null));
        document.body.append(frame);
      }),
    [url, how],
  );
}

test('web_message answers the application in its frame and its window, and nobody else', async () => {
  const page = await createClient(server, application, { web_origins: [new URL(application.callback).origin] });
  const url = (more) => authorizeUrl(server, application, page, { response_mode: 'web_message', ...more });
  const opened = await openPage(browser);
  await opened.page.goto(application.callback);
  const silent = (how = 'frame') => ask(opened.page, url({ prompt: 'none', state: '</script><b>"state' }), how);
  const before = await silent();
  assert.equal(before.origin, server.url);
  assert.equal(before.data.type, 'authorization_response');
  assert.equal(before.data.response.error, 'login_required');
  assert.equal(before.data.response.state, '</script><b>"state');

  const [popup, answer] = await Promise.all([
    opened.context.waitForEvent('page').then(async (popup) => (await logIn(popup), popup)),
    ask(opened.page, url({}), 'window'),
  ]);
  assert.ok(answer.data.response.code);
  await popup.close();
  const after = await silent();
  assert.ok(after.data.response.code, JSON.stringify(after));

  // The same answer in a frame of another origin: the browser neither shows it nor delivers it.
  await opened.page.goto(application.callback.replace('127.0.0.1', 'elsewhere.test'));
  assert.equal(await silent('refused'), null);
  assert.ok(opened.complaints.some((complaint) => complaint.includes('frame-ancestors')));
  await opened.close();
});

test('a third party gets what the user accepts, and nothing of what the user declines', async () => {
  const third = await createClient(server, application, { name: 'Partner Reports', is_first_party: false });
  const [connection] = await server.api('GET', 'connections?name=Username-Password-Authentication');
  await server.api('PATCH', `connections/${connection.id}`, { is_domain_connection: true });
  const opened = await begin({ scope: 'openid profile email offline_access' }, {}, third);
  await logIn(opened.page);
  await opened.page.getByRole('heading', { name: 'Authorize app' }).waitFor();
  await look(opened, 'consent');
  await opened.page.getByRole('button', { name: 'Decline' }).click();
  assert.equal((await returned(opened.page)).get('error'), 'access_denied');
  await opened.page.goto(authorizeUrl(server, application, third));
  await opened.page.getByRole('button', { name: 'Accept' }).click();
  assert.ok((await returned(opened.page)).get('code'));
  await opened.close();
});

/** The server's own mailbox, once the newest mail in it is to `to`. */
async function mailbox({ to, ...options }) {
  const opened = await openPage(browser, options);
  for (let tries = 0; ; tries += 1) {
    await opened.page.goto(`${server.url}/dev/mailbox`);
    const newest = opened.page.locator('article').first();
    if ((await newest.count()) > 0 && (await newest.innerText()).includes(to)) return { opened, newest };
    assert.ok(tries < 600, 'no mail came');
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** The newest mail's link. */
async function newestLink(options) {
  const { opened, newest } = await mailbox(options);
  const href = await newest.getByRole('link', { name: 'Open the link' }).getAttribute('href');
  await look(opened, 'mailbox');
  assert.deepEqual(opened.complaints, []);
  await opened.close();
  // By the server's address, as everything here.
  const link = new URL(href);
  return `${server.url}${link.pathname}${link.search}`;
}

/** The newest mail's code. */
async function newestCode(options) {
  const { opened, newest } = await mailbox(options);
  const [code] = (await newest.innerText()).match(/^\d{6}$/m);
  await opened.close();
  return code;
}

test('who forgot a password sets a new one from the mail, with the keyboard alone and without JavaScript', async () => {
  const email = 'forgetful@example.com';
  const connection = 'Username-Password-Authentication';
  await server.api('POST', 'users', { connection, email, password: PASSWORD, verify_email: false });
  const opened = await begin();
  await opened.page.getByRole('link', { name: 'Forgot password?' }).click();
  await opened.page.getByRole('heading', { name: 'Forgot your password?' }).waitFor();
  await focuses(opened.page, 'email');
  await look(opened, 'reset-request');
  await opened.page.keyboard.type('nobody');
  await opened.page.keyboard.press('Enter');
  await opened.page.getByText('Enter a valid email address.').waitFor();
  await look(opened, 'reset-request-address');
  await opened.page.getByLabel('Email address').fill(email);
  await opened.page.keyboard.press('Enter');
  await opened.page.getByRole('heading', { name: 'Check your email' }).waitFor();
  await look(opened, 'reset-sent');
  assert.deepEqual(opened.complaints.filter((complaint) => !complaint.includes('400')), []);

  const link = await newestLink({ to: email });
  const mailed = await openPage(browser, { javaScriptEnabled: false });
  await mailed.page.goto(link);
  await mailed.page.getByRole('heading', { name: 'Set a new password' }).waitFor();
  await mailed.page.getByLabel('New password', { exact: true }).fill('short');
  await mailed.page.getByLabel('New password again').fill('short');
  await mailed.page.getByRole('button', { name: 'Set password' }).click();
  await mailed.page.getByText('This password is too weak').waitFor();
  await mailed.close();

  const typed = await openPage(browser);
  const { keyboard } = typed.page;
  await typed.page.goto(link);
  await focuses(typed.page, 'password');
  await look(typed, 'reset');
  await keyboard.type('Third-horse-9-battery');
  await keyboard.press('Tab');
  await keyboard.type('Third-horse-8-battery');
  await keyboard.press('Enter');
  await typed.page.getByText('The passwords are not the same.').waitFor();
  await look(typed, 'reset-differs');
  await typed.page.getByLabel('New password', { exact: true }).fill('Third-horse-9-battery');
  await typed.page.getByLabel('New password again').fill('Third-horse-9-battery');
  await keyboard.press('Enter');
  await typed.page.getByRole('heading', { name: 'Password changed' }).waitFor();
  await look(typed, 'reset-done');
  await typed.page.goto(link);
  await typed.page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
  await look(typed, 'reset-used');
  await typed.close();

  await opened.page.getByRole('link', { name: 'Back to log in' }).click();
  await logIn(opened.page, email, 'Third-horse-9-battery');
  assert.ok((await returned(opened.page)).get('code'));
  await opened.close();
});

test('a link to a page of the application is followed after the form', async () => {
  const { user_id } = await server.api('POST', 'users', {
    connection: 'Username-Password-Authentication', email: 'linked@example.com', password: PASSWORD, verify_email: false,
  });
  const { ticket } = await server.api('POST', 'tickets/email-verification', { user_id, result_url: application.callback });
  const { pathname, search } = new URL(ticket);
  const opened = await openPage(browser);
  await opened.page.goto(`${server.url}${pathname}${search}`);
  await opened.page.getByRole('heading', { name: 'Is this your email address?' }).waitFor();
  await look(opened, 'verify');
  await opened.page.getByRole('button', { name: 'Yes, it is mine' }).press('Enter');
  assert.equal((await returned(opened.page)).get('success'), 'true');
  assert.deepEqual(opened.complaints, []);
  await opened.close();
});

test('a sign-up sends a link that proves the address', async () => {
  const opened = await begin({ screen_hint: 'signup' });
  await opened.page.getByLabel('Email address').fill('proved@example.com');
  await opened.page.getByLabel('Password').fill(PASSWORD);
  await opened.page.getByRole('button', { name: 'Continue' }).click();
  assert.ok((await returned(opened.page)).get('code'));
  await opened.page.goto(await newestLink({ to: 'proved@example.com' }));
  await opened.page.getByRole('button', { name: 'Yes, it is mine' }).click();
  await opened.page.getByRole('heading', { name: 'Email verified' }).waitFor();
  await look(opened, 'verified');
  const [user] = await server.api('GET', 'users-by-email?email=proved%40example.com');
  assert.equal(user.email_verified, true);
  await opened.close();
});

test('a sign-up asks for the code that proves the address, where its connection wants one', async () => {
  const [connection] = await server.api('GET', 'connections?name=Username-Password-Authentication');
  const attributes = { email: { verification_method: 'otp' } };
  await server.api('PATCH', `connections/${connection.id}`, { options: { ...connection.options, attributes } });
  const opened = await begin({ screen_hint: 'signup' });
  await opened.page.getByLabel('Email address').fill('coded@example.com');
  await opened.page.getByLabel('Password').fill(PASSWORD);
  await opened.page.getByRole('button', { name: 'Continue' }).click();
  await opened.page.getByRole('heading', { name: 'Check your email' }).waitFor();
  await look(opened, 'code');
  const code = await newestCode({ to: 'coded@example.com' });
  await opened.page.getByLabel('Code').fill('12');
  await opened.page.getByLabel('Code').press('Enter');
  await opened.page.getByText('This code is not valid, or not any more.').waitFor();
  await look(opened, 'code-wrong');
  await opened.page.getByLabel('Code').fill(code);
  await opened.page.getByLabel('Code').press('Enter');
  assert.ok((await returned(opened.page)).get('code'));
  const [user] = await server.api('GET', 'users-by-email?email=coded%40example.com');
  assert.equal(user.email_verified, true);
  await opened.close();
  await server.api('PATCH', `connections/${connection.id}`, { options: connection.options });
});

test('who tried too often unblocks the account from the mail', async () => {
  const email = 'impatient@example.com';
  const connection = 'Username-Password-Authentication';
  await server.api('POST', 'users', { connection, email, password: PASSWORD, verify_email: false });
  const opened = await begin();
  for (let tries = 0; tries < 11; tries += 1) await Promise.all([opened.page.waitForNavigation(), logIn(opened.page, email, 'wrong')]);
  await opened.page.getByText('There were too many attempts to log in to this account.').waitFor();
  await look(opened, 'login-held-back');
  const other = await openPage(browser);
  await other.page.goto(await newestLink({ to: email }));
  await other.page.getByRole('heading', { name: 'Unblock your account?' }).waitFor();
  await look(other, 'unblock');
  await other.page.getByRole('button', { name: 'Unblock' }).press('Enter');
  await other.page.getByRole('heading', { name: 'Account unblocked' }).waitFor();
  await look(other, 'unblocked');
  assert.deepEqual(other.complaints, []);
  await other.close();
  await logIn(opened.page, email, PASSWORD);
  assert.ok((await returned(opened.page)).get('code'));
  await opened.close();
});

// Last: from here on nobody signs up at an application that does not say that it may.
test('a sign-up that an Action denies shows its message and a support code', async () => {
  await bindExample(server, 'restrict-registration', 'pre-user-registration');
  const opened = await begin({ screen_hint: 'signup' });
  await opened.page.getByLabel('Email address').fill('denied@example.com');
  await opened.page.getByLabel('Password').fill(PASSWORD);
  await opened.page.getByRole('button', { name: 'Continue' }).click();
  const alert = opened.page.getByRole('alert');
  await alert.getByText('User Registration is not allowed at this time.').waitFor();
  const code = await alert.locator('code').innerText();
  assert.match(code, /^[0-9a-f]{8}$/);
  assert.equal(await opened.page.getByLabel('Email address').inputValue(), 'denied@example.com');
  await look(opened, 'signup-denied');
  const logs = await server.api('GET', 'logs');
  const executions = logs.filter((event) => event.type === 'fs').flatMap((event) => event.details?.actions?.executions ?? []);
  assert.ok(executions.some((id) => id.startsWith(code)), 'the code leads to the record');
  assert.deepEqual(await server.api('GET', 'users-by-email?email=denied%40example.com'), []);
  await opened.close();
});

test('the tenant’s own colour is legible in every light and at every width, whichever it is', async () => {
  for (const [name, primary] of [['yellow', '#ffcc00'], ['navy', '#000080']]) {
    await server.api('PATCH', 'branding', { colors: { primary } });
    const opened = await begin();
    await look(opened, `login-${name}`);
    await opened.close();
  }
  await server.api('PATCH', 'branding', { colors: { primary: null } });
});
