// `pre-user-registration` (reference 1.7).
'use strict';

const { TypeError, exec } = require('./shared/primordials.js');
const { define } = require('./shared/call.js');
const { denyWithMessage } = require('./shared/access.js');
const { validation } = require('./shared/validation.js');
const { metadata } = require('./shared/user.js');
const { bounded } = require('./shared/values.js');
const { cache } = require('./shared/cache.js');

// The provider stands before it, so a `|` would make it another's.
const FORBIDDEN = /[\s|\u0000-\u001f\u007f-\u009f]/;

const handlers = { execute: 'onExecutePreUserRegistration', continue: 'onContinuePreUserRegistration' };

module.exports = define(handlers, (api, call) => {
  api.access = denyWithMessage(api, call);
  api.validation = validation(api, call, 100);
  api.user = metadata(api, call, true);
  api.user.setUserId = (id) => {
    const chosen = bounded(id, 255, 'The user ID');
    if (exec(FORBIDDEN, chosen) !== null) {
      throw new TypeError('The user ID must not contain white space, control characters or "|".');
    }
    call.record({ type: 'set_user_id', user_id: chosen });
    return api;
  };
  api.cache = cache(call);
});
