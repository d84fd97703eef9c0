// Node's stream/web.
'use strict';

const { fromBytes, toBytes, ...streams } = require('internal/streams');

module.exports = streams;
