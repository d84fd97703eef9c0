// Node's wasi, for packages that require it and may never call it.
'use strict';

module.exports = require('internal/missing').missing('wasi', 'an Action has no WebAssembly.', 'WASI');
