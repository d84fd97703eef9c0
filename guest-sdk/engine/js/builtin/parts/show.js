// How the classes of the Web print themselves: the name and what one would want to know.
'use strict';

const custom = Symbol.for('nodejs.util.inspect.custom');

function show(object, fields, depth, options, inspect) {
  const name = object.constructor?.name || 'Object';
  if (depth !== null && depth < 0) return `[${name}]`;
  return `${name} ${inspect(fields, { ...options, depth: options.depth === null ? null : options.depth - 1 })}`;
}

module.exports = { custom, show };
