// The process that is global already, for programs that ask for it by name.
'use strict';

module.exports = require('internal/process').process;
