// The Web's streams, from npm, and the bodies of fetch as streams.
'use strict';

const streams = require('npm:web-streams-polyfill/dist/ponyfill.js');
const { custom, show } = require('../parts/show.js');

Object.defineProperty(streams.ReadableStream.prototype, custom, {
  value(depth, options, inspect) {
    return show(this, { locked: this.locked, state: 'readable', supportsBYOB: true }, depth, options, inspect);
  },
});

// Everything in one chunk; `taken` is told when somebody begins to read. Nothing is read ahead of that.
function fromBytes(bytes, taken) {
  return new streams.ReadableStream({
    type: 'bytes',
    pull(controller) {
      taken?.();
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel() {
      taken?.();
    },
  }, { highWaterMark: 0 });
}

async function toBytes(stream) {
  const { joined } = require('internal/blob');
  const chunks = [];
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('Received non-Uint8Array chunk');
    chunks.push(chunk);
  }
  return joined(chunks);
}

class Coder {
  #stream;
  constructor(transformer) { this.#stream = new streams.TransformStream(transformer); }
  get readable() { return this.#stream.readable; }
  get writable() { return this.#stream.writable; }
}

class TextEncoderStream extends Coder {
  constructor() {
    super({ transform: (chunk, controller) => controller.enqueue(host.utf8Encode(`${chunk}`.toWellFormed())) });
  }
  get encoding() { return 'utf-8'; }
}

class TextDecoderStream extends Coder {
  #decoder;
  constructor(label = 'utf-8', options = undefined) {
    const decoder = new (require('internal/encoding').TextDecoder)(label, options);
    const pass = (text, controller) => { if (text !== '') controller.enqueue(text); };
    super({
      transform: (chunk, controller) => pass(decoder.decode(chunk, { stream: true }), controller),
      flush: (controller) => pass(decoder.decode(), controller),
    });
    this.#decoder = decoder;
  }
  get encoding() { return this.#decoder.encoding; }
  get fatal() { return this.#decoder.fatal; }
  get ignoreBOM() { return this.#decoder.ignoreBOM; }
}

module.exports = { ...streams, TextEncoderStream, TextDecoderStream, fromBytes, toBytes };
