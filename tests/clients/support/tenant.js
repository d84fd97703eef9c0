// What a client library needs of the tenant: applications, people, APIs. All of it is made over the Management API, by plain requests:
// the SDK wants https, and some of the libraries are tried without.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import { machineToken } from '../../support/serve.js';

/** Where the server is, without a slash at the end. */
export const origin = process.env.ANTEROOM_ORIGIN;
/** What it calls itself. */
export const issuer = `${origin}/`;
/** The callback of applications that are no servers themselves: browsers stop before it. */
export const CALLBACK = 'https://app.example.com/callback';
/** Where such applications want people back after a logout. */
export const GOODBYE = 'https://app.example.com/goodbye';
/** The API that access tokens are for, where a test asks for one. */
export const API = 'https://api.example.com/';

const PASSWORD = 'Correct-Horse-9';
let token;

/** Asks the Management API; what it answers. */
export async function api(method, path, body) {
  token ??= await machineToken(origin, `${issuer}api/v2/`);
  const answer = await fetch(`${issuer}api/v2/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

/** A person who can log in. */
export async function person() {
  const email = `${randomUUID()}@example.com`;
  const [{ name: connection }] = await api('GET', 'connections?strategy=auth0');
  const { user_id: id } = await api('POST', 'users', { connection, email, password: PASSWORD, email_verified: true, name: 'Ada Lovelace' });
  return { id, email, password: PASSWORD };
}

/** Refresh tokens that are good once, without leeway. */
export const ROTATING = { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 0 };

/** An application: confidential, with rotating refresh tokens, unless `more` says otherwise. */
export function application(more = {}) {
  return api('POST', 'clients', {
    name: 'Acme Shop',
    app_type: 'regular_web',
    callbacks: [CALLBACK],
    allowed_logout_urls: [GOODBYE],
    grant_types: ['authorization_code', 'refresh_token'],
    refresh_token: ROTATING,
    ...more,
  });
}

/** One that keeps no secret. */
export const publicApplication = (more = {}) => application({ app_type: 'spa', token_endpoint_auth_method: 'none', ...more });

/** One whose people log in elsewhere. */
export const deviceApplication = () =>
  publicApplication({ app_type: 'native', grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'] });

/** One of somebody else's, whose users are asked. */
export async function thirdParty(more = {}) {
  const [{ id }] = await api('GET', 'connections?strategy=auth0');
  await api('PATCH', `connections/${id}`, { is_domain_connection: true });
  return application({ name: 'Calendar', is_first_party: false, ...more });
}

/** An application that signs with the key whose public half is `pem`. */
export function signingApplication(pem, alg, more = {}) {
  const credentials = [{ credential_type: 'public_key', name: 'the key', pem, alg }];
  return application({ client_authentication_methods: { private_key_jwt: { credentials } }, ...more });
}

/** The API called [`API`]. */
export function resourceServer() {
  const scopes = ['read:orders', 'write:orders'].map((value) => ({ value, description: value }));
  return api('POST', 'resource-servers', { identifier: API, name: 'Orders', scopes, allow_offline_access: true });
}
