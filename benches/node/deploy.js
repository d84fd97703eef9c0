// What the deploy tool takes, itself included, to bring 100 applications and 100 Actions into a tenant and to export them again; beside
// it the export of a tenant that has nothing, which is the tool's own time and that of asking for what is not there.
//   node deploy.js
'use strict';

const { spawn } = require('node:child_process');
const { mkdtempSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, resolve } = require('node:path');

const MANY = 100;
const clients = resolve(__dirname, '../../tests/clients');
const tool = join(clients, 'node_modules/auth0-deploy-cli/lib/index.js');

/** How many files lie in the folder, and in those in it. */
const files = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;

const code = (n) => `exports.onExecutePostLogin = async (event, api) => {\n  api.idToken.setCustomClaim('https://example.com/n', ${n});\n};\n`;

/** A tenant in the tool's YAML format: JSON is YAML. */
const tenant = () => ({
  clients: Array.from({ length: MANY }, (_, n) => ({
    name: `Application ${n}`, app_type: 'regular_web', callbacks: [`https://app${n}.example.com/callback`], client_metadata: { n: String(n) },
  })),
  actions: Array.from({ length: MANY }, (_, n) => ({
    name: `action-${n}`, code: `./action-${n}.js`, deployed: true, runtime: 'node22', dependencies: [], secrets: [],
    supported_triggers: [{ id: 'post-login', version: 'v3' }],
  })),
});

async function timed(env, args) {
  const start = process.hrtime.bigint();
  const child = spawn(process.execPath, [tool, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const code = await new Promise((done) => child.once('close', done).once('error', done));
  if (code !== 0) throw new Error(said);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

async function main() {
  const { startServer } = await import(join(clients, 'support/server.js'));
  const folder = mkdtempSync(join(tmpdir(), 'anteroom-bench-'));
  const server = await startServer(folder);
  try {
    const input = join(folder, 'tenant.yaml');
    writeFileSync(input, JSON.stringify(tenant()));
    for (let n = 0; n < MANY; n += 1) writeFileSync(join(folder, `action-${n}.js`), code(n));
    const out = (name) => ['export', '--format', 'directory', '--output_folder', join(folder, name)];
    const rows = [
      ['a0deploy export, a new tenant', await timed(server.env, out('empty')), files(join(folder, 'empty')), ''],
      [`a0deploy import, ${MANY} applications and ${MANY} Actions`, await timed(server.env, ['import', '--input_file', input]), '', ''],
      ['a0deploy export of them', await timed(server.env, out('full')), files(join(folder, 'full')), '≤ 20'],
    ];
    const line = (name, ...rest) => console.log(name.padEnd(58) + rest.map((text) => ` ${String(text).padStart(12)}`).join(''));
    console.log();
    line('the deploy tool, itself included', 'seconds', 'files', 'goal s');
    for (const [name, seconds, written, goal] of rows) line(name, seconds.toFixed(1), written, goal);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
