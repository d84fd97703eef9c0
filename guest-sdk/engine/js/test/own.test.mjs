// What is our own decision and not Node's, and what must hold whatever Node does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boot, globals, sources } from './node.mjs';
import { answersOf } from './quickjs.mjs';

test('every built-in loads alone, in QuickJS', () => {
  const names = Object.keys(sources);
  const cases = names.map((name) => `${JSON.stringify(name)}: () => typeof require(${JSON.stringify(name)})`).join(',');
  const answers = answersOf(`module.exports = { ${cases} };`);
  for (const name of names) assert.match(answers[name], name === 'console' ? /./ : /^(object|function)$/, name);
});

test('loading a built-in asks nothing of the host', () => {
  for (const name of Object.keys(sources)) {
    const engine = boot();
    for (const method of Object.keys(engine.host)) engine.host[method] = () => { throw new Error(`${name} calls host.${method} while it is loaded`); };
    engine.require(name);
  }
});

test('every global is what its built-in exports', () => {
  const engine = boot();
  for (const [name, [module, member]] of Object.entries(globals)) {
    assert.notEqual(engine.scope[name], undefined, name);
    assert.equal(engine.scope[name], engine.require(module)[member], name);
  }
});

// Walks everything that a program can reach from the modules, through properties, prototypes and accessors' results.
test('the host is nowhere to be found', () => {
  const engine = boot();
  const secret = new Set([engine.host, ...Object.values(engine.host)]);
  const seen = new Set();
  const walk = (value, path) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
    assert.ok(!secret.has(value), path);
    seen.add(value);
    for (const key of Reflect.ownKeys(value)) {
      const { value: held, get } = Object.getOwnPropertyDescriptor(value, key);
      walk(get ?? held, `${path}.${String(key)}`);
      if (get !== undefined) {
        try {
          const answer = value[key];
          if (answer instanceof Promise) answer.catch(() => {});
          walk(answer, `${path}.${String(key)}`);
        } catch {
          // An accessor of a prototype, asked on the prototype.
        }
      }
    }
    walk(Object.getPrototypeOf(value), `${path}.__proto__`);
  };
  for (const name of Object.keys(sources)) walk(engine.require(name), name);
  for (const value of [engine.require('timers').setTimeout(() => {}, 1), engine.scope.fetch('https://none.test/'), new engine.scope.Response('x'), new engine.scope.TextDecoder()]) {
    value.catch?.(() => {});
    walk(value, 'made');
  }
  assert.ok(seen.size > 1000);
});

test('a promise is shown as pending, as nothing lets a program see its state', () => {
  assert.deepEqual(answersOf(`module.exports = { a: () => [new Promise(() => {}), Promise.resolve(1)] };`), { a: '[ Promise { <pending> }, Promise { <pending> } ]' });
});

test('errors are shown with the frames of the engine under their message', () => {
  const { e } = answersOf(`module.exports = { e: () => { class Denied extends Error { constructor(m) { super(m); this.name = 'Denied'; this.status = 403; } } return require('util').inspect(new Denied('no entry')); } };`);
  assert.match(e, /^Denied: no entry\n    at /);
  assert.match(e, / \{\n  status: 403\n\}$/);
});

test('unknown labels of the console are warned about', () => {
  const engine = boot();
  const lines = engine.capture((console) => {
    console.timeEnd('none');
    console.countReset('none');
    console.time('t');
    console.time('t');
    console.timeEnd('t');
  });
  assert.equal(lines, "err Warning: No such label 'none' for console.time()\nerr Warning: Count for 'none' does not exist\nerr Warning: Label 't' already exists for console.time()\nout t: 0ms");
});

test('a trace says where, without the console itself', () => {
  const engine = boot();
  assert.match(engine.capture(function here(console) { console.trace('at %s', 'door'); }), /^err Trace: at door\n    at here /);
});

test('what an Action cannot have says so where it is called', () => {
  const engine = boot();
  const tell = (call) => {
    try {
      call(engine.require);
      return 'done';
    } catch (error) {
      return `${error.code} ${error.message}`;
    }
  };
  const code = 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM';
  assert.equal(tell((require) => require('fs').readFileSync('/etc/passwd')), `${code} fs.readFileSync is not available: an Action has no files.`);
  assert.equal(tell((require) => require('net').connect(80)), `${code} net.connect is not available: an Action has no sockets; fetch, http and https are there.`);
  assert.equal(tell((require) => new (require('worker_threads').Worker)('x')), `${code} worker_threads.Worker is not available: an Action has one thread.`);
  assert.equal(tell((require) => require('child_process').execSync('ls')), `${code} child_process.execSync is not available: an Action cannot start processes.`);
  assert.equal(tell((require) => require('zlib').brotliCompressSync('x')), `${code} zlib.brotliCompressSync is not available: brotli is not there; gzip and deflate are.`);
  assert.equal(tell((require) => class extends require('net').Socket {}), 'done');
  assert.equal(tell((require) => require('process').exit(1)), `${code} process.exit is not available: an Action is not a process of its own.`);
  assert.equal(engine.require('fs').existsSync('/etc/passwd'), false);
});

test('a missing function tells a callback, or rejects', async () => {
  const engine = boot();
  const error = await new Promise((resolve) => engine.require('fs').readFile('/x', resolve));
  assert.equal(error.message, 'fs.readFile is not available: an Action has no files.');
  await assert.rejects(engine.require('fs/promises').readFile('/x'), /no files/);
});

test('an error in a timer is logged, and the other timers run', async () => {
  const engine = boot();
  const { main } = engine.run(`
    exports.errors = [];
    exports.main = () => new Promise((resolve) => { setTimeout(() => { throw new Error('in a timer'); }, 1); setTimeout(() => resolve('ran'), 2); });`);
  const { error } = console;
  const told = [];
  console.error = (...args) => told.push(args);
  try {
    assert.equal(await engine.pump(main()), 'ran');
  } finally {
    console.error = error;
  }
  assert.equal(told[0][1].message, 'in a timer');
});

test('process shows an empty environment, and writes lines', () => {
  const engine = boot();
  const process = engine.require('process');
  assert.deepEqual(process.env, {});
  process.stdout.write('out\n');
  process.stderr.write('err');
  process.emitWarning('old', 'DeprecationWarning', 'DEP1');
  assert.deepEqual(engine.log, [[1, 'out'], [3, 'err'], [2, '(node:1) [DEP1] DeprecationWarning: old']]);
});
