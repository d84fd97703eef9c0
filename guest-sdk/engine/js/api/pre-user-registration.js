// `pre-user-registration` (reference 1.7).
'use strict';

const { define } = require('./shared/call.js');
const { denyWithMessage } = require('./shared/access.js');
const { validation } = require('./shared/validation.js');
const { metadata } = require('./shared/user.js');
const { bounded } = require('./shared/values.js');
const { cache } = require('./shared/cache.js');

const handlers = { execute: 'onExecutePreUserRegistration', continue: 'onContinuePreUserRegistration' };

module.exports = define(handlers, (api, call) => {
  api.access = denyWithMessage(api, call);
  api.validation = validation(api, call, 100);
  api.user = metadata(api, call, true);
  api.user.setUserId = (id) => {
    call.record({ type: 'set_user_id', user_id: bounded(id, 255, 'The user ID') });
    return api;
  };
  api.cache = cache(call);
});
