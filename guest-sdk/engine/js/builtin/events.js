// Node's EventEmitter from npm, with what has been added to Node since.
'use strict';

const EventEmitter = require('npm:events/events.js');
const { coded, needFunction } = require('internal/errors');

const errorMonitor = Symbol('events.errorMonitor');
const emit = EventEmitter.prototype.emit;

for (const method of ['on', 'addListener', 'once', 'prependListener', 'prependOnceListener', 'off', 'removeListener']) {
  const original = EventEmitter.prototype[method];
  EventEmitter.prototype[method] = function (type, listener) {
    needFunction(listener, 'listener');
    return original.call(this, type, listener);
  };
}


EventEmitter.prototype.emit = function (type, ...args) {
  if (type === 'error') {
    if (this.listenerCount(errorMonitor) > 0) emit.call(this, errorMonitor, ...args);
    if (this.listenerCount('error') === 0 && !(args[0] instanceof Error)) {
      const shown = require('internal/inspect').inspect(args[0]);
      throw Object.assign(coded(Error, 'ERR_UNHANDLED_ERROR', `Unhandled error. (${shown})`), { context: args[0] });
    }
  }
  return emit.call(this, type, ...args);
};

function abortError(signal) {
  return Object.assign(new Error('The operation was aborted', { cause: signal.reason }), { name: 'AbortError', code: 'ABORT_ERR' });
}

function once(emitter, name, options = undefined) {
  const signal = options?.signal;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortError(signal));
      return;
    }
    const isTarget = typeof emitter.addEventListener === 'function' && typeof emitter.on !== 'function';
    const listen = (event, listener) => (isTarget ? emitter.addEventListener(event, listener, { once: true }) : emitter.once(event, listener));
    const forget = (event, listener) => (isTarget ? emitter.removeEventListener(event, listener) : emitter.removeListener(event, listener));
    const settle = (act) => (value) => {
      forget(name, done);
      forget('error', failed);
      act(value);
    };
    const failed = settle(reject);
    const done = (...args) => settle(resolve)(args);
    listen(name, done);
    if (name !== 'error' && !isTarget) listen('error', failed);
    signal?.addEventListener('abort', () => settle(reject)(abortError(signal)), { once: true });
  });
}

// An endless iterator over the arguments of each event.
function on(emitter, name, options = undefined) {
  const events = [];
  const waiting = [];
  let failure;
  let finished = false;
  const handler = (...args) => (waiting.length > 0 ? waiting.shift().resolve({ value: args, done: false }) : events.push(args));
  const fail = (error) => {
    if (waiting.length > 0) waiting.shift().reject(error);
    else failure = { error };
    close();
  };
  function close() {
    emitter.removeListener(name, handler);
    emitter.removeListener('error', fail);
    finished = true;
    for (const { resolve } of waiting.splice(0)) resolve({ value: undefined, done: true });
    return Promise.resolve({ value: undefined, done: true });
  }
  if (options?.signal?.aborted) throw abortError(options.signal);
  options?.signal?.addEventListener('abort', () => fail(abortError(options.signal)), { once: true });
  emitter.on(name, handler);
  if (name !== 'error') emitter.on('error', fail);
  return {
    next() {
      if (events.length > 0) return Promise.resolve({ value: events.shift(), done: false });
      if (failure) {
        const { error } = failure;
        failure = undefined;
        return Promise.reject(error);
      }
      if (finished) return Promise.resolve({ value: undefined, done: true });
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    return: close,
    throw(error) {
      fail(error);
      return Promise.resolve({ value: undefined, done: true });
    },
    [Symbol.asyncIterator]() { return this; },
  };
}

Object.assign(EventEmitter, {
  EventEmitter, once, on, errorMonitor,
  captureRejections: false,
  captureRejectionSymbol: Symbol.for('nodejs.rejection'),
  getEventListeners: (emitter, name) => emitter.listeners?.(name) ?? [],
  getMaxListeners: (emitter) => emitter.getMaxListeners?.() ?? EventEmitter.defaultMaxListeners,
  setMaxListeners: (count = EventEmitter.defaultMaxListeners, ...emitters) => emitters.forEach((emitter) => emitter.setMaxListeners?.(count)),
  listenerCount: (emitter, name) => emitter.listenerCount(name),
  addAbortListener(signal, listener) {
    if (signal.aborted) queueMicrotask(() => listener());
    else signal.addEventListener('abort', listener, { once: true });
    return { [Symbol.dispose ?? Symbol.for('Symbol.dispose')]: () => signal.removeEventListener('abort', listener) };
  },
});

// The bundler may have renamed the function; inspect shows the name.
Object.defineProperty(EventEmitter, 'name', { value: 'EventEmitter', configurable: true });

module.exports = EventEmitter;
