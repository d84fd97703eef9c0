// Code that Actions share: `management.actions.modules`.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { all, forbidden, management, refused, stranger } from '../support/management.js';

const { modules } = management.actions;
const nothing = '00000000-0000-4000-8000-000000000000';
const code = (n) => `module.exports = ${n};`;

test('a module is created, published, changed, rolled back and deleted', async () => {
  const made = await modules.create({ name: 'prices', code: code(1), publish: true });
  const again = modules.create({ name: 'prices', code: code(1) });
  await refused(again, 409, /./);
  await modules.update(made.id, { code: code(2) });
  const second = await modules.versions.create(made.id);
  assert.equal(second.version_number, 2);
  const versions = await all(modules.versions.list(made.id));
  assert.deepEqual(versions.map(({ version_number }) => version_number).sort(), [1, 2]);
  const first = versions.find(({ version_number }) => version_number === 1);
  assert.equal((await modules.versions.get(made.id, first.id)).code, code(1));
  await modules.rollback(made.id, { module_version_id: first.id });
  assert.equal((await modules.get(made.id)).code, code(1));
  assert.deepEqual(await all(modules.listActions(made.id)), []);
  await modules.delete(made.id);
  await refused(modules.get(made.id), 404, /./);
});

test('the pager goes through all modules', async () => {
  for (let n = 0; n < 5; n += 1) await modules.create({ name: `many-${n}`, code: code(n) });
  assert.equal((await all(modules.list({ per_page: 2 }))).length, 5);
});

test('what is wrong with a module is named', async () => {
  await refused(modules.create({ code: code(1) }), 400, /Missing required property: name/);
  await refused(modules.create({ name: 'broken', code: 'module.exports = {' }), 400, /./);
  await refused(modules.update(nothing, { code: code(1) }), 404, /./);
  await refused(modules.versions.list(nothing), 404, /./);
});

test('modules are closed to who lacks the scope', async () => {
  const other = (await stranger()).actions.modules;
  await forbidden(other.list(), 'read:actions');
  await forbidden(other.create({ name: 'x', code: code(1) }), 'create:actions');
  await forbidden(other.update(nothing, {}), 'update:actions');
  await forbidden(other.delete(nothing), 'delete:actions');
  await forbidden(other.versions.create(nothing), 'update:actions');
  await forbidden(other.rollback(nothing, { module_version_id: nothing }), 'update:actions');
});
