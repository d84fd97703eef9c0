// Node's old list of the constants of os and fs.
'use strict';

module.exports = { ...require('os').constants.signals, ...require('fs').constants };
