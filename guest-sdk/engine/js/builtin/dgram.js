// Node's dgram, for packages that require it and may never call it.
'use strict';

module.exports = require('internal/missing').missing('dgram', 'an Action has no sockets; fetch, http and https are there.', 'createSocket Socket');
