// The harness against what the server does.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { Cache, answering, merge, run } from '../testing/index.mjs';

const directory = mkdtempSync(`${tmpdir()}/actions-`);
process.on('exit', () => rmSync(directory, { recursive: true }));

let files = 0;
async function login(body, { code, ...options } = {}) {
  files += 1;
  const file = `${directory}/action-${files}.${options.language ?? 'js'}`;
  writeFileSync(file, code ?? `exports.onExecutePostLogin = async (event, api) => {\n${body}\n};`);
  const event = { user: { user_id: 'auth0|1', app_metadata: {}, user_metadata: {} }, request: { ip: '203.0.113.7' }, ...options.event };
  return run(file, { trigger: 'post-login', ...options, event });
}

test('effects, verdict, console and requests are told', async () => {
  const result = await login(
    `console.log('hello %s', event.secrets.NAME, { a: 1 }); console.warn('careful');
     const answer = await (await fetch('https://a.example/x', { method: 'POST', body: 'b' })).json();
     api.idToken.setCustomClaim('n', answer.n); api.access.deny('no');`,
    { secrets: { NAME: 'Ada' }, fetch: answering([{ method: 'POST', url: 'https://a.example/x', json: { n: 7 } }]) },
  );
  assert.equal(result.error, undefined);
  assert.equal(result.verdict, 'deny');
  assert.deepEqual(result.effects, [{ type: 'id_token_claim', name: 'n', value: 7 }, { type: 'access_deny', reason: 'no' }]);
  assert.deepEqual(result.console, [{ level: 'info', message: 'hello Ada { a: 1 }' }, { level: 'warn', message: 'careful' }]);
  assert.deepEqual(result.requests.map(({ method, url, body }) => [method, url, body]), [['POST', 'https://a.example/x', 'b']]);
});

test('an Action that throws has asked for nothing', async () => {
  const result = await login("api.access.deny('no'); throw new Error('broken');");
  assert.deepEqual([result.verdict, result.effects, result.error.message], ['failed', [], 'broken']);
  assert.match(result.error.stack, /action-\d+\.js:2:/, 'the line is the author’s');
});

test('a handler must be there and be an async function, in the server’s words', async () => {
  const use = '"exports.onExecutePostLogin = async function(event, api) { }"';
  const none = await login('', { code: '' });
  assert.equal(none.error.message, `The Action exports no handler "onExecutePostLogin". Use ${use}.`);
  const sync = await login('', { code: 'exports.onExecutePostLogin = () => {};' });
  assert.equal(sync.error.message, `Invalid function signature for the "onExecutePostLogin" handler. Use ${use} as the signature.`);
});

test('no state of one run is seen by the next, but what is cached', async () => {
  const cache = new Cache();
  const code = `let calls = 0;
    exports.onExecutePostLogin = async (event, api) => {
      calls += 1;
      const seen = Number(api.cache.get('seen')?.value ?? 0) + 1;
      api.cache.set('seen', String(seen));
      console.log(calls, seen);
    };`;
  await login('', { code, cache });
  assert.equal((await login('', { code, cache })).console[0].message, '1 2');
  assert.equal(cache.get('seen').value, '2');
});

test('the cache has the server’s limits', async () => {
  const { console } = await login(`
    const codes = [['k'.repeat(65), 'v'], ['k', 'v'.repeat(4097)], ['k', 'v', { ttl: 0 }], ['k', 'v', { ttl: 1000, expires_at: 1 }]];
    for (const given of codes) console.log(api.cache.set(...given).code);
    console.log(api.cache.set('k', 'v').record.expires_at - Date.now(), api.cache.delete('other').code);
    for (let i = 0; i < 21; i += 1) var last = api.cache.set('k' + i, 'v');
    console.log(last.code);`, { now: 1795168800000 });
  assert.deepEqual(console.map(({ message }) => message), [
    'CacheKeySizeExceeded', 'CacheValueSizeExceeded', 'ItemAlreadyExpired', 'ItemAlreadyExpired', '900000 CacheKeyDoesNotExist', 'CacheSizeExceeded',
  ]);
});

test('an Action may declare again what the harness lends it', async () => {
  const { error, effects } = await login('', {
    code: "const fetch = 1, console = 2, Date = 3;\nexports.onExecutePostLogin = async (event, api) => { api.access.deny(String(fetch + console + Date)); };",
    now: 0,
  });
  assert.equal(error, undefined);
  assert.equal(effects[0].reason, '6');
});

test('modules of Actions and what the directory knows are given by the test', async () => {
  const { error, effects } = await login(
    "api.idToken.setCustomClaim('r', [await api.groups.hasGroupMembership(['g']), require('actions:shared').one]);",
    { modules: { shared: { one: 1 } }, operations: { 'groups.member': ({ groups }) => ({ member: groups.includes('g') }) } },
  );
  assert.equal(error, undefined);
  assert.deepEqual(effects[0].value, [true, 1]);
});

test('TypeScript runs as JavaScript', async () => {
  const code = "import type { X } from 'nowhere';\nenum Why { No = 'no' }\nexport const onExecutePostLogin = async (event: any, api: any): Promise<void> => { api.access.deny(Why.No); };";
  assert.deepEqual((await login('', { code, language: 'ts' })).effects, [{ type: 'access_deny', reason: 'no' }]);
});

test('an event given to a run is not changed by it', async () => {
  const event = { transaction: { metadata: {} }, user: { user_id: 'auth0|1' } };
  const { effects } = await login("api.transaction.setMetadata('k', event.transaction.metadata.k === undefined);", { event });
  assert.deepEqual(effects, [{ type: 'transaction_metadata', key: 'k', value: true }]);
  assert.deepEqual(event.transaction.metadata, {});
});

test('a change is merged as RFC 7396 has it', () => {
  assert.deepEqual(merge({ a: { b: 1, c: 2 }, d: [1] }, { a: { b: null }, d: [2], e: { f: null } }), { a: { c: 2 }, d: [2], e: {} });
});
