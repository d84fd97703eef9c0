// AbortController and AbortSignal, with timeout() and any().
'use strict';

const { Event, EventTarget, attribute } = require('internal/event');
const { coded } = require('internal/errors');
const { custom, show } = require('../parts/show.js');

const making = Symbol('making');
const abort = Symbol('abort');

class AbortSignal extends EventTarget {
  #aborted = false;
  #reason = undefined;

  constructor(key) {
    if (key !== making) throw coded(TypeError, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    super();
  }

  get aborted() { return this.#aborted; }
  get reason() { return this.#reason; }

  throwIfAborted() {
    if (this.#aborted) throw this.#reason;
  }

  [abort](reason = new DOMException('This operation was aborted', 'AbortError')) {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    this.dispatchEvent(new Event('abort'));
  }

  [custom](depth, options, inspect) {
    return show(this, { aborted: this.aborted }, depth, options, inspect);
  }

  static abort(reason) {
    const signal = new AbortSignal(making);
    signal[abort](reason);
    return signal;
  }

  static timeout(ms) {
    const delay = Number(ms);
    if (!(delay >= 0 && delay <= Number.MAX_SAFE_INTEGER)) {
      throw coded(RangeError, 'ERR_OUT_OF_RANGE', `The value of "delay" is out of range. It must be >= 0 && <= 4294967295. Received ${String(ms)}`);
    }
    const signal = new AbortSignal(making);
    require('timers').setTimeout(() => signal[abort](new DOMException('The operation was aborted due to timeout', 'TimeoutError')), delay).unref();
    return signal;
  }

  static any(signals) {
    const all = [...signals];
    const signal = new AbortSignal(making);
    const first = all.find((each) => each.aborted);
    if (first) signal[abort](first.reason);
    else for (const each of all) each.addEventListener('abort', () => signal[abort](each.reason), { once: true });
    return signal;
  }
}
attribute(AbortSignal.prototype, 'abort');

class AbortController {
  #signal = new AbortSignal(making);
  get signal() { return this.#signal; }
  abort(reason) { this.#signal[abort](reason); }
  [custom](depth, options, inspect) {
    return show(this, { signal: this.signal }, depth, options, inspect);
  }
}

for (const [constructor, name] of [[AbortSignal, 'AbortSignal'], [AbortController, 'AbortController']]) {
  Object.defineProperty(constructor.prototype, Symbol.toStringTag, { value: name, configurable: true });
}

module.exports = { AbortController, AbortSignal };
