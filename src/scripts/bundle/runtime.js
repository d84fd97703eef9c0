// What every bundle ends with: Node's `require` over the table of modules above. ES2020, no names but its own.
var $loaded = Object.create(null);
var $compile = typeof compile === "function" ? compile : (file, code) => (0, eval)(code);
function $missing(name) {
  var error = new Error("Cannot find module '" + name + "'");
  error.code = "MODULE_NOT_FOUND";
  return error;
}
// A built-in module that the engine does not have. Packages look at many at their start and use few of them later, so only
// using one is an error; what is asked at the start gets the answer of a machine without files, sockets and terminals.
class $AsyncLocalStorage {
  run(store, callback, ...args) {
    var before = this.store;
    this.store = store;
    try { return callback(...args); } finally { this.store = before; }
  }
  exit(callback, ...args) { return this.run(undefined, callback, ...args); }
  enterWith(store) { this.store = store; }
  getStore() { return this.store; }
  disable() { this.store = undefined; }
}
class $AsyncResource {
  runInAsyncScope(callback, self, ...args) { return callback.apply(self, args); }
  emitDestroy() { return this; }
}
var $channel = () => ({ hasSubscribers: false, publish() {}, subscribe() {}, unsubscribe() { return false; } });
var $tracing = () => ({
  hasSubscribers: false, subscribe() {}, unsubscribe() {},
  traceSync: (callback, context, self, ...args) => callback.apply(self, args),
  tracePromise: async (callback, context, self, ...args) => callback.apply(self, args),
  traceCallback: (callback, position, context, self, ...args) => callback.apply(self, args),
});
var $known = {
  async_hooks: { AsyncLocalStorage: $AsyncLocalStorage, AsyncResource: $AsyncResource },
  diagnostics_channel: { channel: $channel, tracingChannel: $tracing, hasSubscribers: () => false, subscribe() {}, unsubscribe: () => false },
  os: {
    EOL: "\n", platform: () => "linux", type: () => "Linux", arch: () => "wasm32", release: () => "", hostname: () => "localhost",
    endianness: () => "LE", tmpdir: () => "/tmp", homedir: () => "/", cpus: () => [], totalmem: () => 0, freemem: () => 0,
    networkInterfaces: () => ({}), constants: {},
  },
  tty: { isatty: () => false },
  fs: { existsSync: () => false },
  worker_threads: { isMainThread: true, threadId: 0, parentPort: null },
  perf_hooks: { get performance() { return globalThis.performance; } },
  zlib: { constants: {} },
  http2: { constants: {} },
  module: { createRequire: () => $require({}) },
};
var $absentOnes = new WeakSet();
function $absent(path, known) {
  function absent() {
    var error = new Error(path + " is not available in Actions");
    error.code = "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM";
    throw error;
  }
  // As its own, so that copies of the module have them as well.
  if (known) Object.defineProperties(absent, Object.getOwnPropertyDescriptors(known));
  var members = Object.create(null);
  var proxy = new Proxy(absent, {
    get: function (target, key) {
      if (key === "prototype" || (known && Object.prototype.hasOwnProperty.call(known, key))) return target[key];
      if (typeof key === "symbol" || key === "then" || key === "__esModule" || key === "toJSON") return undefined;
      if (key === "default") return proxy;
      return key in members ? members[key] : (members[key] = $absent(path + "." + key));
    },
    set: function (target, key, value) {
      members[key] = value;
      return true;
    },
  });
  $absentOnes.add(proxy);
  return proxy;
}
function $builtin(name) {
  var key = "node:" + name.replace(/^node:/, "");
  if (key in $loaded) return $loaded[key];
  if (key === "node:process") return ($loaded[key] = globalThis.process);
  try {
    return ($loaded[key] = require(name));
  } catch (error) {
    if (!error || error.code !== "MODULE_NOT_FOUND") throw error;
    return ($loaded[key] = $absent(key.slice(5), $known[key.slice(5)]));
  }
}
function $load(id) {
  var module = $loaded[id];
  if (module) return module.exports;
  var filename = "/node_modules/" + id;
  var dirname = filename.slice(0, filename.lastIndexOf("/"));
  module = { exports: {}, id: filename, filename: filename, loaded: false, parent: null, children: [], paths: [] };
  $loaded[id] = module;
  var done = false;
  try {
    var definition = $modules[id];
    // Most files of large packages are never loaded: as text they cost their length, as functions several times that.
    $compile(id, "(\n" + definition[0] + ")").call(module.exports, module, module.exports, $require(definition[1]), filename, dirname, $default, $namespace, $star);
    done = true;
  } finally {
    if (!done) delete $loaded[id];
  }
  module.loaded = true;
  // A module of ES syntax may say what `require` gives (Node: `export { x as "module.exports" }`).
  if ($isNamespace(module.exports) && "module.exports" in module.exports) module.exports = module.exports["module.exports"];
  return module.exports;
}
function $require(names) {
  function require(name, imported) {
    name = String(name);
    if (imported === 1 && Object.prototype.hasOwnProperty.call(names, "import " + name)) name = "import " + name;
    if (Object.prototype.hasOwnProperty.call(names, name)) {
      var to = names[name];
      if (to === 0) return $builtin(name.replace(/^import /, ""));
      if (to === 1) return {};
      if (to === 2) throw $missing(name);
      return $load(to);
    }
    return $builtinOrMissing(name);
  }
  require.resolve = function (name) {
    var to = names[name];
    if (typeof to === "string") return "/node_modules/" + to;
    if (to === 0) return name;
    throw $missing(name);
  };
  require.cache = Object.create(null);
  require.extensions = Object.create(null);
  require.main = undefined;
  return require;
}
function $builtinOrMissing(name) {
  if ($builtins.indexOf(name.replace(/^node:/, "")) >= 0) return $builtin(name);
  throw $missing(name);
}
function $isNamespace(value) {
  return value !== null && typeof value === "object" && value[Symbol.toStringTag] === "Module";
}
// What `import x from` gives, as in Node: a module of ES syntax has a default, any other module is one.
function $default(value) {
  return $isNamespace(value) ? value : { default: value };
}
function $namespace(value) {
  if ($isNamespace(value) || $absentOnes.has(value)) return value;
  var namespace = {};
  if (value !== null && (typeof value === "object" || typeof value === "function")) {
    for (var key of Object.keys(value)) {
      if (key !== "default") Object.defineProperty(namespace, key, Object.getOwnPropertyDescriptor(value, key));
    }
  }
  namespace.default = value;
  return Object.defineProperty(namespace, Symbol.toStringTag, { value: "Module" });
}
function $star(exports, value) {
  for (let key of Object.keys(value)) {
    if (key !== "default" && !Object.prototype.hasOwnProperty.call(exports, key)) {
      Object.defineProperty(exports, key, { enumerable: true, configurable: true, get: () => value[key] });
    }
  }
}
module.exports = $table($load);
