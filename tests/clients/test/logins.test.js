// What logins leave behind, of a person who really logs in: `management.userGrants`, `management.sessions`, `management.refreshTokens`,
// `management.users.sessions` and `.refreshToken`, `management.actions.executions`.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { callback, login } from '../support/login.js';
import { all, audience, forbidden, management, refused, stranger } from '../support/management.js';

const { actions, clients, connections, refreshTokens, sessions, userGrants, users } = management;
const password = 'Correct-Horse-9';

let client, user;
before(async () => {
  const [connection] = await all(connections.list({ strategy: ['auth0'] }));
  // An application of somebody else's: people are asked, and what they said is a grant.
  const made = { name: 'Calendar', app_type: 'regular_web', callbacks: [callback], grant_types: ['authorization_code', 'refresh_token'] };
  client = await clients.create({ ...made, is_first_party: false });
  await connections.update(connection.id, { is_domain_connection: true });
  user = (await users.create({ connection: connection.name, email: 'ada@example.com', password })).user_id;
});
const log_in = () => login(client, { username: 'ada@example.com', password });

test('a session is read, given metadata, and ended', async () => {
  await log_in();
  const [listed] = await all(users.sessions.list(user, { take: 1 }));
  assert.equal(listed.user_id, user);
  assert.deepEqual(await sessions.get(listed.id), listed);
  const changed = await sessions.update(listed.id, { session_metadata: { device: 'desk' } });
  assert.deepEqual(changed.session_metadata, { device: 'desk' });
  await refused(sessions.update(listed.id, { session_metadata: 1 }), 400, /on property session_metadata\.$/);
  await sessions.revoke(listed.id);
  await refused(sessions.get(listed.id), 404, /session does not exist/);
});

test('a refresh token is read, given metadata, and ended', async () => {
  const { refresh_token } = await log_in();
  assert.equal(typeof refresh_token, 'string');
  const [listed] = (await all(users.refreshToken.list(user, { take: 1 })));
  assert.equal(listed.client_id, client.client_id);
  assert.ok((await all(refreshTokens.list({ user_id: user, take: 1 }))).some(({ id }) => id === listed.id));
  assert.deepEqual(await refreshTokens.get(listed.id), listed);
  const changed = await refreshTokens.update(listed.id, { refresh_token_metadata: { device: 'desk' } });
  assert.deepEqual(changed.refresh_token_metadata, { device: 'desk' });
  await refused(refreshTokens.update(listed.id, { refresh_token_metadata: 1 }), 400, /on property refresh_token_metadata\.$/);
  await refreshTokens.delete(listed.id);
  await refused(refreshTokens.get(listed.id), 404, /refresh token does not exist/);
});

test('what a person allowed is listed and withdrawn', async () => {
  await log_in();
  const [grant] = await all(userGrants.list({ user_id: user, per_page: 1 }));
  assert.equal(grant.clientID, client.client_id);
  await userGrants.delete(grant.id);
  assert.deepEqual(await all(userGrants.list({ user_id: user })), []);
  await log_in();
  await userGrants.deleteByUserId({ user_id: user });
  assert.deepEqual(await all(userGrants.list({ user_id: user })), []);
  await refused(userGrants.list({ per_page: 1000 }), 400, 'invalid_query_string');
});

test('the run of an Action in a login is read', async () => {
  const code = "exports.onExecutePostLogin = async (event) => { console.log('seen'); };";
  const { id } = await actions.create({ name: 'Runs', supported_triggers: [{ id: 'post-login', version: 'v3' }], code });
  while ((await actions.get(id)).status !== 'built') await new Promise((done) => setTimeout(done, 20));
  await actions.deploy(id);
  await actions.triggers.bindings.updateMany('post-login', { bindings: [{ ref: { type: 'action_id', value: id } }] });
  await log_in();
  const answer = await management.fetch(`${audience}users/${encodeURIComponent(user)}/logs?per_page=10`);
  const event = (await answer.json()).find(({ type }) => type === 's');
  const [execution] = event.details.actions.executions;
  const run = await actions.executions.get(execution);
  assert.deepEqual([run.id, run.trigger_id, run.status], [execution, 'post-login', 'final']);
  assert.equal(run.results[0].action_name, 'Runs');
});

test('they are closed to who lacks the scope', async () => {
  const other = await stranger();
  await forbidden(other.userGrants.list(), 'read:grants');
  await forbidden(other.userGrants.delete('x'), 'delete:grants');
  await forbidden(other.sessions.get('x'), 'read:sessions');
  await forbidden(other.refreshTokens.get('x'), 'read:refresh_tokens');
});
