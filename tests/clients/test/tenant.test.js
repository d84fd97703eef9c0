// The tenant: `management.tenants.settings`, `management.keys.signing`.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { forbidden, management, refused, stranger } from '../support/management.js';

const { keys, tenants } = management;

let other;
before(async () => (other = await stranger()));

test('settings are read and changed', async () => {
  const changed = await tenants.settings.update({ friendly_name: 'Acme', session_lifetime: 24, flags: { enable_client_connections: false } });
  assert.equal(changed.friendly_name, 'Acme');
  assert.deepEqual(await tenants.settings.get(), changed);
  assert.deepEqual(await tenants.settings.get({ fields: 'friendly_name,session_lifetime' }), { friendly_name: 'Acme', session_lifetime: 24 });
  await refused(tenants.settings.update({ session_lifetime: 0 }), 400, /less than minimum.* on property session_lifetime/);
  await refused(tenants.settings.update({ unknown: true }), 400, /Additional properties not allowed: unknown/);
  await forbidden(other.tenants.settings.get(), 'read:tenant_settings');
  await forbidden(other.tenants.settings.update({}), 'update:tenant_settings');
});

test('signing keys are closed to who lacks the scope', async () => {
  const { signing } = other.keys;
  await forbidden(signing.list(), 'read:signing_keys');
  await forbidden(signing.get('x'), 'read:signing_keys');
  await forbidden(signing.rotate(), 'create:signing_keys,update:signing_keys');
  await forbidden(signing.revoke('x'), 'update:signing_keys');
});

test('signing keys are listed, rotated and revoked', async () => {
  const [current] = (await keys.signing.list()).filter((key) => key.current);
  const rotated = await keys.signing.rotate();
  assert.notEqual(rotated.kid, current.kid);
  assert.equal((await keys.signing.get(rotated.kid)).current, true);
  const previous = await keys.signing.get(current.kid);
  assert.equal(previous.previous, true);
  await refused(keys.signing.revoke(rotated.kid), 400, /in use/);
  await refused(keys.signing.get('nothing'), 404, /^Signing key not found\.$/);
  await refused(keys.signing.revoke('nothing'), 404, /^Signing key not found\.$/);
  // The token of these tests is signed with the key that goes: this is the last call.
  assert.equal(typeof (await keys.signing.revoke(current.kid)).kid, 'string');
});
