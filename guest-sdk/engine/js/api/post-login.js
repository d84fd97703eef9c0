// `post-login` (reference 1.6).
'use strict';

const { Error, TypeError, includes, stringify } = require('./shared/primordials.js');
const { define, member, object } = require('./shared/call.js');
const { deny } = require('./shared/access.js');
const { claims, scopes } = require('./shared/tokens.js');
const { challenges, enrolments } = require('./shared/factors.js');
const { roles, groups } = require('./shared/directory.js');
const { session, refreshToken } = require('./shared/entities.js');
const { metadata: userMetadata } = require('./shared/user.js');
const { metadata: transactionMetadata } = require('./shared/transaction.js');
const { redirect, target } = require('./shared/redirect.js');
const { validation } = require('./shared/validation.js');
const { prompt } = require('./shared/prompt.js');
const { cache } = require('./shared/cache.js');
const { saml } = require('./shared/saml.js');
const { plain, bounded, text } = require('./shared/values.js');

const PROVIDERS = ['none', 'guardian', 'google-authenticator', 'duo', 'any'];

function authentication(api, call) {
  return {
    ...challenges(call),
    ...enrolments(call),
    recordMethod(url) {
      call.record({ type: 'record_method', url: target(url) });
      return api;
    },
    setPrimaryUser(userId) {
      if (call.primaryUserAltered) throw new Error('The primary user can only be altered once per transaction');
      call.record({ type: 'set_primary_user', user_id: bounded(userId, 128, 'The primary user ID') });
      call.primaryUserAltered = true;
    },
  };
}

function duo(given) {
  const options = plain(given);
  if (!object(options)) throw new TypeError('The provider options must be an object.');
  const checked = {
    host: bounded(options.host, 1024, 'The provider option host'),
    ikey: bounded(options.ikey, 1024, 'The provider option ikey'),
    skey: bounded(options.skey, 1024, 'The provider option skey'),
  };
  if (options.username !== undefined) checked.username = bounded(options.username, 1024, 'The provider option username');
  return checked;
}

function multifactor(api, call) {
  return {
    enable(provider, options) {
      if (!includes(PROVIDERS, provider)) throw new TypeError(`The multifactor provider "${text(provider)}" is not supported.`);
      const remember = member(options, 'allowRememberBrowser') === true;
      const effect = { type: 'enable_multifactor', provider, allow_remember_browser: remember };
      const given = member(options, 'providerOptions');
      // As at Auth0, providers other than Duo have no options, and those given for them are passed over.
      if (provider === 'duo' && given !== undefined && given !== null) effect.provider_options = duo(given);
      call.record(effect);
      return api;
    },
  };
}

// The server answers `true` or `false`; one that knows no rules refuses.
function rules(call) {
  return {
    wasExecuted(ruleId) {
      try {
        return call.host.call('rules.was_executed', stringify({ rule_id: text(ruleId) })).text === 'true';
      } catch {
        return false;
      }
    },
  };
}

module.exports = define({ execute: 'onExecutePostLogin', continue: 'onContinuePostLogin' }, (api, call) => {
  api.access = deny(api, call);
  api.accessToken = { setCustomClaim: claims(api, call, 'access_token_claim', 'scope'), ...scopes(call) };
  api.authentication = authentication(api, call);
  api.cache = cache(call);
  api.groups = groups(call);
  api.idToken = { setCustomClaim: claims(api, call, 'id_token_claim', 'scope') };
  api.multifactor = multifactor(api, call);
  api.prompt = prompt(call);
  api.redirect = redirect(api, call);
  api.refreshToken = refreshToken(call);
  api.roles = roles(call);
  api.rules = rules(call);
  api.samlResponse = saml(api, call);
  api.session = session(call);
  api.transaction = transactionMetadata(call);
  api.user = userMetadata(api, call, false);
  api.validation = validation(api, call, 1000);
});
