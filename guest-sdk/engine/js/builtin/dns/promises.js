// Node's dns/promises, for packages that require it and may never call it.
'use strict';

module.exports = require('internal/missing').missing('dns/promises', 'an Action cannot resolve names; the server does it for fetch.', 'lookup lookupService resolve resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs resolvePtr resolveSoa resolveSrv resolveTxt reverse Resolver');
