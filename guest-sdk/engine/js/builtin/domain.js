// Node's domain, for packages that require it and may never call it.
'use strict';

module.exports = require('internal/missing').missing('domain', 'errors are caught with try and catch.', 'create createDomain Domain');
