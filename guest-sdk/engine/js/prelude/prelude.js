// The first JavaScript that runs in the engine: it takes an Action in, runs its handler, and lends it what is lazily loaded.
//
// One expression, evaluated once into the base of all images, so it is kept small: whatever not every Action needs is a builtin.
// An Action may overwrite any global; what this file relies on it captures first, so that an Action hurts only itself. Nothing
// that comes from here is trusted by the server: it reads the answer as the JSON of a stranger.
(function (native) {
  'use strict';

  const { parse: jsonParse, stringify: jsonStringify } = JSON;
  const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const uncurry = (method) => (self, a, b) => apply(method, self, [a, b]);
  const NativePromise = Promise;
  const NativeError = Error;
  const NativeMap = Map;
  const mapGet = uncurry(Map.prototype.get);
  const mapSet = uncurry(Map.prototype.set);
  const mapDelete = uncurry(Map.prototype.delete);
  const slice = uncurry(String.prototype.slice);
  const startsWith = uncurry(String.prototype.startsWith);
  const includes = uncurry(String.prototype.includes);
  const toWellFormed = uncurry(String.prototype.toWellFormed);
  const { split, replace } = String.prototype;
  const toText = String;
  const hasOwn = uncurry(Object.prototype.hasOwnProperty);
  const join = uncurry(Array.prototype.join);
  const create = Object.create;

  // ---- The host, as builtins see it ----------------------------------------------------------------------------------------

  // A refusal's text is JSON: { message, code?, name? }.
  function refusal(answer) {
    const { message, code, name } = jsonParse(answer[1]);
    const error = new NativeError(message);
    if (name) error.name = name;
    if (code) error.code = code;
    return error;
  }

  const operations = new NativeMap();

  function deliver(id, status, text, bytes) {
    const operation = mapGet(operations, id);
    if (operation === undefined) return;
    mapDelete(operations, id);
    if (status === 0) operation.resolve({ text, bytes });
    else operation.reject(refusal([status, text]));
  }

  const host = {
    log: native.log,
    now: native.now,
    utf8Encode: native.utf8Encode,
    utf8Decode: native.utf8Decode,
    call(operation, text, bytes) {
      const answer = native.call(operation, text, bytes);
      if (answer[0] !== 0) throw refusal(answer);
      return { text: answer[1], bytes: answer[2] };
    },
    begin(operation, text, bytes) {
      const id = native.start(operation, text, bytes);
      let settle;
      const promise = new NativePromise((resolve, reject) => { settle = { resolve, reject }; });
      if (typeof id === 'number') {
        mapSet(operations, id, settle);
        promise.id = id;
      } else {
        settle.reject(refusal(id));
      }
      return promise;
    },
    cancel(id) {
      mapDelete(operations, id);
      native.cancel(id);
    },
  };

  // ---- Builtins and lazy globals -------------------------------------------------------------------------------------------

  const builtins = new NativeMap();

  function builtin(name) {
    const known = mapGet(builtins, name);
    if (known !== undefined) return known.exports;
    const make = native.builtin(name);
    if (make === undefined) return undefined;
    const module = { exports: {} };
    mapSet(builtins, name, module);
    apply(make, undefined, [module, module.exports, (wanted) => requireBuiltin(resolve(name, wanted)), host]);
    return module.exports;
  }

  // A relative name, as the `api` files use among themselves. Only what comes with the engine has one.
  function resolve(from, wanted) {
    if (wanted[0] !== '.') return wanted;
    const parts = apply(split, from, ['/']);
    parts.length -= 1;
    for (const part of apply(split, apply(replace, wanted, [/\.js$/, '']), ['/'])) {
      if (part === '..') parts.length -= 1;
      else if (part !== '.') parts[parts.length] = part;
    }
    return join(parts, '/');
  }

  function missing(name) {
    const error = new NativeError(`Cannot find module '${name}'`);
    error.code = 'MODULE_NOT_FOUND';
    return error;
  }

  function requireBuiltin(name) {
    const exports = builtin(startsWith(name, 'node:') ? slice(name, 5) : name);
    if (exports === undefined) throw missing(name);
    return exports;
  }

  // What programs may require: the engine's modules are as hidden as Node's own.
  function requirePublic(name) {
    const bare = startsWith(name, 'node:') ? slice(name, 5) : name;
    if (startsWith(bare, 'internal/') || startsWith(bare, 'api/')) throw missing(name);
    return requireBuiltin(name);
  }

  function publish(name, value) {
    defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  }

  function lazyGlobal(name, module, member) {
    defineProperty(globalThis, name, {
      configurable: true,
      enumerable: false,
      get() {
        const exports = requireBuiltin(module);
        const value = member === '*' ? exports : exports[member];
        publish(name, value);
        return value;
      },
      set(value) { publish(name, value); },
    });
  }

  const globals = jsonParse(native.call('globals', '')[1]);
  for (const name in globals) lazyGlobal(name, globals[name][0], globals[name][1]);

  // ---- What must never be frozen in an image -------------------------------------------------------------------------------

  // sfc32, seeded by the host when a call first asks: a generator that was seeded at the build would repeat itself in each call.
  let random;
  function seeded() {
    const b = native.call('random', '16')[2];
    const word = (i) => (b[i] | b[i + 1] << 8 | b[i + 2] << 16 | b[i + 3] << 24) | 0;
    let [x, y, z, n] = [word(0), word(4), word(8), word(12)];
    return () => {
      const t = (x + y | 0) + n | 0;
      n = n + 1 | 0;
      x = y ^ y >>> 9;
      y = z + (z << 3) | 0;
      z = (z << 21 | z >>> 11) + t | 0;
      return t >>> 0;
    };
  }
  defineProperty(Math, 'random', {
    value: function () {
      random ??= seeded();
      return ((random() >>> 5) * 67108864 + (random() >>> 6)) / 9007199254740992;
    },
    writable: true, configurable: true, enumerable: false,
  });
  defineProperty(Math.random, 'name', { value: 'random', configurable: true });

  // ---- console -------------------------------------------------------------------------------------------------------------

  // Text alone is written at once; whatever needs formatting loads the whole console.
  let full;
  const wholeConsole = () => full ??= requireBuiltin('internal/console')(host);
  function texts(values) {
    for (let i = 0; i < values.length; i += 1) if (typeof values[i] !== 'string') return undefined;
    return values.length > 1 && includes(values[0], '%') ? undefined : join(values, ' ');
  }
  const console = {};
  const method = (name, value) => defineProperty(console, name, { value, writable: true, configurable: true, enumerable: true });
  const plain = { debug: 0, log: 1, info: 1, warn: 2, error: 3 };
  for (const name in plain) {
    const level = plain[name];
    method(name, function () {
      const line = full === undefined ? texts(arguments) : undefined;
      if (line === undefined) apply(wholeConsole()[name], undefined, arguments);
      else native.log(level, toWellFormed(line));
    });
  }
  for (const name of ['trace', 'table', 'dir', 'dirxml', 'group', 'groupCollapsed', 'groupEnd', 'count', 'countReset', 'time', 'timeEnd', 'timeLog', 'assert', 'clear']) {
    method(name, function () { apply(wholeConsole()[name], undefined, arguments); });
  }
  publish('console', console);

  // ---- The Action ----------------------------------------------------------------------------------------------------------

  let action;
  // What differs between calls; nothing while the image is built.
  let current;

  // Auth0 compiles the code inside of function scopes: a `return` at the top is legal, `await` and `import` are not.
  function compile(file, code, parameters, expression) {
    // Two lines come before the author's first; QuickJS takes no line 0 to count from.
    // Each text is made at once: one more copy of large packages would leave its room behind in the image.
    if (expression) return native.compile(file, `(function (${parameters}) {\nmodule.exports = (\n${code}\n)})`, -1);
    return native.compile(file, `(function (${parameters}) {\n\n${code}\n})`, -1);
  }

  function evaluate(unit, parameters, values) {
    const module = { exports: {} };
    unit.module = module;
    const run = compile(unit.file, unit.code, parameters, unit.expression);
    apply(run, module.exports, [module.exports, unit.require, module, unit.file, '.', ...values]);
    return module.exports;
  }

  // A module that threw throws the same again, as Auth0's loader does.
  function once(unit, parameters, values) {
    if (unit.thrown !== undefined) throw unit.thrown.error;
    if (unit.module !== undefined) return unit.module.exports;
    try {
      return evaluate(unit, parameters, values);
    } catch (error) {
      unit.thrown = { error };
      throw error;
    }
  }

  // `dependencies` is a table of the requests that the bundle knows.
  function dependencies(unit) {
    if (unit.bundle === undefined) return undefined;
    if (unit.table === undefined) {
      const module = { exports: {} };
      // It compiles each file when it is first loaded, under the file's own name; two lines of it come before the file's first.
      const compileFile = (file, code) => native.compile(file, code, -1);
      const run = compile('dependencies.js', unit.bundle, 'exports, require, module, compile');
      apply(run, module.exports, [module.exports, requirePublic, module, compileFile]);
      unit.table = module.exports;
      unit.bundle = '';
    }
    return unit.table;
  }

  // A package that reads the clock while it is loaded gets the time of the build, as in a process that has been up for long. The
  // Action's own top level does not: its author means the time of the login.
  function loading(load) {
    if (current !== undefined) return load();
    native.call('packages', '+');
    try {
      return load();
    } finally {
      native.call('packages', '-');
    }
  }

  const prefix = 'actions:';

  function requireFor(unit) {
    return function require(name) {
      if (typeof name !== 'string') {
        const error = new TypeError('The "id" argument must be of type string.');
        error.code = 'ERR_INVALID_ARG_TYPE';
        throw error;
      }
      if (startsWith(name, prefix)) {
        const found = hasOwn(action.modules, name) ? action.modules[name] : undefined;
        if (found === undefined || unit !== action) throw missing(name);
        return once(found, 'exports, require, module, __filename, __dirname, actions', [found.actions]);
      }
      // Programs of that time name versions where they require.
      const wanted = unit.expression ? apply(replace, name, [/^((?:@[^/]+\/)?[^/@]+)@[^/]+/, '$1']) : name;
      const table = dependencies(unit);
      if (table !== undefined && hasOwn(table, wanted)) return loading(table[wanted]);
      if (unit.expression && hasOwn(legacy, wanted)) return builtin(legacy[wanted]);
      return requirePublic(wanted);
    };
  }

  // What is not among Node's modules, and every Rule could require.
  const legacy = {
    __proto__: null,
    request: 'api/legacy/request',
    'request-promise': 'api/legacy/request-promise',
    'request-promise-native': 'api/legacy/request-promise',
  };

  function unit({ file, code, bundle, expression }) {
    const made = {
      file, code, bundle: bundle ?? undefined, expression: expression === true,
      table: undefined, module: undefined, thrown: undefined, require: undefined,
    };
    made.require = requireFor(made);
    return made;
  }

  function secretsOf(name) {
    return {
      get secrets() {
        // At the build there are none to show, and the build has to know that they were asked for.
        if (current === undefined) native.call('secrets', '');
        return current?.module_secrets?.[name] ?? {};
      },
    };
  }

  function load(request) {
    try {
      action = unit(request);
      // Kept for its property names and hidden classes, which every call looks up; in a large image they would lie far apart.
      action.sample = request.sample;
      action.api = requireBuiltin(`api/${request.trigger}`);
      action.modules = create(null);
      const entries = [];
      for (const module of request.modules) {
        const made = unit(module);
        made.actions = secretsOf(module.name);
        action.modules[prefix + module.name] = made;
        entries[entries.length] = { id: module.name, load: () => once(made, 'exports, require, module, __filename, __dirname', []) };
      }
      if (request.adapter) {
        const adapt = requireBuiltin(`api/legacy/${request.adapter}`);
        action.adapt = () => adapt({ entries, host, publish, builtin });
      }
      for (const name of request.builtins) builtin(name);
      if (request.late) {
        // Parsed here all the same, so that what cannot be parsed is known now.
        compile(action.file, action.code, 'exports, require, module, __filename, __dirname');
        // Packages need not be loaded at each call because of what the Action itself does.
        if (request.preload) {
          preload(action);
          for (const name in action.modules) preload(action.modules[name]);
        }
        return '{"exports":null}';
      }
      const exports = initialise();
      // Programs of an older form require inside of their functions: in the image all the same, or each call would load it anew.
      if (request.adapter) for (const name in action.modules) preload(action.modules[name]);
      const names = [];
      for (const name in exports) if (typeof exports[name] === 'function') names[names.length] = name;
      return jsonStringify({ exports: names });
    } catch (error) {
      return jsonStringify({ threw: describe(error) });
    }
  }

  function preload(unit) {
    const table = dependencies(unit);
    for (const name in table) {
      try { loading(table[name]); } catch { /* It throws where it is required, too. */ }
    }
  }

  function initialise() {
    if (action.adapt !== undefined) return action.adapter ??= action.adapt();
    return once(action, 'exports, require, module, __filename, __dirname', []);
  }

  async function dispatch(request) {
    current = request;
    try {
      const exports = initialise();
      const name = request.handler;
      const handler = exports?.[name];
      if (handler === undefined || handler === null) {
        if (request.optional) return '{"effects":[],"absent":true}';
        throw new NativeError(`The Action exports no handler "${name}". Use "exports.${name} = async function(event, api) { }".`);
      }
      if (typeof handler !== 'function' || handler.constructor?.name !== 'AsyncFunction') {
        throw new NativeError(`Invalid function signature for the "${name}" handler. Use "exports.${name} = async function(event, api) { }" as the signature.`);
      }
      const effects = [];
      // Defined and not set: a setter on a prototype could swallow it.
      const record = (effect) => {
        const value = jsonStringify(effect);
        defineProperty(effects, effects.length, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
      };
      const event = request.event;
      defineProperty(event, 'secrets', { __proto__: null, value: request.secrets, writable: true, enumerable: true, configurable: true });
      const api = action.api.api(event, record, host);
      await apply(handler, exports, action.adapter === undefined ? [event, api] : [event, api, record]);
      return `{"effects":[${join(effects, ',')}]}`;
    } catch (error) {
      return jsonStringify({ threw: describe(error) });
    }
  }

  // What was thrown, as far as it lets itself be read.
  function describe(thrown) {
    const described = { name: 'Error', message: '', stack: '' };
    try {
      if ((typeof thrown === 'object' && thrown !== null) || typeof thrown === 'function') {
        if (typeof thrown.name === 'string') described.name = slice(thrown.name, 0, 200);
        described.message = typeof thrown.message === 'string' ? thrown.message : slice(jsonStringify(thrown) ?? 'an object', 0, 500);
        if (typeof thrown.stack === 'string') described.stack = thrown.stack;
      } else {
        described.name = 'thrown';
        described.message = toText(thrown);
      }
    } catch {
      described.message = 'something that throws when it is read';
    }
    described.message = slice(toWellFormed(described.message), 0, 4096);
    described.stack = slice(toWellFormed(described.stack), 0, 8192);
    return described;
  }

  return { load, dispatch, deliver };
})
