// setTimeout and its kin, on the host's timers. Each timer has its own operation; when one of them ends, the timer that is due first
// runs, so that timers run in the order of their times and, at the same time, of their making, whatever order the host ends them in.
'use strict';

const { needFunction } = require('internal/errors');

const waiting = new Map();
let lastId = 0;

const longest = 2 ** 31 - 1;

class Timeout {
  #callback;
  #args;
  #delay;
  #repeat;
  #due = 0;
  #ref = true;
  // The operation that will end no earlier than this timer is due; undefined where it does not wait.
  #operation;
  #id = ++lastId;

  constructor(callback, delay, args, repeat) {
    this.#callback = callback;
    this.#args = args;
    this.#delay = delay >= 1 && delay <= longest ? Math.trunc(delay) : repeat === 'immediate' ? 0 : 1;
    this.#repeat = repeat === true;
    this.#start();
  }

  #start() {
    this.#due = host.now() + this.#delay;
    const begun = host.begin('timer', String(this.#delay));
    this.#operation = begun.id;
    waiting.set(this.#id, this);
    const { id } = begun;
    begun.then(() => Timeout.#ended(id), (error) => {
      this.#stop();
      // The host refuses, for example because an Action has too many timers: nobody waits for a promise that could tell.
      console.error(error);
    });
  }

  static #ended(operation) {
    let owner;
    for (const timer of waiting.values()) if (timer.#operation === operation) owner = timer;
    if (owner === undefined) return;
    let first = owner;
    for (const timer of waiting.values()) {
      if (timer.#due < first.#due || (timer.#due === first.#due && timer.#id < first.#id)) first = timer;
    }
    owner.#operation = first.#operation;
    first.#operation = undefined;
    first.#run();
  }

  #run() {
    waiting.delete(this.#id);
    try {
      Reflect.apply(this.#callback, this, this.#args);
    } catch (error) {
      // Nobody can catch it; Node would end the process.
      console.error('Uncaught', error);
    }
    if (this.#repeat && !waiting.has(this.#id)) this.#start();
  }

  #stop() {
    if (waiting.delete(this.#id) && this.#operation !== undefined) host.cancel(this.#operation);
    this.#operation = undefined;
    this.#repeat = false;
  }

  ref() {
    this.#ref = true;
    return this;
  }
  unref() {
    this.#ref = false;
    return this;
  }
  hasRef() { return this.#ref; }
  refresh() {
    const repeat = this.#repeat;
    this.#stop();
    this.#repeat = repeat;
    this.#start();
    return this;
  }
  close() {
    this.#stop();
    return this;
  }
  [Symbol.toPrimitive]() { return this.#id; }
  [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() { this.#stop(); }

  static clear(timer) {
    if (timer instanceof Timeout) timer.#stop();
    else if (typeof timer === 'number' || typeof timer === 'string') waiting.get(Number(timer))?.#stop();
  }
}

class Immediate extends Timeout {
  constructor(callback, args) {
    super(callback, 0, args, 'immediate');
  }
}

function setTimeout(callback, delay = 1, ...args) {
  needFunction(callback, 'callback');
  return new Timeout(callback, Number(delay), args, false);
}
function setInterval(callback, delay = 1, ...args) {
  needFunction(callback, 'callback');
  return new Timeout(callback, Number(delay), args, true);
}
function setImmediate(callback, ...args) {
  needFunction(callback, 'callback');
  return new Immediate(callback, args);
}
const clearTimeout = (timer) => Timeout.clear(timer);
const clearInterval = (timer) => Timeout.clear(timer);
const clearImmediate = (timer) => Timeout.clear(timer);

for (const [fn, name] of [[setTimeout, 'setTimeout'], [setImmediate, 'setImmediate']]) {
  Object.defineProperty(fn, Symbol.for('nodejs.util.promisify.custom'), { enumerable: true, get: () => require('timers/promises')[name] });
}

module.exports = {
  setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate,
  get promises() { return require('timers/promises'); },
};
