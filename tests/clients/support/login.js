// A login as a person does it, on the hosted pages: cookies, forms, and the code that the application exchanges.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';

const { AUTH0_DOMAIN: domain } = process.env;
const origin = `https://${domain}`;

export const callback = 'https://app.example.com/callback';

/** Logs in at `client` and allows what is asked for; the tokens. */
export async function login(client, { username, password, scope = 'openid offline_access' }) {
  const cookies = new Map();
  const send = async (url, form) => {
    const headers = { cookie: [...cookies].map((pair) => pair.join('=')).join('; '), origin };
    const body = form && new URLSearchParams(form);
    const answer = await fetch(new URL(url, origin), { method: form ? 'POST' : 'GET', headers, body, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name, value] = cookie.split(';')[0].split(/=(.*)/s);
      cookies.set(name, value);
    }
    return { to: answer.headers.get('location'), page: await answer.text() };
  };

  const code_verifier = randomBytes(32).toString('base64url');
  const challenge = { code_challenge: createHash('sha256').update(code_verifier).digest('base64url'), code_challenge_method: 'S256' };
  const request = { client_id: client.client_id, response_type: 'code', redirect_uri: callback, scope, state: 'x', ...challenge };
  let { to } = await send(`/authorize?${new URLSearchParams(request)}`);
  while (to?.startsWith('/u/')) {
    const { page } = await send(to);
    const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1];
    const fields = to.startsWith('/u/consent') ? { action: 'accept' } : { username, password };
    ({ to } = await send(to, { csrf, ...fields }));
  }
  const code = to && new URL(to).searchParams.get('code');
  assert.ok(code, `the login ended at ${to}`);
  const { client_id, client_secret } = client;
  const answer = await fetch(`${origin}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', client_id, client_secret, code, code_verifier, redirect_uri: callback }),
  });
  return answer.json();
}
