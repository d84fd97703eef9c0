// `credentials-exchange` (reference 1.7). No claim is refused here: those that are the server's own are passed over in the token.
'use strict';

const { define } = require('./shared/call.js');
const { denyWithCode } = require('./shared/access.js');
const { claims, targetScopes } = require('./shared/tokens.js');
const { cache } = require('./shared/cache.js');

module.exports = define({ execute: 'onExecuteCredentialsExchange' }, (api, call) => {
  api.access = denyWithCode(api, call);
  api.accessToken = { setCustomClaim: claims(api, call, 'access_token_claim') };
  api.transaction = targetScopes(call);
  api.cache = cache(call);
});
