// The server with TLS of its own making. The clients verify its certificate as operators are told to: the authority's certificate in
// NODE_EXTRA_CA_CERTS, which Node reads when it starts. Or the server on plain http, for clients in a browser that is told of no authority.

import { MACHINE, serve } from '../../support/serve.js';

/** Starts the server. `env` is what its clients need; `packages` holds npm archives. */
export async function startServer(packages, { plain = false, private: reachable = false } = {}) {
  const authority = plain ? {} : { authority: /^Clients verify it with (.+)$/m };
  const { said, stop, log } = await serve({
    args: plain ? [] : ['--tls-self-signed'],
    env: { ANTEROOM_NPM_DIRECTORY: packages, ANTEROOM_MAIL_RELAYS: '127.0.0.1', ...(reachable && { ANTEROOM_ALLOW_PRIVATE_EGRESS: 'true' }) },
    awaited: { issuer: /^Anteroom is ready at (\S+)/m, ...authority },
  });
  const { origin, host } = new URL(said.issuer);
  const env = {
    // For a test that starts another server.
    ANTEROOM_NPM_DIRECTORY: packages,
    ANTEROOM_ORIGIN: origin,
    AUTH0_DOMAIN: host,
    AUTH0_CLIENT_ID: MACHINE.id,
    AUTH0_CLIENT_SECRET: MACHINE.secret,
  };
  if (!plain) env.NODE_EXTRA_CA_CERTS = said.authority;
  return { env, stop, log };
}
