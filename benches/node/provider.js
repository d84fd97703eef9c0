// oidc-provider, the certified one of Node, with what its server needs and nothing else: an adapter in memory that forgets nothing, one
// application, one API, keys of its own. The other side of `benches/server.rs`.
//   node provider.js WORKERS CODES
// Prints one line of JSON: the port, the processes, and as many codes of logins with `openid` and of others without it as are wanted; with
// several workers there are none, because each worker has a memory of its own. Ends with its standard input.
'use strict';

const cluster = require('node:cluster');
const { createHash, generateKeyPairSync, randomUUID } = require('node:crypto');

const [workers, codes] = process.argv.slice(2).map(Number);

// Nobody reads on after the one line.
console.log = console.info = console.warn = console.error;

// What both sides are asked for: see the Rust side.
const CLIENT = { client_id: 'application', client_secret: 'a-secret-of-the-two-sides', redirect_uri: 'https://app.example.com/callback' };
const VERIFIER = 'a-verifier-of-more-than-forty-three-characters~';
const API = 'urn:api';

class Memory {
  static #all = new Map();
  #model;

  constructor(model) {
    this.#model = model;
  }

  async upsert(id, payload) {
    Memory.#all.set(`${this.#model}:${id}`, payload);
  }

  async find(id) {
    return Memory.#all.get(`${this.#model}:${id}`);
  }

  async consume(id) {
    Memory.#all.get(`${this.#model}:${id}`).consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    Memory.#all.delete(`${this.#model}:${id}`);
  }

  async revokeByGrantId() {}
}

function keys() {
  const made = [
    ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ];
  return made.map(([alg, { privateKey }]) => ({ ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: randomUUID() }));
}

async function start(jwks) {
  const { default: Provider } = await import('oidc-provider');
  const provider = new Provider('http://127.0.0.1', {
    adapter: Memory,
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    clients: [{
      client_id: CLIENT.client_id,
      client_secret: CLIENT.client_secret,
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['authorization_code', 'client_credentials'],
      redirect_uris: [CLIENT.redirect_uri],
    }],
    cookies: { keys: ['of a benchmark'] },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => ({
          scope: 'read write', audience: resource, accessTokenTTL: 86_400, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: 'ann@example.com', email_verified: true }) }),
    jwks: { keys: jwks },
    pkce: { required: () => true },
    scopes: ['openid', 'email', 'read', 'write'],
    ttl: { AuthorizationCode: 3600, Grant: 86_400 },
  });
  const server = provider.listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  return { port: server.address().port, provider };
}

/** The code of a login, as `/auth` gives it at the end of one. */
async function code(provider, client, scope) {
  const grant = new provider.Grant({ accountId: 'ann', clientId: CLIENT.client_id });
  grant.addOIDCScope(scope);
  const given = new provider.AuthorizationCode({
    accountId: 'ann',
    acr: undefined,
    authTime: Math.floor(Date.now() / 1000),
    claims: {},
    client,
    codeChallenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    codeChallengeMethod: 'S256',
    grantId: await grant.save(),
    gty: 'authorization_code',
    nonce: 'a-nonce-of-the-two-sides',
    redirectUri: CLIENT.redirect_uri,
    scope,
  });
  return given.save();
}

async function main() {
  if (cluster.isWorker) {
    const { port } = await start(JSON.parse(process.env.BENCH_KEYS));
    process.send(port);
    return;
  }
  process.stdin.resume().once('end', () => process.exit());
  const jwks = keys();
  const said = { port: 0, pids: [process.pid], openid: [], plain: [] };
  if (workers > 1) {
    const forked = Array.from({ length: workers }, () => cluster.fork({ BENCH_KEYS: JSON.stringify(jwks) }));
    const ports = await Promise.all(forked.map((worker) => new Promise((done) => worker.once('message', done))));
    said.port = ports[0];
    said.pids.push(...forked.map((worker) => worker.process.pid));
  } else {
    const { port, provider } = await start(jwks);
    const client = await provider.Client.find(CLIENT.client_id);
    said.port = port;
    for (let n = 0; n < codes; n += 1) {
      said.openid.push(await code(provider, client, 'openid email'));
      said.plain.push(await code(provider, client, 'read'));
    }
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
