// The one encoding a query is ever in here.
'use strict';

module.exports = {
  percentEncodeAfterEncoding(_encoding, text, set) {
    let output = '';
    for (const byte of host.utf8Encode(text)) {
      const character = String.fromCharCode(byte);
      output += byte <= 0x1f || byte > 0x7e || set.includes(character) ? `%${byte.toString(16).toUpperCase().padStart(2, '0')}` : character;
    }
    return output;
  },
};
