// What the server answers to the `api` objects, from memory: the cache with the server's limits, the HMAC of session tokens.
import { createHmac } from 'node:crypto';

const MAX = { key: 64, value: 4096, total: 16640, entries: 20, life: 24 * 60 * 60 * 1000 };
const DEFAULT_LIFE = 15 * 60 * 1000;

const bytes = (text) => Buffer.byteLength(text);
const refuse = (code) => { throw Object.assign(new Error(code), { code }); };

// The entries of one trigger. Give the same one to several runs to see what a run leaves for the next.
export class Cache {
  #entries = new Map();

  constructor(entries = {}, now = Date.now()) {
    for (const [key, value] of Object.entries(entries)) this.set({ key, value }, now);
  }

  get(key, now = Date.now()) {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.expires_at > now ? { ...entry } : undefined;
  }

  set({ key, value, ttl, expires_at: end }, now) {
    if (bytes(key) > MAX.key) refuse('CacheKeySizeExceeded');
    if (bytes(value) > MAX.value) refuse('CacheValueSizeExceeded');
    const until = ttl === undefined && end === undefined ? now + DEFAULT_LIFE : Math.min(now + (ttl ?? Infinity), end ?? Infinity);
    if (until <= now) refuse('ItemAlreadyExpired');
    for (const [other, entry] of this.#entries) if (entry.expires_at <= now) this.#entries.delete(other);
    const others = [...this.#entries].filter(([other]) => other !== key);
    const total = others.reduce((sum, [, entry]) => sum + bytes(entry.value), bytes(value));
    if (others.length >= MAX.entries || total > MAX.total) refuse('CacheSizeExceeded');
    const entry = { value, expires_at: Math.min(until, now + MAX.life) };
    this.#entries.set(key, entry);
    return { ...entry };
  }

  delete(key, now) {
    if (this.get(key, now) === undefined) refuse('CacheKeyDoesNotExist');
    this.#entries.delete(key);
  }
}

// `operations` answers what is asked of the server besides: 'roles.list', 'groups.member', …
export function host({ cache, now, operations = {} }) {
  const hmac = ({ hash, key }, content) => createHmac(hash, Buffer.from(key, 'base64')).update(content).digest();
  const known = {
    'cache.get': (key) => ({ text: JSON.stringify(cache.get(key, now()) ?? null) }),
    'cache.set': (given) => ({ text: JSON.stringify(cache.set(JSON.parse(given), now())) }),
    'cache.delete'(key) { cache.delete(key, now()); return { text: 'null' }; },
    'crypto.hmac': (given, content) => ({ bytes: new Uint8Array(hmac(JSON.parse(given), content)) }),
  };
  const call = (operation, text, content) => {
    if (Object.hasOwn(operations, operation)) return { text: JSON.stringify(operations[operation](JSON.parse(text))), bytes: new Uint8Array() };
    if (!Object.hasOwn(known, operation)) throw new Error(`the server has no operation ${operation}; give one in \`operations\``);
    return { text: '', bytes: new Uint8Array(), ...known[operation](text, content) };
  };
  return {
    now,
    utf8Encode: (text) => new TextEncoder().encode(text),
    utf8Decode: (content, fatal) => new TextDecoder('utf-8', { fatal }).decode(content),
    call,
    begin: async (operation, text, content) => call(operation, text, content),
  };
}
