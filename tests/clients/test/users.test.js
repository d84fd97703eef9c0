// Users: `management.users`, and users by e-mail.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { all, forbidden, management, refused, stranger } from '../support/management.js';

const { users } = management;
const connection = 'Username-Password-Authentication';
const password = 'Correct-Horse-9';

test('a user is created, read, changed and deleted', async () => {
  const made = await users.create({ connection, email: 'ada@example.com', password, user_metadata: { plan: 'free' } });
  assert.match(made.user_id, /^auth0\|[0-9a-f]{24}$/);
  assert.deepEqual(made.identities, [{ connection, user_id: made.user_id.slice(6), provider: 'auth0', isSocial: false }]);
  assert.deepEqual(await users.get(made.user_id), made);
  await refused(users.create({ connection, email: 'ada@example.com', password }), 409, 'auth0_idp_error');

  const changed = await users.update(made.user_id, { user_metadata: { colour: 'blue' }, app_metadata: { tier: 1 }, blocked: true });
  assert.deepEqual(changed.user_metadata, { plan: 'free', colour: 'blue' });
  assert.deepEqual(changed.app_metadata, { tier: 1 });
  assert.equal(changed.blocked, true);
  assert.deepEqual(await users.listUsersByEmail({ email: 'ada@example.com' }), [changed]);

  await users.delete(made.user_id);
  await refused(users.get(made.user_id), 404, 'inexistent_user');
  assert.deepEqual(await users.listUsersByEmail({ email: 'ada@example.com' }), []);
});

test('the pager goes through all users', async () => {
  const made = [];
  for (let n = 0; n < 5; n += 1) made.push((await users.create({ connection, email: `many-${n}@example.com`, password })).user_id);
  const listed = (await all(users.list({ per_page: 2 }))).map(({ user_id }) => user_id);
  assert.equal(new Set(listed).size, listed.length);
  assert.ok(made.every((id) => listed.includes(id)));

  const page = await users.list({ per_page: 2 });
  assert.equal(page.response.total, listed.length);
  const found = await all(users.list({ q: 'email:"many-3@example.com"', search_engine: 'v3' }));
  assert.deepEqual(found.map(({ user_id }) => user_id), [made[3]]);
});

test('users are searched by any field and sorted', async () => {
  const made = [];
  for (const [n, plan] of ['gold', 'free', 'gold'].entries()) {
    made.push(await users.create({ connection, email: `find-${n}@example.org`, name: `Find Me ${n}`, password, app_metadata: { plan, n } }));
  }
  const find = async (q, more = {}) => (await all(users.list({ q, search_engine: 'v3', ...more }))).map(({ user_id }) => user_id);
  const ids = (...which) => which.map((n) => made[n].user_id);
  assert.deepEqual(await find('email.domain:example.org AND app_metadata.plan:gold', { sort: 'name:-1' }), ids(2, 0));
  assert.deepEqual(await find('name:"find me 1" OR name:*me\\ 2', { sort: 'name:1' }), ids(1, 2));
  assert.deepEqual(await find('app_metadata.n:[1 TO *] NOT app_metadata.plan:free'), ids(2));
  assert.deepEqual(await find(`user_id:(${ids(0, 1).map((id) => `"${id}"`).join(' OR ')})`, { sort: 'app_metadata.n:1' }), ids(0, 1));
  assert.deepEqual(await find('_exists_:app_metadata.none'), []);
  await refused(users.list({ q: 'name:(', search_engine: 'v3' }), 400, 'invalid_query_string');
  await refused(users.list({ q: 'name:*ab' }), 400, /at least 3 characters/);
});

test('what is wrong with a user is named', async () => {
  await refused(users.create({ email: 'x@example.com', password }), 400, /Missing required property: connection/);
  await refused(users.create({ connection: 'nowhere', email: 'x@example.com', password }), 400, /^Connection does not exist\.$/);
  await refused(users.create({ connection, email: 'x@example.com', password, logins_count: 3 }), 400, /not allowed: logins_count/);
  await refused(users.create({ connection, email: 'x@example.com', password: 'short' }), 400, /PasswordStrengthError/);
  await refused(users.update('auth0|000000000000000000000000', { name: 'x' }), 404, 'inexistent_user');
  await refused(users.list({ page: 100, per_page: 50 }), 400, /first 1000 records/);
});

test('users are closed to who lacks the scope', async () => {
  const other = (await stranger()).users;
  await forbidden(other.list(), 'read:users');
  await forbidden(other.get('x'), 'read:users');
  await forbidden(other.listUsersByEmail({ email: 'x@example.com' }), 'read:users');
  await forbidden(other.create({ connection }), 'create:users');
  await forbidden(other.update('x', {}), 'update:users,update:users_app_metadata');
  await forbidden(other.delete('x'), 'delete:users');
});
