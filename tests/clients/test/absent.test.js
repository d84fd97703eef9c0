// What this server does not have and tools ask for all the same: empty lists, and nothing that could be made.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { all, management, refused } from '../support/management.js';

const { branding, eventStreams, flows, forms, selfServiceProfiles, supplementalSignals } = management;

test('what is not there is an empty list', async () => {
  for (const list of [flows, flows.vault.connections, forms, selfServiceProfiles]) {
    assert.deepEqual(await all(list.list()), []);
    await refused(list.create({ name: 'x' }), 404, /^Not Found$/);
  }
  assert.deepEqual(await all(eventStreams.list()), []);
  assert.deepEqual((await branding.phone.providers.list()).providers, []);
  assert.deepEqual((await branding.phone.templates.list()).templates, []);
  await refused(supplementalSignals.get(), 403, 'feature_not_enabled');
});
