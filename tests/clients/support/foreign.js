// Suites in other languages: they are told of the tenant by a story in the environment, and each of their tests is one here.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { key } from './keys.js';
import * as tenant from './tenant.js';

/** What such a suite works with, as JSON in STORY. */
export async function story() {
  const { pem, privatePem } = await key('RS256');
  const grants = { grant_types: ['client_credentials'], app_type: 'non_interactive' };
  await tenant.resourceServer();
  const made = {
    confidential: await tenant.application(),
    public: await tenant.publicApplication(),
    signing: await tenant.signingApplication(pem, 'RS256'),
    third_party: await tenant.thirdParty(),
    implicit: await tenant.application({ grant_types: ['implicit', 'authorization_code', 'refresh_token'] }),
    device: await tenant.deviceApplication(),
    machine: await tenant.application(grants),
  };
  await tenant.api('POST', 'client-grants', { client_id: made.machine.client_id, audience: tenant.API, scope: ['read:orders'] });
  await tenant.api('PATCH', 'tenants/settings', { flags: { enable_dynamic_client_registration: true } });
  // Whoever keeps no secret is told none.
  const told = ({ client_id, client_secret, token_endpoint_auth_method: method }) =>
    method === 'none' ? { client_id } : { client_id, client_secret };
  const applications = Object.entries(made).map(([name, client]) => [name, told(client)]);
  return {
    issuer: tenant.issuer,
    callback: tenant.CALLBACK,
    goodbye: tenant.GOODBYE,
    api: tenant.API,
    // One for each test: ten logins of one account from one address are what the server takes at once.
    people: await Promise.all(Array.from({ length: 20 }, tenant.person)),
    ...Object.fromEntries(applications),
    signing: { client_id: made.signing.client_id, private: privatePem },
  };
}

/** A test's line, of Rust's harness and of Python's: its name, and what became of it, of which `ok` alone is good. */
const LINE = /^(?:test )?(\w+)(?: \([\w.]+\))? \.\.\. (ok|FAILED|FAIL|ERROR|ignored.*|skipped.*)$/gm;
/** A test in a suite's source, of Rust and of Python. */
const TEST = /^(?:#\[test\]\s+fn (\w+)| +def (test_\w+))\(/gm;

/** Runs the suite; its tests, which are those in the file `source`, become those of `t`. */
export async function runSuite(t, source, command, args, env) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  const code = await new Promise((done) => child.once('close', done).once('error', (error) => ((said += error), done(-1))));
  const results = [...said.matchAll(LINE)];
  const tests = [...readFileSync(source, 'utf8').matchAll(TEST)].map(([, rust, python]) => rust ?? python);
  assert.ok(tests.length > 0, `${source} has no test`);
  assert.deepEqual(results.map(([, name]) => name).sort(), tests.sort(), said);
  for (const [, name, outcome] of results) {
    await t.test(name.replace(/^test_/, '').replaceAll('_', ' '), () => assert.equal(outcome, 'ok', said));
  }
  assert.equal(code, 0, said);
}
