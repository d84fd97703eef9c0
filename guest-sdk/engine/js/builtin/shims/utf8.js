// whatwg-url's encoder and decoder, by the engine. Most calls are for one character.
'use strict';

module.exports = {
  utf8Encode(text) {
    if (text.length === 1 && text.charCodeAt(0) < 0x80) return Uint8Array.of(text.charCodeAt(0));
    return host.utf8Encode(text);
  },
  utf8DecodeWithoutBOM: (bytes) => (bytes.length === 0 ? '' : host.utf8Decode(bytes, false)),
};
