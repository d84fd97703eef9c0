// Applications and their grants: `management.clients`, `management.clientGrants`.

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { before, test } from 'node:test';

import { all, forbidden, management, refused, stranger } from '../support/management.js';

const { clients, clientGrants, resourceServers } = management;

let other;
before(async () => (other = await stranger()));

test('an application is created, read, changed, given another secret and deleted', async () => {
  const made = await clients.create({ name: 'Shop', app_type: 'regular_web', callbacks: ['https://shop.example.com/callback'] });
  assert.match(made.client_id, /^[0-9A-Za-z]{32}$/);
  assert.equal(made.client_secret.length, 64);
  assert.deepEqual(await clients.get(made.client_id), made);

  const changed = await clients.update(made.client_id, { description: 'Sells things', client_metadata: { tier: 'gold' } });
  assert.equal(changed.description, 'Sells things');
  assert.deepEqual(changed.client_metadata, { tier: 'gold' });

  const rotated = await clients.rotateSecret(made.client_id);
  assert.equal(rotated.client_id, made.client_id);
  assert.notEqual(rotated.client_secret, made.client_secret);

  await clients.delete(made.client_id);
  await refused(clients.get(made.client_id), 404, 'inexistent_client');
});

test('an answer shows the fields that are asked for', async () => {
  const made = await clients.create({ name: 'Fields' });
  assert.deepEqual(await clients.get(made.client_id, { fields: 'name,client_id' }), { name: 'Fields', client_id: made.client_id });
  const without = await clients.get(made.client_id, { fields: 'name', include_fields: false });
  assert.equal(without.name, undefined);
  assert.equal(without.client_id, made.client_id);
});

test('the pager goes through all applications', async () => {
  const made = [];
  for (let n = 0; n < 5; n += 1) made.push(await clients.create({ name: `Many ${n}`, app_type: 'spa' }));
  const listed = (await all(clients.list({ per_page: 2, app_type: 'spa' }))).map(({ client_id }) => client_id);
  assert.deepEqual(listed.sort(), made.map(({ client_id }) => client_id).sort());

  const first = await clients.list({ per_page: 2, app_type: 'spa' });
  assert.equal(first.data.length, 2);
  assert.equal(first.response.total, 5);
  assert.ok(first.hasNextPage());
  const second = await first.getNextPage();
  assert.equal(second.data.length, 2);

  const global = await all(clients.list({ is_global: true }));
  assert.deepEqual(global.map(({ name }) => name), ['All Applications']);
});

test('what is wrong with an application is named', async () => {
  await refused(clients.create({}), 400, /Missing required property: name/);
  await refused(clients.create({ name: 'x', client_id: 'mine' }), 400, /Additional properties not allowed: client_id/);
  await refused(clients.create({ name: 'x', app_type: 'toaster' }), 400, /No enum match for: toaster.* on property app_type/);
  await refused(clients.list({ per_page: 1000 }), 400, 'invalid_query_string');
  await refused(clients.update('nobody', { name: 'x' }), 404, 'inexistent_client');
  await refused(clients.rotateSecret('nobody'), 404, 'inexistent_client');
});

test('an application gets a public key to prove itself by, which is listed, ends, and goes when nothing uses it', async () => {
  const { client_id: id } = await clients.create({ name: 'Signer', app_type: 'non_interactive' });
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  const made = await clients.credentials.create(id, { credential_type: 'public_key', name: 'first', pem, alg: 'RS256' });
  assert.match(made.id, /^cred_/);
  assert.ok(made.kid);
  assert.deepEqual((await clients.credentials.list(id)).map((one) => one.id), [made.id]);
  assert.equal((await clients.credentials.get(id, made.id)).kid, made.kid);
  const ends = new Date(Date.now() + 86_400_000).toISOString();
  assert.equal((await clients.credentials.update(id, made.id, { expires_at: ends })).expires_at, ends);
  const methods = { private_key_jwt: { credentials: [{ id: made.id }] } };
  await clients.update(id, { client_authentication_methods: methods, token_endpoint_auth_method: null });
  await refused(clients.credentials.delete(id, made.id), 409, /./);
  await clients.update(id, { client_authentication_methods: null, token_endpoint_auth_method: 'client_secret_post' });
  await clients.credentials.delete(id, made.id);
  await refused(clients.credentials.get(id, made.id), 404, /./);
  await refused(clients.credentials.create(id, { credential_type: 'public_key', pem: 'none', alg: 'RS256' }), 400, /./);
  await refused(clients.credentials.create(id, { credential_type: 'public_key', pem, alg: 'HS256' }), 400, /alg/);
  await forbidden(other.clients.credentials.list(id), 'read:client_credentials');
});

test('applications are closed to who lacks the scope', async () => {
  await forbidden(other.clients.list(), 'read:clients,read:client_keys,read:client_summary');
  await forbidden(other.clients.create({ name: 'x' }), 'create:clients');
  await forbidden(other.clients.update('x', {}), 'update:clients,update:client_keys');
  await forbidden(other.clients.delete('x'), 'delete:clients');
  await forbidden(other.clients.rotateSecret('x'), 'update:client_keys');
});

test('a grant is created, found, changed and deleted', async () => {
  const client = await clients.create({ name: 'Machine', app_type: 'non_interactive' });
  const audience = 'https://grants.example.com';
  await resourceServers.create({ identifier: audience, name: 'Grants', scopes: [{ value: 'read:a' }, { value: 'read:b' }] });
  const wanted = { client_id: client.client_id, audience, scope: ['read:a'] };
  const grant = await clientGrants.create(wanted);
  assert.match(grant.id, /^cgr_/);
  await refused(clientGrants.create(wanted), 409, /already exists/);

  const changed = await clientGrants.update(grant.id, { scope: ['read:a', 'read:b'] });
  assert.deepEqual(changed.scope, ['read:a', 'read:b']);
  assert.deepEqual(await clientGrants.get(grant.id), changed);
  assert.deepEqual(await all(clientGrants.list({ audience })), [changed]);
  assert.deepEqual(await all(clientGrants.list({ client_id: client.client_id, take: 1 })), [changed]);
  assert.deepEqual(await all(clientGrants.organizations.list(grant.id, { take: 1 })), []);

  await clientGrants.delete(grant.id);
  await refused(clientGrants.get(grant.id), 404, 'inexistent_client_grant');
});

test('what is wrong with a grant is named', async () => {
  const client = await clients.create({ name: 'Granted nothing', app_type: 'non_interactive' });
  await refused(clientGrants.create({ client_id: client.client_id, scope: [] }), 400, /Missing required property: audience/);
  await refused(clientGrants.create({ client_id: client.client_id, audience: 'https://no.example.com', scope: [] }), 404, 'inexistent_resource_server');
  await refused(clientGrants.create({ client_id: 'nobody', audience: 'https://no.example.com', scope: [] }), 404, 'inexistent_client');
  await refused(clientGrants.update('cgr_nothing', { scope: [] }), 404, 'inexistent_client_grant');
});

test('grants are closed to who lacks the scope', async () => {
  await forbidden(other.clientGrants.list(), 'read:client_grants');
  await forbidden(other.clientGrants.create({ client_id: 'x', audience: 'y', scope: [] }), 'create:client_grants');
  await forbidden(other.clientGrants.update('x', { scope: [] }), 'update:client_grants');
  await forbidden(other.clientGrants.delete('x'), 'delete:client_grants');
});
