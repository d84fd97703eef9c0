// Node's dns, for packages that require it and may never call it.
'use strict';

module.exports = require('internal/missing').missing('dns', 'an Action cannot resolve names; the server does it for fetch.', 'lookup lookupService resolve resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs resolvePtr resolveSoa resolveSrv resolveTxt reverse setServers getServers Resolver', { ADDRCONFIG: 32, ALL: 16, V4MAPPED: 8 });
Object.defineProperty(module.exports, 'promises', { enumerable: true, get: () => require('dns/promises') });
