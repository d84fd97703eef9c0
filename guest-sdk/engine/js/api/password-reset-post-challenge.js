// `password-reset-post-challenge` (reference 1.7).
'use strict';

const { define, member } = require('./shared/call.js');
const { deny } = require('./shared/access.js');
const { challenges } = require('./shared/factors.js');
const { redirect, target } = require('./shared/redirect.js');
const { prompt } = require('./shared/prompt.js');
const { cache } = require('./shared/cache.js');

module.exports = define({ execute: 'onExecutePostChallenge', continue: 'onContinuePostChallenge' }, (api, call) => {
  api.access = deny(api, call);
  api.authentication = challenges(call);
  api.redirect = redirect(api, call);
  api.prompt = prompt(call);
  api.transaction = {
    setResultUrl(url, options) {
      call.record({ type: 'set_result_url', url: target(url, member(options, 'query')) });
    },
  };
  api.cache = cache(call);
});
