// util.inspect and util.format. Apart from `util`, so that a program that only promisifies does not load them.
'use strict';

const { inspect, width, stripColours } = require('../parts/inspect/index.js');
const { number } = require('../parts/inspect/text.js');

const text = (value) => (typeof value === 'bigint' ? `${value}n` : typeof value === 'symbol' ? 'NaN' : undefined);

// Whether String(value) would say what the language says of any object, so that inspecting it says more.
function saysNothing(value) {
  if (Object.hasOwn(value, 'toString') || Object.hasOwn(value, Symbol.toPrimitive)) return false;
  let at = value;
  do {
    at = Object.getPrototypeOf(at);
    if (at === null) return true;
  } while (!Object.hasOwn(at, 'toString') && !Object.hasOwn(at, Symbol.toPrimitive));
  const { constructor } = at;
  return typeof constructor === 'function' && /^[A-Z]/.test(constructor.name) && globalThis[constructor.name] === constructor;
}

function json(value) {
  try {
    return String(JSON.stringify(value));
  } catch (error) {
    if (/circular/i.test(error?.message)) return '[Circular]';
    throw error;
  }
}

const directives = {
  s(value) {
    if (typeof value === 'number') return number(value);
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'object' || value === null || !saysNothing(value)) return String(value);
    return inspect(value, { ...this, depth: 0, colors: false, compact: 3 });
  },
  d: (value) => text(value) ?? number(typeof value === 'object' && value !== null ? Number(value) : Number(value)),
  i: (value) => text(value) ?? (typeof value === 'object' && value !== null ? number(parseInt(value)) : number(parseInt(value))),
  f: (value) => (typeof value === 'symbol' ? 'NaN' : number(parseFloat(value))),
  j: json,
  o(value) {
    return inspect(value, { ...this, showHidden: true, showProxy: true, depth: 4 });
  },
  O(value) {
    return inspect(value, this);
  },
  c: () => '',
};

function formatWithOptions(options, ...args) {
  const [first] = args;
  let next = 0;
  let output = '';
  if (typeof first === 'string') {
    if (args.length === 1) return first;
    next = 1;
    output = first.replace(/%([sdifjoOc%])/g, (whole, directive) => {
      if (directive === '%') return '%';
      return next < args.length ? directives[directive].call(options, args[next++]) : whole;
    });
  }
  for (; next < args.length; next++) {
    if (next > 0) output += ' ';
    output += typeof args[next] === 'string' ? args[next] : inspect(args[next], options);
  }
  return output;
}

const format = (...args) => formatWithOptions(undefined, ...args);

module.exports = { inspect, format, formatWithOptions, getStringWidth: (value) => width(value, true), stripVTControlCharacters: (value) => stripColours(String(value)) };
