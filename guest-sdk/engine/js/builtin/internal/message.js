// MessageChannel within one program: what is posted on one port arrives at the other, as a copy, on a later turn. Schedulers use it.
'use strict';

const { Event, EventTarget, attribute } = require('internal/event');

const put = Symbol('put');
const pair = Symbol('pair');

class MessageEvent extends Event {
  #data;
  #ports;
  constructor(type, options = undefined) {
    super(type, options);
    this.#data = options?.data ?? null;
    this.#ports = options?.ports ?? [];
  }
  get data() { return this.#data; }
  get ports() { return this.#ports; }
  get origin() { return ''; }
  get lastEventId() { return ''; }
  get source() { return null; }
}

class MessagePort extends EventTarget {
  #other;
  #waiting = [];
  #started = false;
  #closed = false;

  [pair](other) { this.#other = other; }
  [put](data) {
    if (this.#closed) return;
    this.#waiting.push(data);
    if (this.#started) this.#drain();
  }
  #drain() {
    require('timers').setImmediate(() => {
      if (this.#closed || this.#waiting.length === 0) return;
      this.dispatchEvent(new MessageEvent('message', { data: this.#waiting.shift() }));
      if (this.#waiting.length > 0) this.#drain();
    });
  }
  postMessage(data, options = undefined) {
    const transfer = Array.isArray(options) ? options : options?.transfer;
    this.#other?.[put](require('internal/clone').structuredClone(data, { transfer }));
  }
  start() {
    if (this.#started) return;
    this.#started = true;
    if (this.#waiting.length > 0) this.#drain();
  }
  close() {
    this.#closed = true;
    this.#other = undefined;
  }
  addEventListener(type, listener, options) {
    super.addEventListener(type, listener, options);
    // As in Node, where listening by any means starts the port.
    if (type === 'message') this.start();
  }
  on(type, listener) {
    this.addEventListener(type, (event) => listener(event.data));
    return this;
  }
  ref() {}
  unref() {}
}
attribute(MessagePort.prototype, 'message');
attribute(MessagePort.prototype, 'messageerror');

class MessageChannel {
  port1 = new MessagePort();
  port2 = new MessagePort();
  constructor() {
    this.port1[pair](this.port2);
    this.port2[pair](this.port1);
  }
}

module.exports = { MessageChannel, MessageEvent, MessagePort };
