// E-mail: `management.emails`, `management.emailTemplates`, `management.tickets`, `management.jobs.verificationEmail`, and
// the request for a new password as auth0-js sends it: this SDK has no client for it. The mail server takes what comes and shows it.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';

import { forbidden, management, refused, stranger } from '../support/management.js';

const { AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID: clientId } = process.env;
const { emails, emailTemplates, jobs, tickets, users } = management;
const connection = 'Username-Password-Authentication';
const password = 'Correct-Horse-9';

const mails = [];
let server, user;

/** A mail server without TLS, which the operator of the tests' server has named. */
function converse(socket) {
  let [data, text, rest] = [false, '', ''];
  socket.setEncoding('utf8').write('220 mail.test\r\n');
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    rest += chunk;
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      if (data && line === '.') {
        mails.push(text);
        [data, text] = [false, ''];
        socket.write('250 taken\r\n');
      } else if (data) {
        text += `${line}\r\n`;
      } else if (/^DATA/i.test(line)) {
        data = true;
        socket.write('354 go ahead\r\n');
      } else if (/^QUIT/i.test(line)) {
        socket.end('221 bye\r\n');
      } else {
        socket.write('250 ok\r\n');
      }
    }
  });
}

/** The next mail. */
async function received() {
  for (let tries = 0; tries < 600; tries += 1) {
    if (mails.length) return mails.shift();
    await new Promise((done) => setTimeout(done, 100));
  }
  return assert.fail('no mail came');
}

before(async () => {
  server = createServer(converse);
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  user = await users.create({ connection, email: 'ada@example.com', password, verify_email: false });
});
after(() => server.close());

test('a provider is configured, shown without its password, changed and removed', async () => {
  await refused(emails.provider.get(), 404, 'inexistent_email_provider');
  const smtp = { smtp_host: 'mail.example.com', smtp_port: 587, smtp_user: 'sender', smtp_pass: 'hush' };
  const made = await emails.provider.create({ name: 'smtp', enabled: true, default_from_address: 'id@example.com', credentials: smtp });
  assert.deepEqual(made.credentials, { smtp_host: 'mail.example.com', smtp_port: 587, smtp_user: 'sender' });
  assert.deepEqual(await emails.provider.get(), made);
  assert.equal((await emails.provider.update({ enabled: false })).enabled, false);
  await refused(emails.provider.update({ name: 'pigeon' }), 400, /No enum match for: pigeon/);
  await emails.provider.delete();
});

test('a template that is no Liquid is refused with its member', async () => {
  const template = { template: 'reset_email', from: '', subject: 'Reset', syntax: 'liquid', enabled: true };
  await refused(emailTemplates.create({ ...template, body: '{% if user %}' }), 400, /on property body\.$/);
  const made = await emailTemplates.create({ ...template, body: '<a href="{{ url }}">{{ user.email }}</a>' });
  assert.deepEqual(await emailTemplates.get('reset_email'), made);
  assert.equal((await emailTemplates.update('reset_email', { subject: 'Your password' })).subject, 'Your password');
  assert.deepEqual(await emailTemplates.set('reset_email', made), made);
  await refused(emailTemplates.set('welcome_email', { ...made, template: 'welcome_email' }), 404, 'inexistent_email_template');
  await refused(emailTemplates.get('welcome_email'), 404, 'inexistent_email_template');
});

test('tickets are links of this server', async () => {
  const changed = await tickets.changePassword({ user_id: user.user_id, ttl_sec: 60, mark_email_as_verified: true });
  assert.match(changed.ticket, new RegExp(`^https://${domain}/u/reset-verify\\?ticket=[\\w-]{43}#$`));
  const verified = await tickets.verifyEmail({ user_id: user.user_id, result_url: 'https://app.example.com/done' });
  assert.match(verified.ticket, new RegExp(`^https://${domain}/u/email-verification\\?ticket=[\\w-]{43}#$`));
  await refused(tickets.verifyEmail({ user_id: 'auth0|nobody' }), 404, 'inexistent_user');
  assert.equal((await fetch(verified.ticket)).status, 200);
});

test('mails go out by the provider, and a job tells so', async () => {
  const smtp = { smtp_host: '127.0.0.1', smtp_port: server.address().port };
  await emails.provider.create({ name: 'smtp', default_from_address: 'id@example.com', credentials: smtp });
  const job = await jobs.verificationEmail.create({ user_id: user.user_id });
  assert.equal(job.type, 'verification_email');
  assert.match(await received(), /^To: ada@example\.com\r$/m);
  let read = await jobs.get(job.id);
  for (let tries = 0; read.status === 'pending' && tries < 600; tries += 1) {
    await new Promise((done) => setTimeout(done, 100));
    read = await jobs.get(job.id);
  }
  assert.deepEqual(read, { ...job, status: 'completed' });
  await refused(jobs.get('job_0000000000000000'), 404, 'inexistent_job');
});

test('an application asks for a new password for whom it does not know', async () => {
  const ask = async (email) => {
    const answer = await fetch(`https://${domain}/dbconnections/change_password`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: clientId, email, connection }),
    });
    return [answer.status, answer.headers.get('content-type'), await answer.text()];
  };
  const sent = [200, 'text/html; charset=utf-8', "We've just sent you an email to reset your password."];
  assert.deepEqual(await ask('ada@example.com'), sent);
  assert.match(await received(), /^Subject: Reset\r$/m);
  assert.deepEqual(await ask('nobody@example.com'), sent);
});

test('e-mail is closed to who lacks the scope', async () => {
  const other = await stranger();
  await forbidden(other.tickets.changePassword({ user_id: 'x' }), 'create:user_tickets');
  await forbidden(other.tickets.verifyEmail({ user_id: 'x' }), 'create:user_tickets');
  await forbidden(other.jobs.verificationEmail.create({ user_id: 'x' }), 'update:users');
  await forbidden(other.jobs.get('x'), 'create:users,read:users');
  await forbidden(other.emails.provider.get(), 'read:email_provider');
  await forbidden(other.emailTemplates.get('reset_email'), 'read:email_templates');
});
