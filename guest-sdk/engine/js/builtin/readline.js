// Node's readline, for packages that require it and may never call it.
'use strict';

module.exports = require('internal/missing').missing('readline', 'an Action has no terminal.', 'createInterface clearLine clearScreenDown cursorTo moveCursor emitKeypressEvents Interface');
