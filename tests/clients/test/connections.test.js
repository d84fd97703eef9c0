// Connections and the applications that use them: `management.connections`.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { all, forbidden, management, refused, stranger } from '../support/management.js';

const { connections, clients, users } = management;

test('a database is created, read, changed and deleted', async () => {
  const made = await connections.create({ name: 'staff', strategy: 'auth0', options: { disable_signup: true } });
  assert.match(made.id, /^con_/);
  assert.deepEqual(await connections.get(made.id), made);
  await refused(connections.create({ name: 'staff', strategy: 'auth0' }), 409, /^A connection with the same name already exists$/);

  const changed = await connections.update(made.id, { options: { passwordPolicy: 'fair' }, display_name: 'Staff' });
  assert.deepEqual(changed.options, { passwordPolicy: 'fair' });
  assert.equal(changed.display_name, 'Staff');

  await connections.delete(made.id);
  await refused(connections.get(made.id), 404, 'inexistent_connection');
});

test('the pager goes through all connections', async () => {
  for (let n = 0; n < 5; n += 1) await connections.create({ name: `many-${n}`, strategy: 'auth0' });
  const listed = (await all(connections.list({ take: 2 }))).map(({ name }) => name);
  assert.equal(listed.filter((name) => name.startsWith('many-')).length, 5);
  assert.equal(new Set(listed).size, listed.length);
  assert.deepEqual((await all(connections.list({ name: 'many-3' }))).map(({ name }) => name), ['many-3']);
  assert.deepEqual(await all(connections.list({ strategy: ['ad', 'waad'] })), []);
  assert.deepEqual((await all(connections.list({ strategy: ['ad', 'auth0'] }))).length, listed.length);
});

test('applications are enabled and disabled', async () => {
  const { id } = await connections.create({ name: 'partners', strategy: 'auth0' });
  const ids = [];
  for (let n = 0; n < 3; n += 1) ids.push((await clients.create({ name: `Partner ${n}` })).client_id);
  await connections.clients.update(id, ids.map((client_id) => ({ client_id, status: true })));
  const enabled = await all(connections.clients.get(id, { take: 2 }));
  assert.deepEqual(enabled.map(({ client_id }) => client_id).sort(), ids.toSorted());
  await connections.clients.update(id, [{ client_id: ids[0], status: false }]);
  assert.equal((await all(connections.clients.get(id))).length, 2);
  await refused(connections.clients.update(id, [{ client_id: 'nobody', status: true }]), 404, 'inexistent_client');
  await refused(connections.clients.get('con_nothing'), 404, 'inexistent_connection');
});

test('the connections of an application are listed', async () => {
  const { client_id } = await clients.create({ name: 'Desk' });
  for (let n = 0; n < 3; n += 1) await connections.create({ name: `desk-${n}`, strategy: 'auth0', enabled_clients: [client_id] });
  const listed = (await all(clients.connections.get(client_id, { take: 2 }))).map(({ name }) => name);
  assert.deepEqual(listed.filter((name) => name.startsWith('desk-')).sort(), ['desk-0', 'desk-1', 'desk-2']);
  await refused(clients.connections.get('nobody'), 404, 'inexistent_client');
  await refused(clients.connections.get(client_id, { from: '!' }), 400, 'invalid_query_string');
});

test('a connection may be the whole domain\'s, says that it is there, and gives up a user by the address', async () => {
  const { id, name } = await connections.create({ name: 'domain', strategy: 'auth0', is_domain_connection: true });
  assert.equal((await connections.get(id)).is_domain_connection, true);
  await connections.checkStatus(id);
  await refused(connections.checkStatus('con_nothing'), 404, 'inexistent_connection');

  const { user_id } = await users.create({ connection: name, email: 'ada@example.com', password: 'Correct-Horse-9' });
  const other = await users.create({ connection: 'Username-Password-Authentication', email: 'ada@example.com', password: 'Correct-Horse-9' });
  await connections.users.deleteByEmail(id, { email: 'Ada@example.com' });
  await connections.users.deleteByEmail(id, { email: 'ada@example.com' });
  await refused(users.get(user_id), 404, 'inexistent_user');
  assert.equal((await users.get(other.user_id)).email, 'ada@example.com');
  await refused(connections.users.deleteByEmail(id, { email: '' }), 400, /Missing required property: email/);
  await refused(connections.users.deleteByEmail('con_nothing', { email: 'ada@example.com' }), 404, 'inexistent_connection');
});

test('what is wrong with a connection is named', async () => {
  await refused(connections.create({ strategy: 'auth0' }), 400, /Missing required property: name/);
  await refused(connections.create({ name: 'x', strategy: 'pigeon' }), 400, /No enum match for: pigeon.* on property strategy/);
  await refused(connections.create({ name: 'x', strategy: 'auth0', options: { y: 1 } }), 400, /not allowed: y' on property options/);
  await refused(connections.update('con_nothing', {}), 404, 'inexistent_connection');
});

test('a custom database keeps its scripts, shows no value of its configuration, and says what is wrong with a script', async () => {
  const login = 'function login(email, password, callback) { callback(new WrongUsernameOrPasswordError(email)); }';
  const options = { enabledDatabaseCustomization: true, import_mode: true, customScripts: { login }, configuration: { KEY: 'hush' } };
  const made = await connections.create({ name: 'old-users', strategy: 'auth0', options });
  assert.deepEqual([made.options.customScripts, made.options.configuration], [{ login }, { KEY: '_VALUE_NOT_SHOWN_' }]);
  const { options: read } = await connections.get(made.id);
  assert.deepEqual((await connections.update(made.id, { options: read })).options, read);
  const broken = { ...read, customScripts: { login: 'function login(email password) {}' } };
  await refused(connections.update(made.id, { options: broken }), 400, /databases\/old-users\/login\.js:1:22/);
  await connections.delete(made.id);
});

test('connections are closed to who lacks the scope', async () => {
  const other = (await stranger()).connections;
  await forbidden(other.list(), 'read:connections');
  await forbidden(other.get('x'), 'read:connections');
  await forbidden(other.create({ name: 'x', strategy: 'auth0' }), 'create:connections');
  await forbidden(other.update('x', {}), 'update:connections');
  await forbidden(other.delete('x'), 'delete:connections');
  await forbidden(other.clients.get('x'), 'read:connections');
  await forbidden(other.clients.update('x', []), 'update:connections');
});
