// Schemathesis against a server of its own: it reads the description of the Management API and asks every operation with bodies and
// parameters that fit the description and with some that do not. No answer may be a 5xx or have a status that is not described.
//
//   node tests/openapi/run.js PATH-OF-SCHEMATHESIS [more of its arguments]

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { machineToken, serve } from '../support/serve.js';
import { fill } from './tenant.js';

// What is not asked, and why. Nothing else is left out.
const LEFT_OUT = {
  post_keys_signing_rotate: 'after a few rotations the key that signed the token of this run is forgotten, and all else would be a 401',
};

// What is asked for records that are not there alone, and why, beside the removal of the records themselves.
const NOT_OF_A_RECORD = {
  post_actions_actions_id_deploy: 'compiles the JavaScript engine, minutes in a debug build',
  post_actions_actions_id_test: 'runs in that engine',
  post_rules_id_test: 'runs in that engine',
};

// Cases of one operation in the phase that invents them; those at the bounds of a table come on top.
const EXAMPLES = 15;

// Operations that answered well at least once are no fewer than this: a run in which everything is refused proves little. The others
// want what no table can say (a script that parses, a user without a session), or something that is not there by then.
const GOOD = 140;

const here = dirname(fileURLToPath(import.meta.url));
const [schemathesis, ...more] = process.argv.slice(2);
assert.ok(schemathesis, 'usage: node tests/openapi/run.js PATH-OF-SCHEMATHESIS');

const { said, stop, log } = await serve({ args: ['--store', 'memory'], awaited: { issuer: /^Anteroom is ready at (\S+)/m } });
const api = `${said.issuer.replace(/\/$/, '')}/api/v2`;
const work = mkdtempSync(join(tmpdir(), 'anteroom-openapi-'));

/** Schemathesis' settings: what is there already, and where a 501 is an answer. */
function settings(operations, records) {
  const blocks = operations.map(({ method, path, operationId, responses }) => {
    const known = Object.keys(records).find((prefix) => path === prefix || path.startsWith(`${prefix}/`));
    const removed = method === 'delete' && path === known;
    const values = known !== undefined && !removed && !(operationId in NOT_OF_A_RECORD) ? records[known] : {};
    const named = Object.entries(values).filter(([name]) => path.includes(`{${name}}`));
    const parameters = named.map(([name, value]) => `"path.${name}" = ${JSON.stringify(value)}`);
    const statuses = '501' in responses ? ['[operations.checks.not_a_server_error]', 'expected-statuses = ["2xx", "3xx", "4xx", "501"]'] : [];
    return ['[[operations]]', `include-operation-id = "${operationId}"`, `parameters = { ${parameters.join(', ')} }`, ...statuses].join('\n');
  });
  return blocks.join('\n\n');
}

/** How many of the operations answered well at least once. */
function good(operations, har) {
  const { log: { entries } } = JSON.parse(readFileSync(har, 'utf8'));
  const well = entries.filter(({ response }) => response.status >= 200 && response.status < 300);
  const asked = new Set(well.map(({ request }) => `${request.method} ${new URL(request.url).pathname.replace('/api/v2', '')}`));
  // No parameter in a path, before one: `/custom-domains/default` is no domain's id.
  const byShape = operations.map(({ method, path }) => new RegExp(`^${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '[^/]+')}$`));
  byShape.sort((one, other) => one.source.split('[^').length - other.source.split('[^').length);
  return new Set([...asked].map((name) => byShape.findIndex((shape) => shape.test(name)))).size;
}

/** How many operations were asked. */
async function run() {
  const headers = { authorization: `Bearer ${await machineToken(new URL(api).origin, `${api}/`)}` };
  const call = async (method, path, body) => {
    const json = body && { 'content-type': 'application/json' };
    const answer = await fetch(`${api}${path}`, { method, headers: { ...headers, ...json }, body: body && JSON.stringify(body) });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const { paths } = await call('GET', '/openapi.json');
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, ...operation })),
  );
  const ids = new Set(operations.map(({ operationId }) => operationId));
  for (const id of [...Object.keys(LEFT_OUT), ...Object.keys(NOT_OF_A_RECORD)]) assert.ok(ids.has(id), `there is no ${id}`);
  for (const [id, why] of Object.entries(LEFT_OUT)) console.log(`left out: ${id}: ${why}`);
  writeFileSync(join(work, 'schemathesis.toml'), settings(operations, await fill(call)));
  const args = [
    ['run', `${api}/openapi.json`, '--header', `Authorization: ${headers.authorization}`],
    ['--checks', 'not_a_server_error,status_code_conformance', '--phases', 'examples,coverage,fuzzing', '--max-examples', EXAMPLES],
    ['--generation-deterministic', '--workers', 2, '--request-timeout', 60, '--continue-on-failure', '--no-shrink'],
    ['--no-color', '--warnings', 'off', '--report', 'har', '--report-har-path', join(work, 'asked.har')],
    Object.keys(LEFT_OUT).flatMap((id) => ['--exclude-operation-id', id]),
    more,
  ];
  const env = { ...process.env, SCHEMATHESIS_HOOKS: 'hooks', PYTHONPATH: here, PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(schemathesis, args.flat().map(String), { cwd: work, env, stdio: 'inherit' });
  const code = await new Promise((done) => child.once('exit', done).once('error', (error) => done(error.message)));
  assert.equal(code, 0, `schemathesis ended with ${code}`);
  // Were the token no longer good, everything would have been a 401, which is described.
  await call('GET', '/tenants/settings');
  const well = good(operations, join(work, 'asked.har'));
  console.log(`${well} of ${operations.length} operations answered well at least once`);
  assert.ok(well >= GOOD, `only ${well} did, of ${GOOD} that should`);
  return operations.length - Object.keys(LEFT_OUT).length;
}

try {
  // In the words of Node's test runner, which scripts/test.sh counts.
  console.log(`# pass ${await run()}`);
} catch (error) {
  console.error(`${log()}\n${error.message}`);
  console.log('# fail 1');
  process.exitCode = 1;
} finally {
  await stop();
  rmSync(work, { recursive: true, force: true });
}
