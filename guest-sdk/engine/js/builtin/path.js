// Node's path on POSIX, from npm. There is no Windows here: path.win32 is the same module.
'use strict';

const path = require('npm:path-browserify');

module.exports = path;
const { invalidArgument } = require('internal/errors');

for (const name of ['basename', 'dirname', 'extname', 'isAbsolute', 'join', 'normalize', 'parse', 'relative', 'resolve']) {
  const original = path[name];
  path[name] = (...args) => {
    const wrong = args.findIndex((arg, i) => typeof arg !== 'string' && !(name === 'basename' && i === 1 && arg === undefined));
    if (wrong !== -1) throw invalidArgument(name === 'relative' ? ['from', 'to'][wrong] : name === 'basename' && wrong === 1 ? 'suffix' : 'path', 'of type string', args[wrong]);
    return original(...args);
  };
}
path.posix = path.win32 = path;
path.toNamespacedPath = (name) => name;
