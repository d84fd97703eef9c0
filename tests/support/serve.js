// A really started server on a free port, with a data directory of its own, for every suite that runs in Node.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
export const binary = process.env.ANTEROOM_BIN ?? join(target, 'debug', 'anteroom');

export const ADMIN = { email: 'admin@example.com', password: 'Correct-horse-7-battery' };
/** The client of the Management API. */
export const MACHINE = { id: 'the-tests', secret: 'a secret that only these tests know' };

/** A token of the Management API, from the server at `url`, for the API called `audience`. */
export async function machineToken(url, audience) {
  const answer = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id: MACHINE.id, client_secret: MACHINE.secret, audience }),
  });
  const { access_token: token } = await answer.json();
  if (!token) throw new Error(`there is no token for ${audience}: ${answer.status}`);
  return token;
}

/**
 * Starts the server with more arguments and environment, and waits for all of its lines in `awaited`: name → pattern. They come back
 * under their names, as what the pattern's first group matched.
 */
export async function serve({ args = [], env = {}, awaited }) {
  const data = mkdtempSync(join(tmpdir(), 'anteroom-test-'));
  // A client that a busy machine holds up for long must not find that its idle connection was closed meanwhile.
  const config = join(data, 'anteroom.toml');
  writeFileSync(config, '[http]\nhead_timeout_ms = 120000\n');
  const child = spawn(binary, ['serve', ...args, '--config', config, '--listen', '127.0.0.1:0', '--data-dir', data], {
    cwd: data,
    env: {
      ...process.env,
      ANTEROOM_ADMIN_EMAIL: ADMIN.email,
      ANTEROOM_ADMIN_PASSWORD: ADMIN.password,
      ANTEROOM_CLIENT_ID: MACHINE.id,
      ANTEROOM_CLIENT_SECRET: MACHINE.secret,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((done) => child.once('exit', () => done()).once('error', () => done()));
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
      const said = Object.entries(awaited).map(([name, pattern]) => [name, pattern.exec(printed)?.[1]]);
      if (said.every(([, found]) => found !== undefined)) done(Object.fromEntries(said));
    });
  });
  const said = await Promise.race([ready, ended]);
  if (said === undefined) {
    await stop();
    throw new Error(`the server did not become ready:\n${printed}${logged}`);
  }
  return { said, stop, log: () => logged };
}
