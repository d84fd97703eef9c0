// auth0-deploy-cli with the sample tenant of examples-actions/tenant, in both of its formats: what is imported is exported again, and
// importing it a second time changes nothing. The tool's dry run says what an import would change.
//
// An Action with secrets and the values of Rules are always among the changes: no server tells them, so that the tool cannot compare them.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { binary } from '../../support/serve.js';
import { startServer } from '../support/server.js';

const tool = fileURLToPath(new URL('../node_modules/auth0-deploy-cli/lib/index.js', import.meta.url));
const sample = fileURLToPath(new URL('../../../examples-actions/tenant/', import.meta.url));
const directory = join(sample, 'directory');
const yaml = join(sample, 'yaml', 'tenant.yaml');
const groups = [
  'tenant', 'clients', 'clientGrants', 'resourceServers', 'roles', 'databases', 'actions', 'triggers', 'emailProvider', 'emailTemplates',
  'logStreams', 'organizations', 'rules', 'rulesConfigs', 'hooks', 'branding', 'prompts', 'tokenExchangeProfiles',
];
// The Action with a secret, and the rules config, which has a key and no name.
const always = ['UPDATE tier', 'UPDATE unnamed resource'];
const folder = mkdtempSync(join(tmpdir(), 'anteroom-deploy-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the tool, which must end without error, and returns what it said; with `null` for every group there is. */
async function a0deploy(args, included = groups) {
  const child = spawn(process.execPath, [tool, ...args], {
    env: {
      ...process.env,
      ...(included && { AUTH0_INCLUDED_ONLY: JSON.stringify(included) }),
      AUTH0_KEYWORD_REPLACE_MAPPINGS: JSON.stringify({
        TIERS_KEY: 'known to the tests alone',
        SMTP_USER: 'acme',
        SMTP_PASS: 'known to the tests alone',
      }),
      // What the first start made is no part of the sample.
      AUTH0_EXCLUDED_CLIENTS: '["Management API"]',
      AUTH0_EXCLUDED_RESOURCE_SERVERS: '["Management API"]',
      AUTH0_EXCLUDED_DATABASES: '["Username-Password-Authentication"]',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const code = await new Promise((done) => child.once('close', done).once('error', done));
  assert.equal(code, 0, said);
  return said;
}

/** What an import would change, as `UPDATE name`. `DELETE *` is what the tool leaves alone unless it is told to delete. */
async function changes(input) {
  const said = await a0deploy(['import', '--input_file', input, '--dry-run']);
  assert.match(said, /Dry Run completed successfully/);
  return [...said.matchAll(/│\s*(CREATE|UPDATE|DELETE|CONFLICT)\s*│\s*(.*?)\s*│/g)].map(([, what, name]) => `${what} ${name}`);
}

const files = (root) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)));

/** `whole` has everything that `part` has. */
function contains(whole, part, where) {
  if (Array.isArray(part)) {
    assert.equal(whole?.length, part.length, where);
    part.forEach((item, n) => contains(whole[n], item, `${where}[${n}]`));
  } else if (part && typeof part === 'object') {
    assert.equal(typeof whole, 'object', where);
    for (const [name, value] of Object.entries(part)) contains(whole[name], value, `${where}.${name}`);
  } else {
    assert.deepEqual(whole, part, where);
  }
}

test('a directory is imported, exported again file by file, and changes nothing the second time', async () => {
  await a0deploy(['import', '--input_file', directory]);
  const out = join(folder, 'directory');
  await a0deploy(['export', '--format', 'directory', '--output_folder', out]);
  // The values of rules configs cannot be read again, so that the tool exports none.
  for (const name of files(directory).filter((name) => !name.startsWith('rules-configs'))) {
    const [wanted, found] = [directory, out].map((root) => readFileSync(join(root, name), 'utf8'));
    if (!name.endsWith('.json')) {
      assert.equal(found, wanted, name);
      continue;
    }
    const part = JSON.parse(wanted);
    for (const secret of (name.startsWith('actions') && part.secrets) || []) delete secret.value;
    contains(JSON.parse(found), part, name);
  }
  assert.deepEqual(files(out).filter((name) => readFileSync(join(out, name), 'utf8').includes('known to the tests alone')), []);
  assert.deepEqual(await changes(directory), always);
});

test('the same tenant in YAML is no change, and what is exported as YAML is none either', async () => {
  assert.deepEqual(await changes(yaml), always);
  const out = join(folder, 'yaml');
  await a0deploy(['export', '--format', 'yaml', '--output_folder', out]);
  const again = await changes(join(out, 'tenant.yaml'));
  assert.deepEqual(again.filter((change) => !always.includes(change)), []);
});

/** Runs `anteroom tenant …` at a server whose clients need `env`. */
async function tenantAt(env, ...args) {
  const child = spawn(binary, ['tenant', ...args, '--json'], {
    env: {
      ...process.env,
      ANTEROOM_URL: `https://${env.AUTH0_DOMAIN}`,
      ANTEROOM_CLIENT_ID: env.AUTH0_CLIENT_ID,
      ANTEROOM_CLIENT_SECRET: env.AUTH0_CLIENT_SECRET,
      ANTEROOM_CA_CERT: env.NODE_EXTRA_CA_CERTS,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const code = await new Promise((done) => child.once('close', done).once('error', done));
  assert.equal(code, 0, said + out);
  return JSON.parse(out);
}
const tenant = (...args) => tenantAt(process.env, ...args);
const keywords = ['TIERS_KEY', 'SMTP_USER', 'SMTP_PASS'].flatMap((name) => ['--keyword', `${name}=known to the tests alone`]);

test('the command line and the tool read what the other wrote, and find nothing to change', async () => {
  const [ours, theirs] = [join(folder, 'ours'), join(folder, 'theirs')];
  await tenant('export', ours);
  await a0deploy(['export', '--format', 'directory', '--output_folder', theirs]);
  const both = files(ours).filter((name) => files(theirs).includes(name));
  for (const name of both) {
    const [mine, other] = [ours, theirs].map((root) => readFileSync(join(root, name), 'utf8'));
    if (!name.endsWith('.json')) assert.equal(mine, other, name);
  }
  for (const name of files(directory).filter((name) => !name.startsWith('rules-configs'))) assert.ok(both.includes(name), name);
  assert.equal(files(ours).some((name) => readFileSync(join(ours, name), 'utf8').includes('known to the tests alone')), false);

  // What the first start made is no part of the sample, and the tool is told to pass over its application.
  rmSync(join(ours, 'database-connections', 'Username-Password-Authentication'), { recursive: true });
  assert.deepEqual((await changes(ours)).filter((change) => !always.includes(change)), []);
  const values = [...keywords, '--keyword', 'SMTP_HOSTNAME=mail.acme.example.com', '--keyword', 'SMTP_PORT=587'];
  const said = await tenant('import', theirs, '--dry-run', ...values);
  // Grants of the Management API, which the tool writes and cannot bring in elsewhere, are passed over aloud.
  const ofManagement = ({ change, kind, name }) => change === 'skip' && kind === 'grants' && name.includes('/api/v2/');
  const differing = (change) => change.change !== 'unchanged' && change.kind !== 'email-provider' && !ofManagement(change);
  assert.deepEqual(said.changes.filter(differing), []);

  // What the tool wrote makes the same tenant elsewhere, once it has the value of the secret that nobody tells. What has a secret is
  // brought in each time.
  const tier = join(theirs, 'actions', 'tier.json');
  const action = JSON.parse(readFileSync(tier, 'utf8'));
  writeFileSync(tier, JSON.stringify({ ...action, secrets: [{ name: 'TIERS_KEY', value: '##TIERS_KEY##' }] }));
  const elsewhere = await startServer(process.env.ANTEROOM_NPM_DIRECTORY);
  try {
    const made = await tenantAt(elsewhere.env, 'import', theirs, ...values);
    assert.deepEqual(made.changes.filter(({ error }) => error), []);
    const again = await tenantAt(elsewhere.env, 'import', theirs, '--dry-run', ...values);
    assert.deepEqual(again.changes.filter(differing).map(({ kind, name }) => `${kind} ${name}`), ['actions tier']);
  } finally {
    await elsewhere.stop();
  }
});

test('reading what this server does not have ends without error', async () => {
  const absent = ['eventStreams', 'flows', 'flowVaultConnections', 'forms', 'phoneTemplates', 'selfServiceProfiles', 'supplementalSignals'];
  const missing = ['connectionProfiles', 'networkACLs', 'phoneProvider', 'rateLimitPolicies', 'riskAssessment', 'userAttributeProfiles'];
  const out = join(folder, 'absent');
  const included = [...absent, ...missing];
  assert.match(await a0deploy(['export', '--format', 'directory', '--output_folder', out], included), /Export Successful/);
});

test('everything that the tool knows is exported without an error', async () => {
  const out = join(folder, 'whole');
  const said = await a0deploy(['export', '--format', 'yaml', '--output_folder', out], null);
  assert.match(said, /Export Successful/);
  const written = readFileSync(join(out, 'tenant.yaml'), 'utf8');
  const missing = [...groups, 'attackProtection', 'guardianFactors'].filter((group) => !new RegExp(`^${group}:`, 'm').test(written));
  assert.deepEqual(missing, []);
});
