// The server with TLS of its own making. The clients verify its certificate as operators are told to: the authority's certificate in
// NODE_EXTRA_CA_CERTS, which Node reads when it starts.

import { MACHINE, serve } from '../../support/serve.js';

/** Starts the server. `env` is what its clients need; `packages` holds npm archives. */
export async function startServer(packages) {
  const { said, stop, log } = await serve({
    args: ['--tls-self-signed'],
    env: { ANTEROOM_NPM_DIRECTORY: packages, ANTEROOM_MAIL_RELAYS: '127.0.0.1' },
    awaited: { issuer: /^Anteroom is ready at (\S+)/m, authority: /^Clients verify it with (.+)$/m },
  });
  const env = {
    // For a test that starts another server.
    ANTEROOM_NPM_DIRECTORY: packages,
    NODE_EXTRA_CA_CERTS: said.authority,
    AUTH0_DOMAIN: new URL(said.issuer).host,
    AUTH0_CLIENT_ID: MACHINE.id,
    AUTH0_CLIENT_SECRET: MACHINE.secret,
  };
  return { env, stop, log };
}
