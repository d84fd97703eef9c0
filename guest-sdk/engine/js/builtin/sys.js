// The same module under its other name.
'use strict';

module.exports = require('util');
