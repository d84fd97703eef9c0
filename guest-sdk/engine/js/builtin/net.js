// Node's net: addresses are told apart, sockets are not there.
'use strict';

const v4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

function isIPv6(value) {
  const text = `${value}`.replace(/%[^\s]+$/, '');
  if (!text.includes(':') || /[^0-9a-f:.]/i.test(text)) return false;
  try {
    return new (require('internal/url').URL)(`http://[${text}]/`).hostname !== '';
  } catch {
    return false;
  }
}
const isIPv4 = (value) => v4.test(`${value}`);

module.exports = require('internal/missing').missing('net', 'an Action has no sockets; fetch, http and https are there.',
  'connect createConnection createServer Server Socket Stream BlockList SocketAddress', {
    isIPv4, isIPv6,
    isIP: (value) => (isIPv4(value) ? 4 : isIPv6(value) ? 6 : 0),
    getDefaultAutoSelectFamily: () => true, setDefaultAutoSelectFamily() {},
  });
