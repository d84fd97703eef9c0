// Organizations: `management.organizations` with connections, members, members' roles and invitations; `management.users.organizations`.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { all, forbidden, management, refused, stranger } from '../support/management.js';

const { clients, connections, organizations, roles, users } = management;
const none = /^No organization found by that id or name$/;

let ada;
before(async () => {
  const connection = 'Username-Password-Authentication';
  ada = (await users.create({ connection, email: 'ada@example.com', password: 'Correct-Horse-9' })).user_id;
});

test('an organization is created, read, changed and deleted', async () => {
  const made = await organizations.create({ name: 'acme', display_name: 'Acme Inc.', metadata: { plan: 'gold' } });
  assert.match(made.id, /^org_[0-9A-Za-z]{16}$/);
  assert.deepEqual(await organizations.get(made.id), made);
  assert.deepEqual(await organizations.getByName('acme'), made);
  await refused(organizations.create({ name: 'acme' }), 409, /^An organization with this name already exists\.$/);
  assert.equal((await organizations.update(made.id, { display_name: 'Acme' })).display_name, 'Acme');
  await refused(organizations.create({ name: 'Not A Name' }), 400, /on property name\.$/);
  assert.deepEqual(await all(organizations.clients.list(made.id)), []);
  assert.deepEqual(await all(organizations.clientGrants.list(made.id)), []);
  await organizations.delete(made.id);
  await refused(organizations.get(made.id), 404, none);
});

test('the pager goes through all organizations', async () => {
  for (let n = 0; n < 5; n += 1) await organizations.create({ name: `many-${n}` });
  const listed = (await all(organizations.list({ take: 2 }))).map(({ name }) => name);
  assert.deepEqual(listed.filter((name) => name.startsWith('many-')).sort(), [0, 1, 2, 3, 4].map((n) => `many-${n}`));
});

test('connections are enabled for an organization and taken', async () => {
  const connection = await connections.create({ name: 'staff', strategy: 'auth0' });
  const { id } = await organizations.create({ name: 'with-connections' });
  const added = await organizations.enabledConnections.add(id, { connection_id: connection.id, assign_membership_on_login: true });
  assert.deepEqual(added.connection, { name: 'staff', strategy: 'auth0' });
  assert.deepEqual(await organizations.enabledConnections.get(id, connection.id), added);
  const changed = await organizations.enabledConnections.update(id, connection.id, { show_as_button: false });
  assert.equal(changed.show_as_button, false);
  assert.deepEqual(await all(organizations.enabledConnections.list(id, { per_page: 1 })), [changed]);
  assert.equal((await all(organizations.connections.list(id)))[0].is_enabled, true);
  await organizations.enabledConnections.delete(id, connection.id);
  assert.deepEqual(await all(organizations.enabledConnections.list(id)), []);

  const newer = organizations.connections;
  await newer.create(id, { connection_id: connection.id });
  assert.equal((await newer.update(id, connection.id, { is_enabled: false })).is_enabled, false);
  assert.equal((await newer.get(id, connection.id)).connection_id, connection.id);
  await newer.delete(id, connection.id);
  await refused(newer.get(id, connection.id), 404, /./);
  await refused(newer.create(id, { connection_id: 'con_nothing' }), 400, /^The specified connection does not exist\.$/);
  await refused(newer.create(id, {}), 400, /Missing required property: connection_id/);
});

test('members come, have roles in the organization, and go', async () => {
  const { id } = await organizations.create({ name: 'with-members' });
  const role = await roles.create({ name: 'Clerk' });
  await organizations.members.create(id, { members: [ada] });
  await organizations.members.roles.assign(id, ada, { roles: [role.id] });
  assert.deepEqual((await all(organizations.members.roles.list(id, ada, { per_page: 1 }))).map(({ name }) => name), ['Clerk']);
  const [member] = await all(organizations.members.list(id, { take: 1, fields: 'user_id,roles' }));
  assert.deepEqual(member, { user_id: ada, roles: [{ id: role.id, name: 'Clerk' }] });
  assert.deepEqual((await all(users.organizations.list(ada))).map(({ name }) => name), ['with-members']);
  await organizations.members.roles.delete(id, ada, { roles: [role.id] });
  await organizations.members.delete(id, { members: [ada] });
  assert.deepEqual(await all(organizations.members.list(id)), []);
  await refused(organizations.members.create(id, { members: ['auth0|nobody'] }), 404, 'inexistent_user');
});

test('somebody is invited to an organization', async () => {
  const initiate_login_uri = 'https://app.example.com/login';
  const client = await clients.create({ name: 'Inviting', app_type: 'regular_web', initiate_login_uri, organization_usage: 'allow' });
  const { id } = await organizations.create({ name: 'with-invitations' });
  const wanted = { inviter: { name: 'Ada' }, invitee: { email: 'bob@example.com' }, client_id: client.client_id };
  const made = await organizations.invitations.create(id, wanted);
  assert.equal(made.invitation_url, `${initiate_login_uri}?invitation=${made.ticket_id}&organization=${id}&organization_name=with-invitations`);
  assert.deepEqual(await organizations.invitations.get(id, made.id), made);
  assert.deepEqual(await all(organizations.invitations.list(id)), [made]);
  await organizations.invitations.delete(id, made.id);
  await refused(organizations.invitations.get(id, made.id), 404, 'inexistent_invitation');
  await refused(organizations.invitations.create(id, { ...wanted, client_id: 'nobody' }), 400, /^The specified client_id does not exist\.$/);
});

test('organizations are closed to who lacks the scope', async () => {
  const other = await stranger();
  await forbidden(other.organizations.list(), 'read:organizations,read:organizations_summary');
  await forbidden(other.organizations.create({ name: 'x' }), 'create:organizations');
  await forbidden(other.organizations.update('x', {}), 'update:organizations');
  await forbidden(other.organizations.delete('x'), 'delete:organizations');
  await forbidden(other.organizations.enabledConnections.add('x', { connection_id: 'y' }), 'create:organization_connections');
  await forbidden(other.organizations.members.create('x', { members: [] }), 'create:organization_members');
  await forbidden(other.organizations.members.roles.assign('x', 'y', { roles: [] }), 'create:organization_member_roles');
  await forbidden(other.organizations.invitations.list('x'), 'read:organization_invitations');
  await forbidden(other.users.organizations.list('x'), 'read:organizations');
});
