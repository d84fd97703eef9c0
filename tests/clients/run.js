// Runs every test file against a server of its own: what a file makes of its tenant no other file sees. The server is started here
// and not in the files, because Node reads NODE_EXTRA_CA_CERTS before any script of the process runs.
//
//   node run.js [part of a file's name]

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startServer } from './support/server.js';

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, 'test');
const part = process.argv[2] ?? '';
// The one that looks at what all the others have called comes last.
const LAST = 'surface.test.js';
// Which clients meet plain http: those in Chromium, which sends no cookie in a frame from a page on http to a server on https, and one
// of Node.
const PLAIN = ['auth0-spa-js.test.js', 'oauth4webapi.test.js', 'oidc-client-ts.test.js'];
// What our server asks for itself is on loopback as well.
const PRIVATE = ['metadata-documents.test.js', 'upstream.test.js'];
const names = readdirSync(folder).filter((name) => name.endsWith('.test.js') && name.includes(part)).sort();
const files = [...names.filter((name) => name !== LAST), ...names.filter((name) => name === LAST)];

// What the sample tenant's Actions depend on, packed from what npm ci has installed: no registry is asked.
const packages = mkdtempSync(join(tmpdir(), 'anteroom-packages-'));
execFileSync('npm', ['pack', '--loglevel=error', '--ignore-scripts', '--pack-destination', packages, './node_modules/ms'], {
  cwd: here,
  stdio: ['ignore', 'ignore', 'inherit'],
});

// Which methods of the SDK were called is known only where all files run.
const calls = join(packages, 'calls.txt');
writeFileSync(calls, '');
const recording = part === '' ? { ANTEROOM_CALLS: calls } : {};

let failed = files.length === 0;
for (const file of files) {
  const server = await startServer(packages, { plain: PLAIN.includes(file), private: PRIVATE.includes(file) });
  try {
    const env = { ...process.env, ...server.env, ...recording };
    const child = spawn(process.execPath, ['--test', join(folder, file)], { env, stdio: 'inherit' });
    const code = await new Promise((done) => child.once('exit', done).once('error', done));
    if (code !== 0) {
      failed = true;
      process.stderr.write(server.log());
    }
  } finally {
    await server.stop();
  }
}
rmSync(packages, { recursive: true, force: true });
process.exitCode = failed ? 1 : 0;
