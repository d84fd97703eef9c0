// A really started server with TLS of its own making, on a free port, with a data directory of its own. The clients verify its
// certificate as operators are told to: the authority's certificate in NODE_EXTRA_CA_CERTS, which Node reads when it starts.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const binary = process.env.ANTEROOM_BIN ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug', 'anteroom');

const MACHINE = { id: 'client-tests', secret: 'a secret that only these tests know' };

/** Starts the server and waits until it says that it is ready. `env` is what its clients need; `packages` holds npm archives. */
export async function startServer(packages) {
  const data = mkdtempSync(join(tmpdir(), 'anteroom-clients-'));
  const child = spawn(binary, ['serve', '--tls-self-signed', '--listen', '127.0.0.1:0', '--data-dir', data], {
    cwd: data,
    env: {
      ...process.env,
      ANTEROOM_ADMIN_EMAIL: 'admin@example.com',
      ANTEROOM_ADMIN_PASSWORD: 'Correct-horse-7-battery',
      ANTEROOM_CLIENT_ID: MACHINE.id,
      ANTEROOM_CLIENT_SECRET: MACHINE.secret,
      ANTEROOM_NPM_DIRECTORY: packages,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((done) => child.once('exit', done).once('error', done));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  let [printed, logged] = ['', ''];
  child.stderr.on('data', (text) => (logged = (logged + text).slice(-20_000)));
  const ready = new Promise((done) => {
    child.stdout.on('data', (text) => {
      printed += text;
      const issuer = /^Anteroom is ready at (\S+)/m.exec(printed)?.[1];
      const authority = /^Clients verify it with (.+)$/m.exec(printed)?.[1];
      if (issuer && authority) done({ issuer, authority });
    });
  });
  const started = await Promise.race([ready, ended]);
  if (!started?.issuer) {
    await stop();
    throw new Error(`the server did not become ready:\n${printed}${logged}`);
  }
  const env = {
    NODE_EXTRA_CA_CERTS: started.authority,
    AUTH0_DOMAIN: new URL(started.issuer).host,
    AUTH0_CLIENT_ID: MACHINE.id,
    AUTH0_CLIENT_SECRET: MACHINE.secret,
  };
  return { env, stop, log: () => logged };
}
