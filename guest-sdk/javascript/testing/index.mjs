// Runs an Action's handler in Node, with the `api` objects that the server uses, and says what it asked for.
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Cache, host } from './host.mjs';
import { TRIGGERS, api, load } from './load.mjs';

export { Cache, TRIGGERS };
export { answering } from './answers.mjs';
export { cases, merge } from './cases.mjs';

// What was written, line by line, with the levels of an execution record.
function recorder() {
  const lines = [];
  const sink = (level) => new Writable({
    decodeStrings: false,
    write(text, _, done) { lines.push({ level, message: String(text).replace(/\n$/, '') }); done(); },
  });
  const console = new Console({ stdout: sink('info'), stderr: sink('error') });
  console.debug = new Console({ stdout: sink('debug') }).debug;
  console.warn = new Console({ stdout: sink('info'), stderr: sink('warn') }).warn;
  return { lines, console };
}

// `fetch` that notes what was asked for.
function recording(fetch, requests) {
  return async (input, init) => {
    const request = new Request(input, init);
    const body = await request.clone().text();
    requests.push({ method: request.method, url: request.url, headers: Object.fromEntries(request.headers), body });
    return fetch(request);
  };
}

// `Date` that stands still, as it does on the server while an Action computes.
const standing = (now) => new Proxy(Date, {
  construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [now] : given, made),
  apply: () => new Date(now).toString(),
  get: (target, name) => (name === 'now' ? () => now : Reflect.get(target, name)),
});

function handlerOf(exports, name) {
  const handler = exports?.[name];
  const signature = `"exports.${name} = async function(event, api) { }"`;
  if (handler === undefined || handler === null) throw new Error(`The Action exports no handler "${name}". Use ${signature}.`);
  if (typeof handler !== 'function' || handler.constructor?.name !== 'AsyncFunction') {
    throw new Error(`Invalid function signature for the "${name}" handler. Use ${signature} as the signature.`);
  }
  return handler;
}

function waiting(effect) {
  if (effect === undefined) return 'allow';
  return effect.type === 'redirect' ? 'redirect' : 'challenge';
}

function verdictOf(effects) {
  const deciding = effects.find(({ type }) => ['access_deny', 'reject_subject_token', 'validation_error'].includes(type));
  if (deciding === undefined) return waiting(effects.findLast(({ type }) => /^(redirect$|challenge_with|enroll_with)/.test(type)));
  return deciding.type === 'validation_error' ? 'validation_error' : 'deny';
}

// See index.d.mts.
export async function run(action, { trigger, event, handler, secrets, cache = {}, fetch = globalThis.fetch, now, modules = {}, operations }) {
  const file = action instanceof URL || /^file:/.test(action) ? fileURLToPath(action) : action;
  const { handlers, api: begin } = api(trigger);
  const [effects, requests] = [[], []];
  const { lines, console } = recorder();
  const clock = () => now ?? Date.now();
  const scope = { console, fetch: recording(fetch, requests), ...(now === undefined ? {} : { Date: standing(now) }) };
  const result = { verdict: 'failed', effects: [], console: lines, requests };
  try {
    const exports = load(file, { scope, modules });
    const execute = handlerOf(exports, handler ?? handlers.execute);
    const told = { ...structuredClone(event), secrets: { ...event.secrets, ...secrets } };
    const server = host({ cache: cache instanceof Cache ? cache : new Cache(cache, clock()), now: clock, operations });
    const offered = begin(told, (effect) => effects.push(JSON.parse(JSON.stringify(effect))), server);
    await execute.call(exports, told, offered);
    return { ...result, verdict: verdictOf(effects), effects };
  } catch (error) {
    // As on the server, an Action that throws has asked for nothing.
    return { ...result, error };
  }
}
