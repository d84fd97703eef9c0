// Every method of the SDK, found by walking its prototypes, and which of them were called with which outcome.

import { appendFileSync } from 'node:fs';

/** Every method below `client`: its path (`users.roles.list`), and the prototype that it stands on. */
export function methods(client, path = []) {
  const found = [];
  for (let prototype = Object.getPrototypeOf(client); prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype)) {
    for (const [name, { get, value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const below = get && client[name];
      if (below && typeof below === 'object') found.push(...methods(below, [...path, name]));
      // The client's own `fetch` is for what has no method.
      else if (typeof value === 'function' && name !== 'constructor' && !name.startsWith('_') && path.length > 0) {
        found.push({ path: [...path, name].join('.'), prototype, name });
      }
    }
  }
  return found;
}

/** From now on each call of a method of `client`'s kind leaves a line in `file`: its path, and `ok` or the status of the error. */
export function record(client, file) {
  const lines = new Set();
  for (const { path, prototype, name } of methods(client)) {
    const method = prototype[name];
    prototype[name] = function recorded(...args) {
      const answer = method.apply(this, args);
      answer.then(() => lines.add(`${path} ok`), (error) => lines.add(`${path} ${error.statusCode}`));
      return answer;
    };
  }
  process.once('exit', () => appendFileSync(file, [...lines].map((line) => `${line}\n`).join('')));
}
