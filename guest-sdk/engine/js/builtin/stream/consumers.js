// Node's stream/consumers.
'use strict';

async function buffer(stream) {
  const { Buffer } = require('buffer');
  const chunks = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}

const text = async (stream) => (await buffer(stream)).toString();

module.exports = {
  buffer, text,
  arrayBuffer: async (stream) => new Uint8Array(await buffer(stream)).buffer,
  blob: async (stream) => new (require('internal/blob').Blob)([await buffer(stream)]),
  json: async (stream) => JSON.parse(await text(stream)),
};
