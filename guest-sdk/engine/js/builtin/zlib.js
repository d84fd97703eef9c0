// Node's zlib without brotli and zstd. The streams gather all of their input and give all of their output at its end. There is no
// createBrotliDecompress at all, as HTTP clients ask for it to learn whether to accept brotli.
'use strict';

const { needFunction } = require('internal/errors');

const inflate = () => require('internal/inflate');
const { Buffer } = require('buffer');

const bytesOf = (input) => {
  if (typeof input === 'string') return Buffer.from(input);
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
};

function failed(error) {
  const [code, message] = /header/.test(error.message) ? ['Z_DATA_ERROR', 'incorrect header check']
    : /EOF/.test(error.message) ? ['Z_BUF_ERROR', 'unexpected end of file'] : ['Z_DATA_ERROR', 'invalid data'];
  return Object.assign(new Error(message, { cause: error }), { code, errno: code === 'Z_BUF_ERROR' ? -5 : -3 });
}

const isGzip = (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b;
const level = (options) => (options?.level === undefined || options.level < 0 ? undefined : { level: options.level });

const work = {
  Gzip: (bytes, options) => inflate().gzip(bytes, { mtime: 0, ...level(options) }),
  Gunzip: (bytes) => inflate().gunzip(bytes),
  Deflate: (bytes, options) => inflate().deflate(bytes, level(options)),
  Inflate: (bytes) => inflate().inflate(bytes),
  DeflateRaw: (bytes, options) => inflate().deflateRaw(bytes, level(options)),
  InflateRaw: (bytes) => inflate().inflateRaw(bytes),
  Unzip: (bytes) => (isGzip(bytes) ? inflate().gunzip(bytes) : inflate().inflate(bytes)),
};

function worked(name, input, options) {
  let output;
  try {
    const bytes = bytesOf(input);
    if (bytes.length < 2 && !/^(Gzip|Deflate)/.test(name)) throw new Error('unexpected EOF');
    output = work[name](bytes, options);
  } catch (error) {
    throw failed(error);
  }
  if (output.length > (options?.maxOutputLength ?? Infinity)) {
    throw Object.assign(new RangeError(`Cannot create a Buffer larger than ${options.maxOutputLength} bytes`), { code: 'ERR_BUFFER_TOO_LARGE' });
  }
  return Buffer.from(output.buffer, output.byteOffset, output.length);
}

module.exports = {};
for (const name of Object.keys(work)) {
  const lower = name[0].toLowerCase() + name.slice(1);
  const create = (options) => {
    const chunks = [];
    return new (require('stream').Transform)({
      transform(chunk, _encoding, done) {
        chunks.push(chunk);
        done();
      },
      flush(done) {
        try {
          done(null, worked(name, Buffer.concat(chunks), options));
        } catch (error) {
          done(error);
        }
      },
    });
  };
  module.exports[`${lower}Sync`] = (input, options) => worked(name, input, options);
  module.exports[lower] = (input, ...rest) => {
    const callback = rest.pop();
    needFunction(callback, 'callback');
    queueMicrotask(() => {
      let output;
      try {
        output = worked(name, input, rest[0]);
      } catch (error) {
        callback(error);
        return;
      }
      callback(null, output);
    });
  };
  module.exports[`create${name}`] = create;
  module.exports[name] = function (options) { return create(options); };
}

function crc32(data, value = 0) {
  let crc = ~value;
  for (const byte of bytesOf(data)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

const constants = {
  Z_NO_FLUSH: 0, Z_PARTIAL_FLUSH: 1, Z_SYNC_FLUSH: 2, Z_FULL_FLUSH: 3, Z_FINISH: 4, Z_BLOCK: 5, Z_OK: 0, Z_STREAM_END: 1, Z_NEED_DICT: 2, Z_ERRNO: -1,
  Z_STREAM_ERROR: -2, Z_DATA_ERROR: -3, Z_MEM_ERROR: -4, Z_BUF_ERROR: -5, Z_VERSION_ERROR: -6, Z_NO_COMPRESSION: 0, Z_BEST_SPEED: 1, Z_BEST_COMPRESSION: 9,
  Z_DEFAULT_COMPRESSION: -1, Z_DEFAULT_STRATEGY: 0, Z_MIN_WINDOWBITS: 8, Z_MAX_WINDOWBITS: 15, Z_DEFAULT_WINDOWBITS: 15, BROTLI_OPERATION_FLUSH: 1, BROTLI_OPERATION_PROCESS: 0,
};
const brotli = require('internal/missing').missing('zlib', 'brotli is not there; gzip and deflate are.', 'brotliCompress brotliDecompress brotliCompressSync brotliDecompressSync');
Object.assign(module.exports, brotli, { constants, crc32, codes: {} }, constants);
