// The SDK as an application has it, and what a test says of an answer.

import assert from 'node:assert/strict';

import { ManagementClient, ManagementError } from 'auth0';

import { record } from './surface.js';

const { AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: clientSecret, ANTEROOM_CALLS: calls } = process.env;

/** Where the API is; also what its tokens are for. */
export const audience = `https://${domain}/api/v2/`;

/** May do everything. */
export const management = new ManagementClient({ domain, clientId, clientSecret });
if (calls) record(management, calls);

/** An application that gets tokens of the Management API which open nothing. */
export async function stranger() {
  const client = await management.clients.create({ name: 'stranger', app_type: 'non_interactive', grant_types: ['client_credentials'] });
  await management.clientGrants.create({ client_id: client.client_id, audience, scope: [] });
  return new ManagementClient({ domain, clientId: client.client_id, clientSecret: client.client_secret });
}

/** The call fails with this status, and with these words or this code. */
export async function refused(call, status, what) {
  const error = await Promise.resolve(call).then(() => assert.fail('the call succeeded'), (error) => error);
  assert.ok(error instanceof ManagementError, String(error));
  const said = JSON.stringify(error.body);
  assert.equal(error.statusCode, status, said);
  assert.equal(error.body.statusCode, status, said);
  assert.ok(what instanceof RegExp ? what.test(error.body.message) : error.body.errorCode === what, said);
}

/** The call fails for want of one of these scopes, which the answer names. */
export const forbidden = (call, scopes) => refused(call, 403, new RegExp(`^Insufficient scope, expected any of: ${scopes}$`));

/** Everything that the auto-pager brings, page by page. */
export async function all(pager) {
  const items = [];
  for await (const item of await pager) items.push(item);
  return items;
}
