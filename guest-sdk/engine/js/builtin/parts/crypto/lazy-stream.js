// Hashes and ciphers are transform streams in Node, and almost nobody uses them so. The stream is made when a method of it is first
// called, so that `stream` is not loaded for a digest.
'use strict';

const inner = Symbol('stream');
const methods = [
  'addListener', 'cork', 'destroy', 'emit', 'end', 'eventNames', 'listenerCount', 'listeners', 'off', 'on', 'once', 'pause', 'pipe',
  'prependListener', 'prependOnceListener', 'push', 'read', 'removeAllListeners', 'removeListener', 'resume', 'setDefaultEncoding',
  'setEncoding', 'setMaxListeners', 'uncork', 'unpipe', 'unshift', 'write',
];
const properties = [
  'destroyed', 'readable', 'readableEnded', 'readableFlowing', 'readableLength', 'writable', 'writableEnded', 'writableFinished',
  'writableLength', 'writableNeedDrain', '_readableState', '_writableState',
];

// `taken(self, chunk)` and `ended(self)` give what the stream passes on, if anything.
function lazyStream(Class, taken, ended) {
  function streamOf(self) {
    if (self[inner] !== undefined) return self[inner];
    const { Transform } = require('stream');
    const attempt = (work, done) => {
      try {
        done(null, work());
      } catch (error) {
        done(error);
      }
    };
    const stream = new Transform({
      transform: (chunk, encoding, done) => attempt(() => taken(self, chunk), done),
      flush: (done) => attempt(() => ended(self), done),
    });
    Object.defineProperty(self, inner, { value: stream });
    return stream;
  }
  for (const name of methods) {
    Object.defineProperty(Class.prototype, name, {
      value(...given) {
        const stream = streamOf(this);
        const value = stream[name](...given);
        return value === stream ? this : value;
      },
      writable: true, configurable: true,
    });
  }
  for (const name of properties) Object.defineProperty(Class.prototype, name, { get() { return streamOf(this)[name]; }, configurable: true });
  Object.defineProperty(Class.prototype, Symbol.asyncIterator, { value() { return streamOf(this)[Symbol.asyncIterator](); }, writable: true, configurable: true });
}

module.exports = { lazyStream };
