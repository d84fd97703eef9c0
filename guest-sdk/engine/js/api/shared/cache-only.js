// The `api` of the triggers that can only look on.
'use strict';

const { define } = require('./call.js');
const { cache } = require('./cache.js');

module.exports = (handler) => define({ execute: handler }, (api, call) => {
  api.cache = cache(call);
});
