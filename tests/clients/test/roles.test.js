// Roles, and the roles and permissions of users: `management.roles`, `management.users.roles`, `management.users.permissions`.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { all, forbidden, management, refused, stranger } from '../support/management.js';

const { resourceServers, roles, users } = management;
const resource_server_identifier = 'https://orders.example.com';
const permission = (permission_name) => ({ resource_server_identifier, permission_name });

let ada;
before(async () => {
  await resourceServers.create({ identifier: resource_server_identifier, name: 'Orders', scopes: [{ value: 'read' }, { value: 'write' }] });
  const connection = 'Username-Password-Authentication';
  ada = (await users.create({ connection, email: 'ada@example.com', password: 'Correct-Horse-9' })).user_id;
});

test('a role is created, read, changed and deleted', async () => {
  const made = await roles.create({ name: 'Clerk', description: 'Takes orders' });
  assert.match(made.id, /^rol_[0-9A-Za-z]{16}$/);
  assert.deepEqual(await roles.get(made.id), made);
  await refused(roles.create({ name: 'Clerk' }), 409, /^The role already exists\.$/);
  assert.equal((await roles.update(made.id, { name: 'Cashier' })).name, 'Cashier');
  await roles.delete(made.id);
  await refused(roles.get(made.id), 404, /^The role does not exist\.$/);
});

test('the pager goes through all roles', async () => {
  for (let n = 0; n < 5; n += 1) await roles.create({ name: `Many ${n}` });
  const listed = (await all(roles.list({ per_page: 2, name_filter: 'many' }))).map(({ name }) => name);
  assert.deepEqual(listed, [0, 1, 2, 3, 4].map((n) => `Many ${n}`));
});

test('permissions are added to a role and removed', async () => {
  const { id } = await roles.create({ name: 'Reader' });
  await roles.permissions.add(id, { permissions: [permission('read'), permission('write')] });
  const shown = { ...permission('read'), resource_server_name: 'Orders', description: '' };
  assert.deepEqual((await all(roles.permissions.list(id, { per_page: 1 })))[0], shown);
  await roles.permissions.delete(id, { permissions: [permission('write')] });
  assert.deepEqual(await all(roles.permissions.list(id)), [shown]);
  await refused(roles.permissions.add(id, { permissions: [permission('eat')] }), 400, /does not have the scope eat/);
});

test('roles and permissions are given to a user and taken', async () => {
  const { id } = await roles.create({ name: 'Writer' });
  await roles.permissions.add(id, { permissions: [permission('write')] });
  await roles.users.assign(id, { users: [ada] });
  assert.deepEqual((await all(roles.users.list(id, { take: 1 }))).map(({ user_id }) => user_id), [ada]);
  await users.roles.delete(ada, { roles: [id] });
  assert.deepEqual(await all(users.roles.list(ada)), []);
  await users.roles.assign(ada, { roles: [id] });
  assert.deepEqual((await all(users.roles.list(ada, { per_page: 1 }))).map(({ name }) => name), ['Writer']);

  await users.permissions.create(ada, { permissions: [permission('read')] });
  const held = await all(users.permissions.list(ada, { per_page: 1 }));
  const sources = held.map(({ permission_name, sources }) => [permission_name, sources.map(({ source_type }) => source_type)]);
  assert.deepEqual(sources, [['read', ['DIRECT']], ['write', ['ROLE']]]);
  await users.permissions.delete(ada, { permissions: [permission('read')] });
  assert.equal((await all(users.permissions.list(ada))).length, 1);

  await refused(roles.users.assign(id, { users: ['auth0|nobody'] }), 404, /^One or more of the users do not exist\.$/);
  await refused(users.roles.assign('auth0|nobody', { roles: [id] }), 404, 'inexistent_user');
});

test('roles are closed to who lacks the scope', async () => {
  const other = await stranger();
  await forbidden(other.roles.list(), 'read:roles');
  await forbidden(other.roles.create({ name: 'x' }), 'create:roles');
  await forbidden(other.roles.update('x', {}), 'update:roles');
  await forbidden(other.roles.delete('x'), 'delete:roles');
  await forbidden(other.roles.permissions.add('x', { permissions: [] }), 'update:roles');
  await forbidden(other.roles.users.assign('x', { users: [] }), 'update:roles,create:role_members');
  await forbidden(other.users.roles.assign('x', { roles: [] }), 'update:users,create:role_members');
  await forbidden(other.users.permissions.create('x', { permissions: [] }), 'update:users');
});
