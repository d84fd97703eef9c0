// Node's string_decoder, from npm.
'use strict';

module.exports = require('npm:string_decoder/lib/string_decoder.js');
