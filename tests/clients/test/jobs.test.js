// Jobs: `management.jobs`, users in and out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

import { all, forbidden, management, refused, stranger } from '../support/management.js';

const { connections, jobs, users } = management;

const database = async () => (await all(connections.list({ strategy: ['auth0'] })))[0].id;
const file = (people) => Buffer.from(JSON.stringify(people));

async function ended({ id }) {
  for (;;) {
    const job = await jobs.get(id);
    if (job.status === 'completed' || job.status === 'failed') return job;
    await wait(20);
  }
}

test('users are imported, changed by another import, and exported', async () => {
  const connection_id = await database();
  const password_hash = '$2b$10$abcdefghijklmnopqrstuu6HCkuoHyKCAj/GTnHQaomnkOwhLo8py';
  const people = [
    { email: 'ann@example.com', user_id: 'one', name: 'Ann', password_hash },
    { email: 'bob@example.com', user_id: 'two', email_verified: true },
    { email: 'nobody', custom_password_hash: { algorithm: 'md5', hash: { value: 'x' } } },
  ];
  const made = await jobs.usersImports.create({ users: file(people), connection_id, external_id: 'first', send_completion_email: false });
  assert.equal(made.type, 'users_import');
  assert.equal(made.external_id, 'first');
  const job = await ended(made);
  assert.deepEqual(job.summary, { failed: 1, updated: 0, inserted: 2, total: 3 });
  const [wrong] = await jobs.errors.get(made.id);
  assert.equal(wrong.user.custom_password_hash, '*****');
  assert.ok(wrong.errors.some(({ code, path }) => code === 'INVALID_FORMAT' && path === 'email'));
  assert.equal((await users.get('auth0|two')).email_verified, true);

  const again = await jobs.usersImports.create({ users: file([{ email: 'ann@example.com', name: 'Anna' }]), connection_id, upsert: true });
  assert.equal((await ended(again)).summary.updated, 1);
  await jobs.errors.get(again.id);
  assert.equal((await users.get('auth0|one')).name, 'Anna');

  const fields = [{ name: 'user_id', export_as: 'id' }, { name: 'name' }];
  const out = await ended(await jobs.usersExports.create({ connection_id, format: 'json', fields }));
  const answer = await fetch(out.location);
  const lines = gunzipSync(Buffer.from(await answer.arrayBuffer())).toString().trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(lines.find(({ id }) => id === 'auth0|one'), { id: 'auth0|one', name: 'Anna' });
  assert.equal((await fetch(out.location)).status, 404);
});

test('a job that cannot be done says why', async () => {
  const made = await jobs.usersImports.create({ users: Buffer.from('no JSON'), connection_id: await database() });
  assert.equal((await ended(made)).status, 'failed');
  assert.match((await jobs.errors.get(made.id)).status_details, /valid JSON/);
  await refused(jobs.usersImports.create({ users: file([]), connection_id: 'con_0123456789abcdef' }), 400, /connection does not exist/);
  await refused(jobs.usersExports.create({ connection_id: 'con_0123456789abcdef' }), 400, /connection does not exist/);
  await refused(jobs.get('job_0123456789abcdef'), 404, 'inexistent_job');
});

test('jobs are closed to who lacks the scope', async () => {
  const other = (await stranger()).jobs;
  await forbidden(other.usersImports.create({ users: file([]), connection_id: 'x' }), 'create:users');
  await forbidden(other.usersExports.create({}), 'read:users');
  await forbidden(other.get('x'), 'create:users,read:users');
  await forbidden(other.errors.get('x'), 'create:users,read:users');
});
