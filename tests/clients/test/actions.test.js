// The life of an Action: `management.actions` with versions, triggers, bindings and executions.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { all, forbidden, management, refused, stranger } from '../support/management.js';

const { actions } = management;
const nothing = '00000000-0000-4000-8000-000000000000';
const supported_triggers = [{ id: 'post-login', version: 'v3' }];
const code = (n) => `exports.onExecutePostLogin = async (event, api) => { api.idToken.setCustomClaim('https://n', ${n}); };`;

async function built(id) {
  for (;;) {
    const action = await actions.get(id);
    assert.notEqual(action.status, 'failed');
    if (action.status === 'built') return action;
    await new Promise((done) => setTimeout(done, 20));
  }
}

async function deployed(name) {
  const { id } = await actions.create({ name, supported_triggers, code: code(1) });
  await built(id);
  await actions.deploy(id);
  return id;
}

test('an Action goes from draft to deployed to rolled back', async () => {
  const made = await actions.create({ name: 'Life', supported_triggers, code: code(1), secrets: [{ name: 'KEY', value: 'hush' }] });
  assert.equal(made.all_changes_deployed, false);
  assert.equal(made.deployed_version, undefined);
  assert.deepEqual(made.secrets.map(({ name, value }) => [name, value]), [['KEY', undefined]]);

  await built(made.id);
  const first = await actions.deploy(made.id);
  assert.equal(first.number, 1);
  const live = await actions.get(made.id);
  assert.equal(live.all_changes_deployed, true);
  assert.equal(live.deployed_version.deployed, true);
  assert.equal(live.current_version.status, 'BUILT');

  await actions.update(made.id, { code: code(2) });
  await built(made.id);
  await actions.deploy(made.id);
  const versions = await all(actions.versions.list(made.id, { per_page: 1 }));
  assert.deepEqual(versions.map(({ number }) => number).sort(), [1, 2]);
  assert.equal((await actions.versions.get(made.id, first.id)).code, code(1));

  const third = await actions.versions.deploy(made.id, first.id, { update_draft: true });
  assert.equal(third.number, 3);
  assert.equal((await actions.get(made.id)).code, code(1));

  await actions.delete(made.id, { force: true });
  await refused(actions.get(made.id), 404, /^That action does not exist\.$/);
});

test('the pager goes through all Actions', async () => {
  for (let n = 0; n < 5; n += 1) await actions.create({ name: `Many ${n}`, supported_triggers, code: code(n) });
  const listed = (await all(actions.list({ per_page: 2 }))).map(({ name }) => name);
  assert.equal(listed.filter((name) => name.startsWith('Many ')).length, 5);
  assert.equal(new Set(listed).size, listed.length);
  assert.deepEqual((await all(actions.list({ actionName: 'Many 3' }))).map(({ name }) => name), ['Many 3']);
  assert.ok((await all(actions.list({ triggerId: 'post-login' }))).length >= 5);
});

test('bindings are set by id and by name, in order', async () => {
  const ids = [await deployed('First'), await deployed('Second')];
  const answer = await actions.triggers.bindings.updateMany('post-login', {
    bindings: [
      { ref: { type: 'action_name', value: 'Second' }, display_name: 'The second' },
      { ref: { type: 'action_id', value: ids[0] }, display_name: 'The first' },
    ],
  });
  assert.deepEqual(answer.bindings.map(({ display_name }) => display_name), ['The second', 'The first']);
  const listed = await all(actions.triggers.bindings.list('post-login', { per_page: 1 }));
  assert.deepEqual(listed.map(({ action }) => action.id), ids.toReversed());
  await refused(actions.delete(ids[0]), 409, /^Unable to delete an action bound to a trigger\.$/);
  await actions.triggers.bindings.updateMany('post-login', { bindings: [] });
  assert.deepEqual(await all(actions.triggers.bindings.list('post-login')), []);
  await actions.delete(ids[0]);

  const { triggers } = await actions.triggers.list();
  assert.ok(triggers.some(({ id, version }) => id === 'post-login' && version === 'v3'));
});

test('an Action is tried with an event', async () => {
  const id = await deployed('Tried');
  const event = JSON.parse(readFileSync(new URL('../../fixtures/post-login.json', import.meta.url)));
  const { payload } = await actions.test(id, { payload: { event } });
  assert.equal(payload.error, undefined);
  assert.equal(typeof payload.stats, 'object');
  await refused(actions.test(id, { payload: { event: {} } }), 400, /^The payload is no event of post-login/);
  await refused(actions.executions.get(nothing), 404, /^That execution does not exist\.$/);
});

test('what is wrong with an Action is named', async () => {
  await refused(actions.create({ supported_triggers }), 400, /Missing required property: name/);
  await refused(actions.create({ name: 'x', supported_triggers: [{ id: 'post-breakfast', version: 'v1' }] }), 400, /post-breakfast/);
  await refused(actions.update(nothing, { name: 'x' }), 404, /^That action does not exist\.$/);
  await refused(actions.deploy(nothing), 404, /^That action does not exist\.$/);
  await refused(actions.versions.get(nothing, nothing), 404, /does not exist/);
  await refused(actions.triggers.bindings.list('post-breakfast'), 404, /does not exist/);
  const draft = await actions.create({ name: 'Unbound', supported_triggers, code: code(1) });
  const bindings = [{ ref: { type: 'action_id', value: draft.id } }];
  await refused(actions.triggers.bindings.updateMany('post-login', { bindings }), 400, /^Trying to create a binding for an action that has/);
});

test('Actions are closed to who lacks the scope', async () => {
  const other = (await stranger()).actions;
  await forbidden(other.list(), 'read:actions');
  await forbidden(other.get('x'), 'read:actions');
  await forbidden(other.create({ name: 'x', supported_triggers }), 'create:actions');
  await forbidden(other.update('x', {}), 'update:actions');
  await forbidden(other.delete('x'), 'delete:actions');
  await forbidden(other.deploy('x'), 'create:actions');
  await forbidden(other.versions.list('x'), 'read:actions');
  await forbidden(other.versions.deploy('x', 'y'), 'create:actions');
  await forbidden(other.executions.get('x'), 'read:actions');
  await forbidden(other.triggers.list(), 'read:actions');
  await forbidden(other.triggers.bindings.updateMany('post-login', { bindings: [] }), 'update:actions');
});
