// Names of hosts in ASCII. The full mapping of UTS 46 is a table of 240 kB; lower case and compatibility composition are nearly all
// that it says about names that occur, so those are done and the tables of disallowed characters are not consulted: such a name is
// refused by the resolver instead.
'use strict';

const labelsOf = (name) => name.split('.');

// Only asked about names that are not ASCII already.
function toASCII(domain) {
  const punycode = require('punycode');
  try {
    const mapped = domain.replace(/[\u00ad\u200b\u2060\ufeff\ufe00-\ufe0f]/g, '').replace(/[\u3002\uff0e\uff61]/g, '.').replace(/\u1e9e/g, 'ss')
      .normalize('NFKC').toLowerCase().normalize('NFC');
    return labelsOf(mapped).map((label) => {
      if (/^xn--/.test(label)) {
        const decoded = punycode.decode(label.slice('xn--'.length));
        if (decoded === '' || /^[\x00-\x7f]*$|[\p{Cc}\p{Zs}]/u.test(decoded) || decoded !== decoded.normalize('NFC').toLowerCase()) throw new RangeError('not a label in Punycode');
        return label;
      }
      return punycode.toASCII(label);
    }).join('.');
  } catch {
    return null;
  }
}

function toUnicode(domain) {
  const punycode = require('punycode');
  let error = false;
  const name = labelsOf(domain).map((label) => {
    try {
      return punycode.toUnicode(label.toLowerCase());
    } catch {
      error = true;
      return label;
    }
  }).join('.');
  return { domain: name, error };
}

module.exports = { toASCII, toUnicode };
