// Node's https, as a client. Certificates are checked by the server; options that would turn that off mean nothing.
'use strict';

module.exports = require('internal/http').forProtocol('https:', 443);
