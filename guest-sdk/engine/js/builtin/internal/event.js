// Event, CustomEvent and EventTarget of the DOM standard, as far as they mean something without a document: no capturing, no bubbling.
'use strict';

const { coded, invalidArgument } = require('internal/errors');
const { custom, show } = require('../parts/show.js');

const state = Symbol('state');

class Event {
  #type;
  #bubbles;
  #cancelable;
  #composed;
  #prevented = false;
  #time;
  static NONE = 0;
  static CAPTURING_PHASE = 1;
  static AT_TARGET = 2;
  static BUBBLING_PHASE = 3;
  // What dispatchEvent sets; unreachable for programs, as the key is not theirs.
  [state] = { target: null, dispatching: false, stopped: false, stoppedNow: false, passive: false, prevented: false };

  constructor(type, options = undefined) {
    if (arguments.length === 0) throw coded(TypeError, 'ERR_MISSING_ARGS', 'The "type" argument must be specified');
    this.#type = `${type}`;
    this.#bubbles = Boolean(options?.bubbles);
    this.#cancelable = Boolean(options?.cancelable);
    this.#composed = Boolean(options?.composed);
    this.#time = require('internal/performance').performance.now();
  }

  get type() { return this.#type; }
  get bubbles() { return this.#bubbles; }
  get cancelable() { return this.#cancelable; }
  get composed() { return this.#composed; }
  get defaultPrevented() { return this.#cancelable && this.#prevented; }
  get returnValue() { return !this.defaultPrevented; }
  get timeStamp() { return this.#time; }
  get target() { return this[state].target; }
  get srcElement() { return this[state].target; }
  get currentTarget() { return this[state].dispatching ? this[state].target : null; }
  get eventPhase() { return this[state].dispatching ? Event.AT_TARGET : Event.NONE; }
  get cancelBubble() { return this[state].stopped; }
  set cancelBubble(value) { if (value) this[state].stopped = true; }
  get isTrusted() { return false; }
  composedPath() { return this[state].dispatching ? [this[state].target] : []; }
  preventDefault() { if (!this[state].passive) this.#prevented = true; }
  stopPropagation() { this[state].stopped = true; }
  stopImmediatePropagation() { this[state].stopped = this[state].stoppedNow = true; }
  [custom](depth, options, inspect) {
    return show(this, { type: this.type, defaultPrevented: this.defaultPrevented, cancelable: this.cancelable, timeStamp: this.timeStamp }, depth, options, inspect);
  }
}

class CustomEvent extends Event {
  #detail;
  constructor(type, options = undefined) {
    super(type, options);
    this.#detail = options?.detail ?? null;
  }
  get detail() { return this.#detail; }
}

class EventTarget {
  [state] = new Map();

  addEventListener(type, listener, options = undefined) {
    if (arguments.length < 2) throw coded(TypeError, 'ERR_MISSING_ARGS', 'The "type" and "listener" arguments must be specified');
    if (listener == null) return;
    if (typeof listener !== 'function' && typeof listener !== 'object') throw invalidArgument('listener', 'an instance of EventListener', listener);
    const { once = false, passive = false, signal, capture = false } = typeof options === 'object' && options !== null ? options : { capture: Boolean(options) };
    if (signal?.aborted) return;
    const name = `${type}`;
    const listeners = this[state].get(name) ?? [];
    if (listeners.some((other) => other.listener === listener && other.capture === Boolean(capture))) return;
    this[state].set(name, [...listeners, { listener, once: Boolean(once), passive: Boolean(passive), capture: Boolean(capture), removed: false }]);
    signal?.addEventListener('abort', () => this.removeEventListener(name, listener, options), { once: true });
  }

  removeEventListener(type, listener, options = undefined) {
    const capture = Boolean(typeof options === 'object' && options !== null ? options.capture : options);
    const listeners = this[state].get(`${type}`) ?? [];
    const found = listeners.find((other) => other.listener === listener && other.capture === capture);
    if (found === undefined) return;
    found.removed = true;
    this[state].set(`${type}`, listeners.filter((other) => other !== found));
  }

  dispatchEvent(event) {
    if (!(event instanceof Event)) throw invalidArgument('event', 'an instance of Event', event);
    const dispatch = event[state];
    if (dispatch.dispatching) throw coded(Error, 'ERR_EVENT_RECURSION', `The event "${event.type}" is already being dispatched`);
    dispatch.target = this;
    dispatch.dispatching = true;
    for (const entry of this[state].get(event.type) ?? []) {
      if (entry.removed) continue;
      if (entry.once) this.removeEventListener(event.type, entry.listener, entry.capture);
      dispatch.passive = entry.passive;
      try {
        const { listener } = entry;
        const answer = typeof listener === 'function' ? listener.call(this, event) : listener.handleEvent(event);
        if (answer instanceof Promise) answer.then(undefined, report);
      } catch (error) {
        report(error);
      }
      if (dispatch.stoppedNow) break;
    }
    dispatch.dispatching = false;
    dispatch.passive = false;
    return !event.defaultPrevented;
  }

  [custom](depth, options, inspect) {
    return show(this, {}, depth, options, inspect);
  }
}

// A listener's error is nobody's to catch: the others are still called.
function report(error) {
  console.error(error);
}

// `on<type>` as an attribute: one listener, replaced in place.
function attribute(prototype, type) {
  const handlers = new WeakMap();
  Object.defineProperty(prototype, `on${type}`, {
    configurable: true,
    enumerable: true,
    get() { return handlers.get(this)?.handler ?? null; },
    set(handler) {
      const known = handlers.get(this);
      if (known) this.removeEventListener(type, known.listener);
      handlers.delete(this);
      if (typeof handler !== 'function') return;
      const listener = (event) => handler.call(this, event);
      handlers.set(this, { handler, listener });
      this.addEventListener(type, listener);
    },
  });
}

for (const [constructor, name] of [[Event, 'Event'], [CustomEvent, 'CustomEvent'], [EventTarget, 'EventTarget']]) {
  Object.defineProperty(constructor.prototype, Symbol.toStringTag, { value: name, configurable: true });
}

module.exports = { Event, CustomEvent, EventTarget, attribute };
