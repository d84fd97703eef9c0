// The built-ins inside of Node, for tests: everything fresh for each call.
import { readFileSync, readdirSync } from 'node:fs';

// QuickJS has it, Node from 21 on.
ArrayBuffer.prototype.transfer ??= function () { return structuredClone(this, { transfer: [this] }); };

const root = new URL('../', import.meta.url);
const read = (name) => readFileSync(new URL(name, root), 'utf8');

export const sources = Object.fromEntries(
  readdirSync(new URL('dist/builtin/', root), { recursive: true })
    .map((file) => String(file).replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.js'))
    .map((file) => [file.slice(0, -'.js'.length), read(`dist/builtin/${file}`)]),
);
export const globals = JSON.parse(read('dist/globals.json'));
export const [hostSource, engineSource, casesSource] = ['host', 'engine', 'cases'].map((name) => read(`test/${name}.js`));

const fixtures = new URL('../../../../tests/fixtures/scripts/node22/', import.meta.url);
export const areas = readdirSync(fixtures).filter((name) => name.endsWith('.js')).map((name) => name.slice(0, -'.js'.length));
export const casesOf = (area) => readFileSync(new URL(`${area}.js`, fixtures), 'utf8');
export const expectedOf = (area) => JSON.parse(readFileSync(new URL(`${area}.json`, fixtures), 'utf8'));

export function boot() {
  // The built-ins find each other's globals as they would in the engine: as names in scope.
  let engine;
  const names = Object.keys(globals);
  const scope = new Proxy({}, {
    has: (_, name) => names.includes(name) && engine !== undefined,
    get: (_, name) => (typeof name === 'string' ? engine.scope[name] : undefined),
  });
  const inScope = (parameters, body) => new Function('scope', `with (scope) { return function (${parameters}) {\n${body}\n}; }`)(scope);
  const make = (name) => (name === 'host' ? (0, eval)(hostSource) : inScope('module, exports, require, host', sources[name]));
  engine = (0, eval)(engineSource)(make, globals, sources);
  const pump = async (promise) => {
    let done = false;
    promise.then(() => { done = true; }, () => { done = true; });
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (done) return promise;
      if (!engine.next()) throw new Error('the promise never settles');
    }
  };
  // Runs source text as an Action's module.
  const run = (code) => {
    const module = { exports: {} };
    inScope('exports, require, module, capture', code)(module.exports, engine.require, module, engine.capture);
    return module.exports;
  };
  return { ...engine, run, pump };
}
