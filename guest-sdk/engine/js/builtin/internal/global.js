// Node's name for the global object.
'use strict';

module.exports = { global: globalThis };
