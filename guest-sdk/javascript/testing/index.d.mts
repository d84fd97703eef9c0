// A harness for tests of Actions: the handler runs in Node with the server's own `api` objects; what it asks for is the result.
// There is no fuel, no memory limit and no rule about which servers may be reached: those are the sandbox's.

import type { Events, Trigger } from '../types/index';

/** Something an Action asked for, as execution records show it: `{ type: 'access_deny', reason: '…' }`. */
export interface Effect {
  type: string;
  [member: string]: any;
}

export interface ConsoleLine {
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
}

/** A request that the Action made by `fetch`. Header names are in lower case. */
export interface RecordedRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface Result {
  /** `failed`: it threw, and `error` is what. */
  verdict: 'allow' | 'deny' | 'validation_error' | 'redirect' | 'challenge' | 'failed';
  /** In the order of the calls; none where it failed. */
  effects: Effect[];
  console: ConsoleLine[];
  requests: RecordedRequest[];
  error?: any;
}

export interface RunOptions<T extends Trigger> {
  trigger: T;
  /** It is copied; `secrets` may be left out. */
  event: Omit<Events[T], 'secrets'> & { secrets?: Record<string, string> };
  /** Which export runs; the trigger's first handler unless given: `onContinuePostLogin`. */
  handler?: string;
  /** Over those of the event. */
  secrets?: Record<string, string>;
  /** What is cached at the start; or a `Cache`, to see what a run leaves. */
  cache?: Record<string, string> | Cache;
  /** In place of Node's. Packages that the Action requires see Node's. */
  fetch?: typeof fetch;
  /** Milliseconds since 1970: then the Action's clock stands still there. */
  now?: number;
  /** What `require('actions:<name>')` gives. */
  modules?: Record<string, any>;
  /** What the server knows of the user: `{'roles.list': () => ({roles: []}), 'groups.member': ({groups}) => ({member: true}), …}`. */
  operations?: Record<string, (given: any) => any>;
}

/** Runs a handler of the Action in a file (`.js`, or `.ts` where the package typescript is installed). */
export function run<T extends Trigger>(action: string | URL, options: RunOptions<T>): Promise<Result>;

/** The cache of a trigger, with the server's limits. */
export class Cache {
  constructor(entries?: Record<string, string>, now?: number);
  get(key: string, now?: number): { value: string; expires_at: number } | undefined;
}

/** A `fetch` that answers from a list; what is not in it cannot be reached. */
export function answering(answers: { method?: string; url: string; status?: number; json?: any; text?: string }[]): typeof fetch;

/** A case of `expected.json`. */
export interface Case {
  name: string;
  /** What is expected of the result. */
  expected: Record<string, any>;
  /** Runs it: as much of the result as is expected. */
  run(): Promise<Record<string, any>>;
}

/**
 * The cases in `expected.json` beside a test (`cases(import.meta.url)`), for `action.js` or `action.ts` and `event.json` there:
 * `{trigger, now?, cases: {name: {event?, handler?, cache?, answers?, expect: {verdict?, effects?, console?, requests?, error?}}}}`.
 * `event` is what differs from `event.json` (RFC 7396: objects are merged, `null` removes).
 */
export function cases(beside: string | URL): Case[];

/** `change` over `value`, as RFC 7396 has it. */
export function merge(value: any, change: any): any;

/** The ids of the triggers. */
export const TRIGGERS: Trigger[];
