// Punycode, from npm.
'use strict';

module.exports = require('npm:punycode/punycode.js');
