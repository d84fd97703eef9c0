// Node's tty: nothing is a terminal.
'use strict';

module.exports = require('internal/missing').missing('tty', 'an Action has no terminal.', 'ReadStream WriteStream', { isatty: () => false });
