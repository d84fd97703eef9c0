// The engine's part that the built-ins need, in plain JavaScript: require among them, lazy globals, and a runner of cases. The
// expression is a function of (make, globals, sources): `make` compiles, `sources` is name → text of dist/builtin.
(function (make, globals, sources) {
  'use strict';
  const { host, next, log, requests, routes } = make('host')();
  const modules = new Map();

  function require(wanted) {
    const name = String(wanted).replace(/^node:/, '');
    if (modules.has(name)) return modules.get(name).exports;
    if (!Object.hasOwn(sources, name)) throw Object.assign(new Error(`Cannot find module '${wanted}'`), { code: 'MODULE_NOT_FOUND' });
    const module = { exports: {} };
    modules.set(name, module);
    make(name)(module, module.exports, require, host);
    return module.exports;
  }

  const scope = {};
  for (const [name, [module, member]] of Object.entries(globals)) {
    Object.defineProperty(scope, name, { configurable: true, enumerable: true, get: () => require(module)[member] });
  }

  // What a case writes on a console, line by line.
  function capture(write) {
    const lines = [];
    write(require('internal/console')({ log: (level, text) => { lines.push(`${level === 1 ? 'out' : level === 0 ? 'out' : 'err'} ${text}`); }, now: host.now }));
    return lines.join('\n');
  }

  return { require, scope, capture, next, log, requests, routes, host };
})
