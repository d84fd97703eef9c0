// Node's repl, for packages that require it and may never call it.
'use strict';

module.exports = require('internal/missing').missing('repl', 'an Action has no terminal.', 'start REPLServer Recoverable', { builtinModules: [] });
