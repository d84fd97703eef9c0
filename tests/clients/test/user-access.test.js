// What stands below a user: identities, sessions, refresh tokens, blocks, authentication methods.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { all, forbidden, management, refused, stranger } from '../support/management.js';

const { users, sessions, refreshTokens, userBlocks } = management;
const connection = 'Username-Password-Authentication';
const password = 'Correct-Horse-9';

const make = (email) => users.create({ connection, email, password });
const inner = ({ user_id }) => user_id.slice('auth0|'.length);

test('accounts are linked and taken apart', async () => {
  const [ann, bob] = [await make('ann@example.com'), await make('bob@example.com')];
  const linked = await users.identities.link(ann.user_id, { provider: 'auth0', user_id: inner(bob) });
  assert.deepEqual(linked.map(({ user_id }) => user_id), [inner(ann), inner(bob)]);
  assert.equal(linked[1].profileData.email, 'bob@example.com');
  assert.deepEqual((await users.get(ann.user_id)).identities, linked);
  await refused(users.get(bob.user_id), 404, 'inexistent_user');
  await refused(users.identities.link(ann.user_id, { provider: 'auth0', user_id: inner(bob) }), 409, /already exists/);
  await refused(users.identities.link(ann.user_id, { link_with: 'nonsense' }), 400, /^Invalid token \(link_with\)\.$/);
  await refused(users.identities.delete(ann.user_id, 'auth0', inner(ann)), 400, /^Main identity cannot be removed\.$/);

  const left = await users.identities.delete(ann.user_id, 'auth0', inner(bob));
  assert.deepEqual(left.map(({ user_id }) => user_id), [inner(ann)]);
  assert.equal((await users.get(bob.user_id)).email, 'bob@example.com');
});

test('sessions and refresh tokens of a user are listed and ended', async () => {
  const { user_id } = await make('cyd@example.com');
  assert.deepEqual(await all(users.sessions.list(user_id)), []);
  assert.deepEqual(await all(users.refreshToken.list(user_id)), []);
  assert.deepEqual(await all(refreshTokens.list({ user_id })), []);
  await users.sessions.delete(user_id);
  await users.refreshToken.delete(user_id);
  await users.revokeAccess(user_id, { preserve_refresh_tokens: true });
  await users.revokeAccess(user_id);
  await refreshTokens.revoke({ user_id });
  await refused(refreshTokens.revoke({ audience: 'https://api.example.com/' }), 400, /^Invalid combination of parameters\.$/);
  await refused(users.sessions.list('auth0|nobody'), 404, 'inexistent_user');
  await refused(sessions.get('none'), 404, /^The session does not exist\.$/);
  await refused(sessions.update('none', { session_metadata: { a: 'b' } }), 404, /session does not exist/);
  await sessions.delete('none');
  await refused(sessions.revoke('none'), 404, /session does not exist/);
  await refused(refreshTokens.get('none'), 404, /^The refresh token does not exist\.$/);
  await refused(refreshTokens.update('none', { refresh_token_metadata: {} }), 404, /refresh token does not exist/);
  await refreshTokens.delete('none');
});

test('the events of a user are read', async () => {
  const { user_id } = await make('dan@example.com');
  const events = await all(users.logs.list(user_id, { sort: 'date:-1', per_page: 5 }));
  assert.ok(events.every((event) => event.user_id === user_id));
});

test('blocks are read and lifted', async () => {
  const { user_id } = await make('eve@example.com');
  assert.deepEqual((await userBlocks.list(user_id)).blocked_for, []);
  assert.deepEqual((await userBlocks.listByIdentifier({ identifier: 'eve@example.com' })).blocked_for, []);
  await userBlocks.delete(user_id);
  await userBlocks.deleteByIdentifier({ identifier: 'eve@example.com' });
  await refused(userBlocks.list('auth0|nobody'), 404, 'inexistent_user');
});

test('a password is the only authentication method of who has enrolled no other', async () => {
  const { user_id } = await make('fay@example.com');
  const methods = await all(users.authenticationMethods.list(user_id));
  assert.deepEqual(methods.map(({ type }) => type), ['password']);
  assert.deepEqual(await users.authenticationMethods.get(user_id, methods[0].id), methods[0]);
  await refused(users.authenticationMethods.create(user_id, { type: 'totp', name: 'x' }), 501, /enrolled by their users/);
  await refused(users.authenticationMethods.set(user_id, []), 501, /enrolled by their users/);
  await refused(users.authenticationMethods.update(user_id, methods[0].id, { name: 'x' }), 501, /enrolled by their users/);
  await refused(users.authenticationMethods.get(user_id, 'totp|none'), 404, /./);
  await refused(users.authenticationMethods.delete(user_id, 'totp|none'), 404, /./);
  await refused(users.authenticationMethods.delete(user_id, methods[0].id), 400, /^A password cannot be removed/);
  await users.authenticationMethods.deleteAll(user_id);
  assert.deepEqual(await all(users.connectedAccounts.list(user_id)), []);
  await users.authenticators.deleteAll(user_id);
  await users.multifactor.invalidateRememberBrowser(user_id);
  await users.multifactor.deleteProvider(user_id, 'duo');
  assert.deepEqual(await users.enrollments.get(user_id), []);
  await refused(users.regenerateRecoveryCode(user_id), 404, /^Enrollment not found\.$/);
});

test('they are closed to who lacks the scope', async () => {
  const other = await stranger();
  await forbidden(other.users.identities.link('x', { provider: 'auth0', user_id: 'y' }), 'update:users');
  await forbidden(other.users.sessions.list('x'), 'read:sessions');
  await forbidden(other.users.refreshToken.delete('x'), 'delete:refresh_tokens');
  await forbidden(other.users.logs.list('x'), 'read:logs,read:logs_users');
  await forbidden(other.users.authenticationMethods.list('x'), 'read:authentication_methods');
  await forbidden(other.users.authenticators.deleteAll('x'), 'delete:guardian_enrollments');
  await forbidden(other.users.revokeAccess('x'), 'delete:sessions,delete:refresh_tokens');
  await forbidden(other.sessions.revoke('x'), 'delete:sessions,delete:refresh_tokens');
  await forbidden(other.refreshTokens.revoke({ ids: ['x'] }), 'delete:refresh_tokens');
  await forbidden(other.userBlocks.delete('x'), 'update:users');
});
