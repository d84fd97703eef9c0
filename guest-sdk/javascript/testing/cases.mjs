// Cases in a file: `expected.json` beside an Action says, for each, what differs in `event.json` and what comes of it.
import { existsSync, readFileSync } from 'node:fs';
import { answering } from './answers.mjs';
import { run } from './index.mjs';

const object = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

// `change` over `value`, as RFC 7396 has it: objects are merged, null removes, anything else replaces.
export function merge(value, change) {
  if (!object(change)) return change;
  const merged = object(value) ? { ...value } : {};
  for (const [name, inner] of Object.entries(change)) {
    if (inner === null) delete merged[name];
    else merged[name] = merge(merged[name], inner);
  }
  return merged;
}

// A request, with as much of it as was expected.
function seen(request, { headers = {}, json, ...expected }) {
  const part = Object.fromEntries(Object.keys(expected).map((name) => [name, request[name]]));
  if (Object.keys(headers).length > 0) part.headers = Object.fromEntries(Object.keys(headers).map((name) => [name, request.headers[name]]));
  if (json !== undefined) part.json = JSON.parse(request.body);
  return part;
}

function narrowed(result, expected) {
  const { verdict, effects, console, requests, error } = result;
  const all = { verdict, effects, console, error: error?.message, requests: requests.map((request, i) => seen(request, expected.requests?.[i] ?? {})) };
  return Object.fromEntries(Object.keys(expected).map((name) => [name, all[name]]));
}

// The cases beside the file that asks. Each has a name, what is expected, and `run`, which answers as much of the result.
export function cases(beside) {
  const at = (name) => new URL(name, beside);
  const read = (name) => JSON.parse(readFileSync(at(name), 'utf8'));
  const action = at(existsSync(at('action.ts')) ? 'action.ts' : 'action.js');
  const base = read('event.json');
  const { trigger, now, cases: listed } = read('expected.json');
  return Object.entries(listed).map(([name, { event = {}, handler, cache, answers = [], expect }]) => ({
    name,
    expected: expect,
    async run() {
      const given = { trigger, event: merge(base, event), handler, cache, now: now && Date.parse(now), fetch: answering(answers) };
      const result = await run(action, given);
      // What was not expected to go wrong should be seen whole.
      if (result.error !== undefined && expect.error === undefined) throw result.error;
      return narrowed(result, expect);
    },
  }));
}
