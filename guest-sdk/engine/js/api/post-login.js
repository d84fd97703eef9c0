// The `api` object of post-login: what an Action may ask for, recorded as it is asked.
'use strict';

module.exports = {
  handlers: { execute: 'onExecutePostLogin', continue: 'onContinuePostLogin' },
  api(event, record) {
    const api = {
      access: { deny(reason) { record({ type: 'access_deny', reason: String(reason) }); return api; } },
      accessToken: {
        setCustomClaim(name, value) { record({ type: 'access_token_claim', name, value: value ?? null }); return api; },
        addScope(scope) { record({ type: 'add_scope', scope }); },
        removeScope(scope) { record({ type: 'remove_scope', scope }); },
      },
      idToken: { setCustomClaim(name, value) { record({ type: 'id_token_claim', name, value: value ?? null }); return api; } },
      user: {
        setAppMetadata(key, value) { record({ type: 'set_app_metadata', key, value: value ?? null }); return api; },
        setUserMetadata(key, value) { record({ type: 'set_user_metadata', key, value: value ?? null }); return api; },
      },
    };
    return api;
  },
};
