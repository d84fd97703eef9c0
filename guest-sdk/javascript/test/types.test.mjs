// The types say what is there: the events of src/contract, the `api` objects of the engine, and the examples written for both.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { calls } from '../../engine/js/test/api/calls.mjs';
import { begin } from '../../engine/js/test/api/harness.mjs';
import { TRIGGERS, api } from '../testing/load.mjs';
import { event } from './contract.mjs';
import { chainsOf, declaredType, faults, folder, methodsOf, program, repository, shapeOf, triggers } from './program.mjs';

// Where the types promise more than the declaration in Rust: [trigger, path], with who keeps the promise.
const PROMISED = {
  // src/triggers/post_login.rs always gives one.
  'post-login': { request: { 'query?': 'query' } },
};

function promised(shape, promises = {}) {
  return Object.fromEntries(Object.entries(shape).map(([name, inner]) => {
    const promise = promises[name];
    return typeof promise === 'string' ? [promise, inner] : [name, promise === undefined ? inner : promised(inner, promise)];
  }));
}

const sorted = (shape) => (typeof shape === 'object' && shape !== null
  ? Object.fromEntries(Object.keys(shape).sort().map((name) => [name, sorted(shape[name])]))
  : shape);

test('there are types for every trigger, in the harness as well', () => {
  assert.deepEqual(triggers('Events').sort(), [...TRIGGERS].sort());
  assert.deepEqual(triggers('APIs').sort(), [...TRIGGERS].sort());
  const ids = [...readFileSync(`${repository}src/contract/trigger.rs`, 'utf8').matchAll(/facts\("([\w-]+)"/g)].map(([, id]) => id);
  assert.deepEqual(ids.sort(), [...TRIGGERS].sort());
});

for (const trigger of TRIGGERS) {
  test(`the event of ${trigger} has the fields of the server’s, and no others`, () => {
    const server = { ...event(trigger), secrets: 'any' };
    assert.deepEqual(sorted(shapeOf(declaredType('Events', trigger), server)), sorted(promised(server, PROMISED[trigger])));
  });

  test(`the api of ${trigger} has the methods that are declared, and no others`, () => {
    const offered = (object, path) => Object.entries(object).flatMap(([name, value]) => {
      const at = [...path, name];
      return typeof value === 'function' ? [`${at.join('.')}/${value.length}`] : offered(value, at);
    });
    const built = api(trigger).api({}, () => {}, {});
    assert.deepEqual(methodsOf(declaredType('APIs', trigger)), offered(built, []).sort());
  });
}

// The object with every method watched: `seen` is told the path of each and whether it gave back the whole `api`.
function watched(whole, seen) {
  const wrap = (object, path) => Object.fromEntries(Object.entries(object).map(([name, value]) => {
    const at = [...path, name];
    if (typeof value !== 'function') return [name, wrap(value, at)];
    return [name, (...given) => {
      const answer = value(...given);
      seen.set(at.join('.'), answer === whole);
      return answer === whole ? all : answer;
    }];
  }));
  const all = wrap(whole, []);
  return all;
}

// A form and a redirect exclude each other, so the calls have but one of them.
const OTHER = {
  'post-login': (api) => api.prompt.render('ap_1'),
  'password-reset-post-challenge': (api) => api.redirect.sendUserTo('https://a.example/'),
};

for (const trigger of TRIGGERS) {
  test(`the methods of ${trigger} that can be chained are declared so, and no others`, () => {
    const seen = new Map();
    for (const call of [calls[trigger], OTHER[trigger] ?? (() => {})]) call(watched(begin(trigger).api, seen));
    // What records no effect answers something of its own.
    const declared = chainsOf(declaredType('APIs', trigger));
    assert.deepEqual(declared, declared.map(([name]) => [name, seen.get(name) ?? false]));
  });
}

const json = (path) => readFileSync(`${repository}${path}`, 'utf8');
const examples = readdirSync(`${repository}examples-actions/javascript`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`${repository}examples-actions/javascript/${entry.name}/expected.json`))
  .map(({ name }) => `examples-actions/javascript/${name}`);

test('recorded events, and those of the examples, are events of the types', () => {
  const literal = (trigger, text) => `const _: Omit<Events['${trigger}'], 'secrets'> & { secrets?: Record<string, string> } = ${text};`;
  const virtual = {};
  const add = (trigger, text) => {
    virtual[`${folder}test/event-${Object.keys(virtual).length}.ts`] = `import type { Events } from '@anteroom/actions';\n${literal(trigger, text)}\nexport {};\n`;
  };
  for (const trigger of TRIGGERS) add(trigger, json(`tests/fixtures/${trigger}.json`));
  for (const example of examples) add(JSON.parse(json(`${example}/expected.json`)).trigger, json(`${example}/event.json`));
  assert.deepEqual(faults(program([], { virtual })), []);
});

test('what is not in an event, and what an api does not have, is an error', () => {
  const virtual = { [`${folder}test/wrong.ts`]: `
    import type { PostLoginHandler, SendPhoneMessageHandler } from '@anteroom/actions';
    export const a: PostLoginHandler = async (event, api) => { event.user.emial; api.access.deny(1); api.session.setCookieMode('x'); };
    export const b: SendPhoneMessageHandler = async (event, api) => { api.access; };
    export const c: PostLoginHandler = (event, api) => {};
  ` };
  assert.equal(faults(program([], { virtual })).length, 5);
});

test('the examples are right by the types, in JavaScript and in TypeScript', () => {
  assert.ok(examples.length >= 12);
  const files = examples.map((example) => `${repository}${example}/action.`).map((path) => (existsSync(`${path}ts`) ? `${path}ts` : `${path}js`));
  const options = { allowJs: true, checkJs: true, exactOptionalPropertyTypes: false };
  assert.deepEqual(faults(program(files, { options })), []);
});

test('the harness’s own declarations are right', () => {
  assert.deepEqual(faults(program([`${folder}testing/index.d.mts`])), []);
});

test('an Action requires its modules by name, and a module reads its secrets', () => {
  const check = (text) => faults(program([`${folder}types/index.d.ts`], { virtual: { [`${folder}test/virtual.ts`]: text } }));
  assert.deepEqual(check("import audience = require('actions:audience'); import { of } from 'actions:other'; of(audience.name);"), []);
  assert.deepEqual(check('export const key: string = actions.secrets.KEY ?? "";'), []);
  assert.equal(check('actions.secrets.KEY = "mine";').length, 1);
  assert.equal(check("import other from 'action:audience'; other();").length, 1);
});
