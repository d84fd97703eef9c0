// `client-registration`, which is ours: an application registers itself (RFC 7591).
'use strict';

const { TypeError, includes, isSafeInteger } = require('./shared/primordials.js');
const { define } = require('./shared/call.js');
const { denyWithCode } = require('./shared/access.js');
const { plain } = require('./shared/values.js');
const { cache } = require('./shared/cache.js');

// src/contract/client_registration.rs
const MEMBERS = [
  'client_name', 'redirect_uris', 'token_endpoint_auth_method', 'grant_types', 'response_types', 'application_type', 'logo_uri', 'client_uri',
  'policy_uri', 'tos_uri', 'contacts', 'software_id', 'software_version',
];
const [LEAST, MOST] = [60, 315360000];

module.exports = define({ execute: 'onExecuteClientRegistration' }, (api, call) => {
  api.access = denyWithCode(api, call);
  api.client = {
    setMetadata(name, value) {
      if (!includes(MEMBERS, name)) throw new TypeError('An application has no metadata of that name.');
      call.record({ type: 'set_client_metadata', name, value: plain(value) });
      return api;
    },
    setLifetime(seconds) {
      if (!isSafeInteger(seconds) || seconds < LEAST || seconds > MOST) {
        throw new TypeError(`The lifetime must be a whole number of seconds from ${LEAST} to ${MOST}.`);
      }
      call.record({ type: 'set_client_lifetime', seconds });
      return api;
    },
  };
  api.cache = cache(call);
});
