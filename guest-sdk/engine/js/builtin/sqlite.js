// Node's sqlite, for packages that require it and may never call it.
'use strict';

module.exports = require('internal/missing').missing('sqlite', 'an Action has no files.', 'DatabaseSync StatementSync backup');
