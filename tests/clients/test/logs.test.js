// The tenant log: `management.logs`.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { all, audience, forbidden, management, refused, stranger } from '../support/management.js';

const { clients, logs } = management;

test('events are found, read one by one, and paged by number and by checkpoint', async () => {
  for (let n = 0; n < 5; n += 1) await clients.create({ name: `Told ${n}` });
  const found = await all(logs.list({ per_page: 2, search: 'type:sapi' }));
  assert.ok(found.length >= 5);
  assert.ok(found.every(({ type }) => type === 'sapi'));
  assert.deepEqual(await logs.get(found[0].log_id), found[0]);

  const page = await logs.list({ per_page: 2 });
  assert.equal(page.data.length, 2);
  const oldest = (await all(logs.list({ per_page: 100 }))).at(-1);
  // The typed method does not know checkpoints; the SDK's own fetch asks for them.
  const answer = await management.fetch(`${audience}logs?from=${oldest.log_id}&take=3`);
  const after = await answer.json();
  assert.equal(after.length, 3);
  assert.ok(after.every(({ log_id }) => log_id !== oldest.log_id));
});

test('the log is searched', async () => {
  const created = await all(logs.list({ search: 'type:(sapi OR fapi) AND description:"Create a client" NOT _exists_:user_id', sort: 'date:1' }));
  assert.ok(created.length >= 5);
  assert.ok(created.every(({ description }) => description === 'Create a client'));
  assert.deepEqual(await all(logs.list({ search: 'type:sap* AND date:[2000 TO 2001]' })), []);
  await refused(logs.list({ search: 'colour:red' }), 400, 'invalid_query_string');
});

test('what is wrong is named', async () => {
  await refused(logs.get('90020000000000000000000000000000000000000000000000000'), 404, /^Log not found\.$/);
  await refused(logs.list({ per_page: 1000 }), 400, 'invalid_query_string');
  await refused(logs.list({ page: 100, per_page: 50 }), 400, /1000/);
});

test('the log is closed to who lacks the scope', async () => {
  const other = (await stranger()).logs;
  await forbidden(other.list(), 'read:logs,read:logs_users');
  await forbidden(other.get('x'), 'read:logs,read:logs_users');
});
