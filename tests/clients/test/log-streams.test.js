// Log streams and numbers: `management.logStreams`, `management.stats`.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { forbidden, management, refused, stranger } from '../support/management.js';

const { logStreams, stats } = management;
const sink = { httpEndpoint: 'https://logs.example.com/in', httpContentFormat: 'JSONARRAY', httpAuthorization: 'Bearer hush' };

test('a stream is made, listed, changed and deleted, and its secret is not told', async () => {
  const filters = [{ type: 'category', name: 'auth.login.fail' }];
  const made = await logStreams.create({ name: 'siem', type: 'http', filters, sink });
  assert.match(made.id, /^lst_[A-Za-z0-9]{16}$/);
  assert.deepEqual([made.status, made.sink.httpAuthorization], ['active', '*****']);
  assert.deepEqual(await logStreams.get(made.id), made);
  assert.ok((await logStreams.list()).some(({ id }) => id === made.id));
  const changed = await logStreams.update(made.id, { status: 'paused', sink: made.sink });
  assert.deepEqual([changed.status, changed.sink], ['paused', made.sink]);
  await logStreams.delete(made.id);
  await refused(logStreams.get(made.id), 404, /^The log stream does not exist\.$/);
});

test('what is wrong with a stream is named', async () => {
  await refused(logStreams.create({ type: 'http', sink: { ...sink, httpEndpoint: 'http://logs.example.com' } }), 400, 'invalid_body');
  await refused(logStreams.create({ type: 'datadog', sink }), 400, /datadogApiKey/);
});

test('days and active users are numbers', async () => {
  assert.equal(typeof (await stats.getActiveUsersCount()), 'number');
  assert.ok(Array.isArray(await stats.getDaily({ from: '20260101', to: '20261231' })));
});

test('both are closed to who lacks the scope', async () => {
  const other = await stranger();
  await forbidden(other.logStreams.list(), 'read:log_streams');
  await forbidden(other.logStreams.create({ type: 'http', sink }), 'create:log_streams');
  await forbidden(other.stats.getActiveUsersCount(), 'read:stats');
});
