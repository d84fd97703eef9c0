// Node's timers/promises.
'use strict';

const timers = require('timers');

function abortError(signal) {
  return Object.assign(new Error('The operation was aborted', { cause: signal.reason }), { name: 'AbortError', code: 'ABORT_ERR' });
}

function waitFor(start, clear, value, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortError(signal));
      return;
    }
    const timer = start(() => resolve(value));
    signal?.addEventListener('abort', () => {
      clear(timer);
      reject(abortError(signal));
    }, { once: true });
  });
}

const setTimeout = (delay, value, options) => waitFor((done) => timers.setTimeout(done, delay), timers.clearTimeout, value, options?.signal);
const setImmediate = (value, options) => waitFor((done) => timers.setImmediate(done), timers.clearImmediate, value, options?.signal);

async function* setInterval(delay, value, options) {
  for (;;) yield await setTimeout(delay, value, options);
}

module.exports = { setTimeout, setImmediate, setInterval, scheduler: { wait: (delay, options) => setTimeout(delay, undefined, options), yield: setImmediate } };
