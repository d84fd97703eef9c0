// Token exchange profiles: `management.tokenExchangeProfiles`, and the grant that goes by them.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { all, management, refused } from '../support/management.js';

const { actions, clients, connections, tokenExchangeProfiles } = management;
const subject_token_type = 'urn:acme:old-token';
const code = `exports.onExecuteCustomTokenExchange = async (event, api) => {
  if (event.transaction.subject_token !== 'good') return api.access.rejectInvalidSubjectToken('It is not good.');
  api.authentication.setUserByConnection('Username-Password-Authentication', { user_id: 'old-1', email: 'old@example.com' },
    { creationBehavior: 'create_if_not_exists', updateBehavior: 'none' });
};`;

async function deployed(name) {
  const { id } = await actions.create({ name, code, supported_triggers: [{ id: 'custom-token-exchange', version: 'v1' }] });
  for (let tries = 0; (await actions.get(id)).status !== 'built'; tries += 1) {
    assert.ok(tries < 3000, 'the Action is not built');
    await new Promise((done) => setTimeout(done, 20));
  }
  await actions.deploy(id);
  return id;
}

test('a profile is made, listed, changed and deleted, and its Action cannot be deleted meanwhile', async () => {
  const action_id = await deployed('exchange');
  const given = { name: 'Old tokens', subject_token_type: 'urn:acme:first', action_id, type: 'custom_authentication' };
  const made = await tokenExchangeProfiles.create(given);
  assert.match(made.id, /^tep_[0-9A-Za-z]{16}$/);
  assert.deepEqual(await tokenExchangeProfiles.get(made.id), made);
  assert.deepEqual(await all(tokenExchangeProfiles.list({ take: 1 })), [made]);
  await refused(tokenExchangeProfiles.create(given), 409, /^subject_token_type already exists for tenant$/);
  await refused(tokenExchangeProfiles.create({ ...given, subject_token_type: 'urn:ietf:params:oauth:token-type:jwt' }), 400, /reserved/);
  await refused(actions.delete(action_id, { force: true }), 409, /token exchange profile/);
  await tokenExchangeProfiles.update(made.id, { subject_token_type: 'urn:acme:second' });
  assert.equal((await tokenExchangeProfiles.get(made.id)).subject_token_type, 'urn:acme:second');
  await refused(tokenExchangeProfiles.update(made.id, { name: 'x' }), 400, /too short/);
  await tokenExchangeProfiles.delete(made.id);
  await refused(tokenExchangeProfiles.get(made.id), 404, /^Token Exchange Profile not found\.$/);
  await actions.delete(action_id);
});

test('an application that is allowed it exchanges a token by the profile', async () => {
  const action_id = await deployed('exchange again');
  await tokenExchangeProfiles.create({ name: 'Old tokens', subject_token_type, action_id, type: 'custom_authentication' });
  const token_exchange = { allow_any_profile_of_type: ['custom_authentication'] };
  const client = await clients.create({ name: 'Old app', app_type: 'regular_web', token_exchange });
  assert.deepEqual(client.token_exchange, token_exchange);
  const [database] = await all(connections.list({ name: 'Username-Password-Authentication' }));
  await connections.clients.update(database.id, [{ client_id: client.client_id, status: true }]);
  const ask = (subject_token) =>
    fetch(`https://${process.env.AUTH0_DOMAIN}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange', client_id: client.client_id, client_secret: client.client_secret,
        subject_token, subject_token_type, scope: 'openid',
      }),
    });
  const good = await ask('good');
  assert.equal(good.status, 200);
  const { id_token, issued_token_type } = await good.json();
  assert.equal(JSON.parse(Buffer.from(id_token.split('.')[1], 'base64url')).sub, 'auth0|old-1');
  assert.equal(issued_token_type, 'urn:ietf:params:oauth:token-type:access_token');
  const bad = await ask('bad');
  assert.deepEqual([bad.status, await bad.json()], [400, { error: 'invalid_request', error_description: 'It is not good.' }]);
});
