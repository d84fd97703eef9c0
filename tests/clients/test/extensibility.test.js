// Rules, their configuration, and Hooks: `management.rules`, `management.rulesConfigs`, `management.hooks`.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { all, forbidden, management, refused, stranger } from '../support/management.js';

const { rules, rulesConfigs, hooks } = management;
const script = 'function (user, context, callback) { callback(null, user, context); }';
const hook = { triggerId: 'post-user-registration', script: 'module.exports = function (user, context, cb) { cb(); };' };

test('a Rule is made, read, changed and deleted', async () => {
  const made = await rules.create({ name: 'first', script, enabled: false });
  assert.match(made.id, /^rul_[0-9A-Za-z]{16}$/);
  assert.deepEqual([made.stage, made.enabled], ['login_success', false]);
  assert.deepEqual(await rules.get(made.id), made);
  assert.deepEqual(await rules.get(made.id, { fields: 'name' }), { name: 'first' });
  const changed = await rules.update(made.id, { name: 'renamed', order: 7 });
  assert.deepEqual([changed.name, changed.order, changed.script], ['renamed', 7, script]);
  await rules.delete(made.id);
  await refused(rules.get(made.id), 404, 'inexistent_rule');
  await refused(rules.update(made.id, { enabled: true }), 404, 'inexistent_rule');
});

test('the pager goes through all Rules', async () => {
  for (let n = 0; n < 5; n += 1) await rules.create({ name: `many-${n}`, script, enabled: n % 2 === 0 });
  assert.deepEqual((await all(rules.list({ per_page: 2 }))).map(({ name }) => name), [0, 1, 2, 3, 4].map((n) => `many-${n}`));
  assert.equal((await all(rules.list({ enabled: true, per_page: 1 }))).length, 3);
});

test('what is wrong with a Rule is named', async () => {
  await refused(rules.create({ name: 'x' }), 400, /Missing required property: script/);
  await refused(rules.create({ name: 'x', script: 'function (' }), 400, 'invalid_script');
  await refused(rules.create({ name: 'x', script, id: 'rul_mine' }), 400, /not allowed: id/);
  await refused(rules.list({ per_page: 1000 }), 400, 'invalid_query_string');
});

test('the configuration of Rules is written, named and removed, and its values are not told', async () => {
  const { value } = await rulesConfigs.set('API_KEY', { value: 'hush' });
  assert.notEqual(value, 'hush');
  assert.deepEqual(await rulesConfigs.list(), [{ key: 'API_KEY' }]);
  await rulesConfigs.delete('API_KEY');
  assert.deepEqual(await rulesConfigs.list(), []);
  await refused(rulesConfigs.set('API_KEY', {}), 400, /Missing required property: value/);
  await refused(rulesConfigs.set('a key', { value: 'x' }), 400, /./);
});

test('a Hook is made, read, changed and deleted, with secrets that are not told', async () => {
  const made = await hooks.create({ name: 'my-hook', ...hook });
  assert.deepEqual(await hooks.get(made.id), made);
  assert.equal((await hooks.update(made.id, { enabled: false })).enabled, false);
  await hooks.secrets.create(made.id, { KEY: 'hush', OTHER: 'hush' });
  await hooks.secrets.update(made.id, { KEY: 'more' });
  assert.deepEqual(await hooks.secrets.get(made.id), { KEY: '_VALUE_NOT_SHOWN_', OTHER: '_VALUE_NOT_SHOWN_' });
  await hooks.secrets.delete(made.id, ['OTHER']);
  assert.deepEqual(Object.keys(await hooks.secrets.get(made.id)), ['KEY']);
  await hooks.delete(made.id);
  await refused(hooks.get(made.id), 404, 'HookDoesNotExist');
  await refused(hooks.secrets.get(made.id), 404, 'HookDoesNotExist');
});

test('the pager goes through all Hooks', async () => {
  for (let n = 0; n < 5; n += 1) await hooks.create({ name: `many-${n}`, ...hook });
  const listed = (await all(hooks.list({ per_page: 2 }))).map(({ name }) => name);
  assert.equal(listed.filter((name) => name.startsWith('many-')).length, 5);
  assert.equal((await all(hooks.list({ triggerId: 'send-phone-message' }))).length, 0);
});

test('what is wrong with a Hook is named', async () => {
  await refused(hooks.create({ name: 'x', ...hook, triggerId: 'post-breakfast' }), 400, /No enum match for: post-breakfast/);
  await refused(hooks.create({ name: 'x', triggerId: hook.triggerId, script: 'module.exports = {' }), 400, /./);
  const { id } = await hooks.create({ name: 'wrong', ...hook });
  await refused(hooks.secrets.create(id, { KEY: 1 }), 400, /./);
});

test('they are closed to who lacks the scope', async () => {
  const other = await stranger();
  await forbidden(other.rules.list(), 'read:rules');
  await forbidden(other.rules.create({ name: 'x', script }), 'create:rules');
  await forbidden(other.rulesConfigs.set('KEY', { value: 'x' }), 'update:rules_configs');
  await forbidden(other.hooks.list(), 'read:hooks');
  await forbidden(other.hooks.secrets.create('x', { KEY: 'x' }), 'update:hooks');
});
