// process: what programs ask of it to learn where they run, with the answers of a Node that has nothing. The environment is empty;
// an Action's secrets are in event.secrets.
'use strict';

const version = '22.18.0';
const started = () => (first ??= host.now());
let first;
let mask = 0o22;

const warned = (warning, type = 'Warning', code = undefined) => {
  const { name = 'Warning', message } = warning instanceof Error ? warning : { name: typeof type === 'object' ? type?.type ?? 'Warning' : type, message: `${warning}` };
  const id = (typeof type === 'object' ? type?.code : code) ?? warning.code;
  host.log(2, `(node:1) ${id === undefined ? '' : `[${id}] `}${name}: ${message}`.toWellFormed());
};

const refuse = (what) => () => {
  throw Object.assign(new Error(`process.${what} is not available: an Action is not a process of its own.`), { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' });
};

function hrtime(since = undefined) {
  const ms = host.now();
  let [seconds, nanoseconds] = [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
  if (since !== undefined) {
    seconds -= since[0];
    nanoseconds -= since[1];
    if (nanoseconds < 0) [seconds, nanoseconds] = [seconds - 1, nanoseconds + 1e9];
  }
  return [seconds, nanoseconds];
}
hrtime.bigint = () => BigInt(Math.round(host.now() * 1e6));

const output = (level) => ({
  isTTY: false, writable: true, columns: 80, fd: level === 1 ? 1 : 2,
  write(chunk, ...rest) {
    host.log(level, String(chunk).replace(/\n$/, '').toWellFormed());
    const callback = rest.findLast((each) => typeof each === 'function');
    if (callback) queueMicrotask(callback);
    return true;
  },
  end() {}, on() { return this; }, once() { return this; }, emit() { return false; }, removeListener() { return this; },
  hasColors: () => false, getColorDepth: () => 1,
});

// Nothing ever happens to this process, so nobody is told of it.
const quiet = {};
for (const name of ['on', 'once', 'off', 'addListener', 'prependListener', 'prependOnceListener', 'removeListener', 'removeAllListeners', 'setMaxListeners']) {
  quiet[name] = function () { return this; };
}

const process = {
  title: 'node', version: `v${version}`, versions: { node: version, modules: '127' }, arch: 'x64', platform: 'linux', release: { name: 'node', lts: 'Jod' },
  argv: ['node'], execArgv: [], execPath: '/usr/bin/node', argv0: 'node', env: {}, pid: 1, ppid: 0, exitCode: undefined, config: { target_defaults: {}, variables: {} },
  features: { inspector: false, debug: false, uv: false, ipv6: true, tls_alpn: true, tls_sni: true, tls_ocsp: false, tls: true },
  allowedNodeEnvironmentFlags: new Set(), noDeprecation: false,
  ...quiet,
  emit: () => false, listeners: () => [], rawListeners: () => [], listenerCount: () => 0, eventNames: () => [], getMaxListeners: () => 10,
  nextTick(callback, ...args) {
    if (typeof callback !== 'function') require('internal/errors').needFunction(callback, 'callback');
    queueMicrotask(() => callback(...args));
  },
  cwd: () => '/',
  chdir: refuse('chdir'),
  umask: (value) => (value === undefined ? mask : ([mask, value] = [value, mask])[1]),
  uptime: () => (host.now() - started()) / 1000,
  hrtime,
  memoryUsage: Object.assign(() => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }), { rss: () => 0 }),
  cpuUsage: () => ({ user: 0, system: 0 }),
  resourceUsage: () => ({}),
  emitWarning: warned,
  getuid: () => 1000, geteuid: () => 1000, getgid: () => 1000, getegid: () => 1000, getgroups: () => [],
  getBuiltinModule: (name) => (require('module').isBuiltin(name) ? require(name.replace(/^node:/, '')) : undefined),
  setUncaughtExceptionCaptureCallback() {}, hasUncaughtExceptionCaptureCallback: () => false,
  exit: refuse('exit'), abort: refuse('abort'), kill: refuse('kill'), binding: refuse('binding'), dlopen: refuse('dlopen'),
  stdout: output(1), stderr: output(3), stdin: { isTTY: false, fd: 0, on() { return this; }, once() { return this; }, resume() { return this; }, pause() { return this; } },
};
Object.defineProperty(process, Symbol.toStringTag, { value: 'process', configurable: true });

module.exports = { process };
