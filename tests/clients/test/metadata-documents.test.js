// Applications that are taken from the address of their metadata document: `management.clients` once more, with a server of their makers.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { listen } from '../support/listen.js';
import { forbidden, management, refused, stranger } from '../support/management.js';

const { clients } = management;

let makers;
let document;
before(async () => {
  makers = await listen((request, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(document)));
});
after(() => makers.stop());

test('an application is previewed, taken and brought up to date', async () => {
  const address = `${makers.url}/client.json`;
  document = { client_id: address, client_name: 'Notes', redirect_uris: ['https://notes.example.com/callback'] };
  const preview = await clients.previewCimdMetadata({ external_client_id: address });
  assert.equal(preview.validation.valid, true);
  assert.deepEqual(preview.mapped_fields.callbacks, document.redirect_uris);
  const made = await clients.registerCimdClient({ external_client_id: address });
  assert.equal(made.client_id, address);
  const shown = await clients.get(address);
  assert.deepEqual([shown.name, shown.is_first_party, shown.external_client_id], ['Notes', false, address]);
  assert.equal((await clients.registerCimdClient({ external_client_id: address })).client_id, address);
});

test('a document that is none is named', async () => {
  const address = `${makers.url}/other.json`;
  document = { client_id: `${makers.url}/client.json` };
  assert.equal((await clients.previewCimdMetadata({ external_client_id: address })).validation.valid, false);
  await refused(clients.registerCimdClient({ external_client_id: address }), 400, 'invalid_body');
  await refused(clients.previewCimdMetadata({ external_client_id: 'nowhere' }), 400, 'invalid_body');
  await forbidden((await stranger()).clients.registerCimdClient({ external_client_id: address }), 'create:clients,update:clients');
});
