// Node's http, as a client.
'use strict';

module.exports = require('internal/http').forProtocol('http:', 80);
