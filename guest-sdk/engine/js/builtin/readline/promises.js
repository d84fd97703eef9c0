// Node's readline/promises, for packages that require it and may never call it.
'use strict';

module.exports = require('internal/missing').missing('readline/promises', 'an Action has no terminal.', 'createInterface Interface Readline');
