// Node's diagnostics_channel: channels that pass messages on.
'use strict';

const channels = new Map();

class Channel {
  #subscribers = [];
  constructor(name) { this.name = name; }
  get hasSubscribers() { return this.#subscribers.length > 0; }
  subscribe(subscriber) { this.#subscribers = [...this.#subscribers, subscriber]; }
  unsubscribe(subscriber) {
    const before = this.#subscribers.length;
    this.#subscribers = this.#subscribers.filter((each) => each !== subscriber);
    return this.#subscribers.length < before;
  }
  publish(message) { for (const subscriber of this.#subscribers) subscriber(message, this.name); }
  bindStore() {}
  unbindStore() {}
  runStores(_message, fn, self, ...args) { return Reflect.apply(fn, self, args); }
}

function channel(name) {
  if (!channels.has(name)) channels.set(name, new Channel(name));
  return channels.get(name);
}

const call = (fn, _message, self, ...args) => Reflect.apply(fn, self, args);

module.exports = {
  Channel, channel,
  hasSubscribers: (name) => channels.get(name)?.hasSubscribers ?? false,
  subscribe: (name, subscriber) => channel(name).subscribe(subscriber),
  unsubscribe: (name, subscriber) => channel(name).unsubscribe(subscriber),
  tracingChannel: () => ({ hasSubscribers: false, subscribe() {}, unsubscribe() {}, traceSync: call, tracePromise: call, traceCallback: (fn, _position, _message, self, ...args) => Reflect.apply(fn, self, args) }),
};
