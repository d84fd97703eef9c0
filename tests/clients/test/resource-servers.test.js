// APIs: `management.resourceServers`.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { all, forbidden, management, refused, stranger } from '../support/management.js';

const { resourceServers } = management;

test('an API is created, read by id and by identifier, changed and deleted', async () => {
  const identifier = 'https://orders.example.com/v1';
  const made = await resourceServers.create({ identifier, name: 'Orders', scopes: [{ value: 'read:orders', description: 'Read' }] });
  assert.match(made.id, /^[0-9a-f]{24}$/);
  assert.deepEqual(await resourceServers.get(made.id), made);
  assert.deepEqual(await resourceServers.get(identifier), made);
  await refused(resourceServers.create({ identifier }), 409, /already exists/);

  const changed = await resourceServers.update(made.id, { token_lifetime: 3600, allow_offline_access: true });
  assert.equal(changed.token_lifetime, 3600);
  assert.equal(changed.allow_offline_access, true);

  await resourceServers.delete(made.id);
  await refused(resourceServers.get(made.id), 404, 'inexistent_resource_server');
});

test('the pager goes through all APIs', async () => {
  for (let n = 0; n < 5; n += 1) await resourceServers.create({ identifier: `https://many.example.com/${n}` });
  const listed = (await all(resourceServers.list({ per_page: 2 }))).map(({ identifier }) => identifier);
  assert.equal(listed.filter((identifier) => identifier.startsWith('https://many.example.com/')).length, 5);
  assert.equal(new Set(listed).size, listed.length);
});

test('what is wrong with an API is named', async () => {
  await refused(resourceServers.create({}), 400, /Missing required property: identifier/);
  await refused(resourceServers.create({ identifier: 'https://x.example.com', is_system: true }), 400, /not allowed: is_system/);
  await refused(resourceServers.update('ffffffffffffffffffffffff', { name: 'x' }), 404, 'inexistent_resource_server');
  const system = (await all(resourceServers.list())).find(({ is_system }) => is_system);
  await refused(resourceServers.update(system.id, { name: 'Mine' }), 400, /^System resource servers cannot be patched\.$/);
});

test('APIs are closed to who lacks the scope', async () => {
  const other = (await stranger()).resourceServers;
  await forbidden(other.list(), 'read:resource_servers');
  await forbidden(other.get('x'), 'read:resource_servers');
  await forbidden(other.create({ identifier: 'x' }), 'create:resource_servers');
  await forbidden(other.update('x', {}), 'update:resource_servers');
  await forbidden(other.delete('x'), 'delete:resource_servers');
});
