// indexOf, lastIndexOf and comparing, over bytes.
'use strict';

function compare(a, b) {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  return Math.sign(a.length - b.length);
}

function matches(bytes, wanted, at) {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

// `step` is the width of a character: a match between the halves of two is none.
function find(bytes, wanted, offset, backwards, step = 1) {
  let from = Number.isNaN(+offset) || offset === undefined ? (backwards ? bytes.length : 0) : Math.trunc(+offset);
  if (from < 0) from = Math.max(from + bytes.length, backwards ? -1 : 0);
  const last = bytes.length - wanted.length;
  if (wanted.length === 0) return Math.min(from, bytes.length);
  if (backwards) {
    for (let at = Math.min(from, last); at >= 0; at--) if (at % step === 0 && matches(bytes, wanted, at)) return at;
    return -1;
  }
  for (let at = from; at <= last; at++) {
    // The engine looks for the first byte faster than a program can.
    at = bytes.indexOf(wanted[0], at);
    if (at === -1 || at > last) return -1;
    if (at % step === 0 && matches(bytes, wanted, at)) return at;
  }
  return -1;
}

module.exports = { compare, find };
