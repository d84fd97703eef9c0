// What is published works by itself.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = fileURLToPath(new URL('../', import.meta.url));

test('the package that npm would publish runs an Action with the api that it brings along', async (t) => {
  const directory = mkdtempSync(`${tmpdir()}/actions-`);
  t.after(() => rmSync(directory, { recursive: true }));
  execFileSync('node', ['scripts/stage.mjs', `${directory}/staged`], { cwd: folder });
  execFileSync('npm', ['pack', '--silent', '--pack-destination', directory, `${directory}/staged`], { cwd: directory, stdio: ['ignore', 'pipe', 'ignore'] });
  execFileSync('tar', ['-xzf', 'anteroom-actions-0.1.0.tgz'], { cwd: directory });
  const { run } = await import(pathToFileURL(`${directory}/package/testing/index.mjs`));
  const action = new URL('../../../examples-actions/javascript/restrict-registration/action.js', import.meta.url);
  const { verdict, effects } = await run(action, { trigger: 'pre-user-registration', event: { client: { name: 'Another' }, user: {} } });
  assert.equal(verdict, 'deny');
  assert.equal(effects[0].reason, 'not a registration application: Another');
  const listed = execFileSync('tar', ['-tzf', 'anteroom-actions-0.1.0.tgz'], { cwd: directory, encoding: 'utf8' });
  for (const name of ['LICENSE', 'README.md', 'package.json', 'types/index.d.ts', 'api/post-login.js', 'testing/index.d.mts']) {
    assert.ok(listed.includes(`package/${name}\n`), `${name} is missing`);
  }
  assert.ok(!listed.includes('test/'), listed);
});
