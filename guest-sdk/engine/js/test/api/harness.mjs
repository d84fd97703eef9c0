// An Action's handler with the `api` of a trigger, as the engine calls it, and a host that answers from memory.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const fixtures = new URL('../../../../../tests/fixtures/', import.meta.url);

export const NOW = Date.parse('2026-11-20T10:00:00.000Z');

// The event of a trigger, fresh.
export const event = (trigger) => JSON.parse(readFileSync(new URL(`${trigger}.json`, fixtures), 'utf8'));

// Operations whose text is a key and no JSON.
const plain = ['cache.get', 'cache.delete'];

function memoryHost(answers) {
  const cache = new Map();
  const operations = {
    'crypto.hmac'({ hash, key }, bytes) {
      if (hash !== 'sha256') throw Object.assign(new Error('no such hash'), { code: 'NotSupported' });
      return { bytes: new Uint8Array(createHmac('sha256', Buffer.from(key, 'base64')).update(bytes).digest()) };
    },
    'cache.get': (key) => ({ text: JSON.stringify(cache.get(key) ?? null) }),
    'cache.set'({ key, value, ttl, expires_at: end }) {
      const record = { value, expires_at: Math.min(NOW + (ttl ?? Infinity), end ?? Infinity, NOW + 86400000) };
      cache.set(key, record);
      return { text: JSON.stringify(record) };
    },
    'cache.delete'(key) {
      if (!cache.delete(key)) throw Object.assign(new Error('none'), { code: 'CacheKeyDoesNotExist' });
      return { text: 'null' };
    },
    ...answers,
  };
  const call = (operation, text, bytes) => {
    const operate = operations[operation];
    if (operate === undefined) throw Object.assign(new Error(`no ${operation}`), { code: 'NotSupported' });
    return { text: '', bytes: new Uint8Array(), ...operate(plain.includes(operation) ? text : JSON.parse(text), bytes) };
  };
  return {
    now: () => NOW,
    utf8Encode: (text) => new TextEncoder().encode(text),
    utf8Decode: (bytes, fatal) => new TextDecoder('utf-8', { fatal }).decode(bytes),
    call,
    begin: async (operation, text, bytes) => call(operation, text, bytes),
  };
}

// The trigger's module, its event (changed by `change`), the effects so far, and the object.
export function begin(trigger, { change = () => {}, answers = {} } = {}) {
  const module = require(`../../api/${trigger}.js`);
  const effects = [];
  const told = event(trigger);
  change(told);
  // What is recorded is read by the server as JSON, so nothing else may be in it.
  const record = (effect) => effects.push(JSON.parse(JSON.stringify(effect)));
  return { module, event: told, effects, api: module.api(told, record, memoryHost(answers)) };
}
