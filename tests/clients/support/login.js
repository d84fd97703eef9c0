// A login as a person does it, on the hosted pages, and the code that the application exchanges.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';

import { Browser } from './browser.js';
import { CALLBACK as callback, origin } from './tenant.js';

export { callback };

/** Logs in at `client` and allows what is asked for; the tokens. */
export async function login(client, { username, password, scope = 'openid offline_access' }) {
  const code_verifier = randomBytes(32).toString('base64url');
  const challenge = { code_challenge: createHash('sha256').update(code_verifier).digest('base64url'), code_challenge_method: 'S256' };
  const request = { client_id: client.client_id, response_type: 'code', redirect_uri: callback, scope, state: 'x', ...challenge };
  const browser = new Browser();
  const to = await browser.logIn(`${origin}/authorize?${new URLSearchParams(request)}`, { email: username, password }, { until: callback });
  const code = to.url.searchParams.get('code');
  assert.ok(code, `the login ended at ${to.url}`);
  const { client_id, client_secret } = client;
  const answer = await fetch(`${origin}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', client_id, client_secret, code, code_verifier, redirect_uri: callback }),
  });
  return answer.json();
}
