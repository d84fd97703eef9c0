// `api.notification` of the triggers that deliver a message.
'use strict';

const { text } = require('./values.js');
const { slice } = require('./primordials.js');

const MAX_REASON = 1024;

function notification(api, call) {
  const method = (type) => (reason) => {
    call.record({ type, reason: slice(text(reason), 0, MAX_REASON) });
    return api;
  };
  return { drop: method('drop_notification'), retry: method('retry_notification') };
}

module.exports = { notification };
