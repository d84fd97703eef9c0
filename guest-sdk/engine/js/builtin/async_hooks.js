// AsyncLocalStorage for a runtime without hooks into promises: a store holds for what `run` calls synchronously and, where that gives a
// promise, until it settles. One invocation serves one login, so two runs seldom interleave; where they do, the later one's store is seen.
'use strict';

class AsyncLocalStorage {
  #store;
  #enabled = true;

  static bind(fn) { return AsyncResource.bind(fn); }
  static snapshot() { return (fn, ...args) => fn(...args); }

  getStore() { return this.#enabled ? this.#store : undefined; }
  enterWith(store) {
    this.#enabled = true;
    this.#store = store;
  }
  disable() {
    this.#enabled = false;
    this.#store = undefined;
  }
  run(store, callback, ...args) {
    const before = this.#store;
    this.enterWith(store);
    const leave = () => { this.#store = before; };
    let result;
    try {
      result = callback(...args);
    } catch (error) {
      leave();
      throw error;
    }
    if (result instanceof Promise) result.then(leave, leave);
    else leave();
    return result;
  }
  exit(callback, ...args) { return this.run(undefined, callback, ...args); }
}

class AsyncResource {
  constructor(type) { this.type = type; }
  runInAsyncScope(fn, self, ...args) { return Reflect.apply(fn, self, args); }
  emitDestroy() { return this; }
  asyncId() { return 1; }
  triggerAsyncId() { return 0; }
  bind(fn, self) { return AsyncResource.bind(fn, this.type, self); }
  static bind(fn, _type, self) { return self === undefined ? function (...args) { return Reflect.apply(fn, this, args); } : fn.bind(self); }
}

const hook = { enable: () => hook, disable: () => hook };

module.exports = {
  AsyncLocalStorage, AsyncResource,
  createHook: () => hook,
  executionAsyncId: () => 1,
  triggerAsyncId: () => 0,
  executionAsyncResource: () => ({}),
  asyncWrapProviders: {},
};
