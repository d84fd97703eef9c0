// The `api` of the triggers that deliver a message to the user.
'use strict';

const { define } = require('./call.js');
const { cache } = require('./cache.js');
const { notification } = require('./notification.js');

module.exports = (handler) => define({ execute: handler }, (api, call) => {
  api.cache = cache(call);
  api.notification = notification(api, call);
});
