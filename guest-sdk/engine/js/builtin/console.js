// The console that is global already, for programs that ask for it by name.
'use strict';

module.exports = globalThis.console;
