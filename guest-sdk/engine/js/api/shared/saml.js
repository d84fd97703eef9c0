// `api.samlResponse`: attributes and settings.
'use strict';

const { Error, TypeError, stringify, isArray, isSafeInteger, includes, join, keys } = require('./primordials.js');
const { plain, bounded, put } = require('./values.js');
const { object } = require('./call.js');

const MAX_ATTRIBUTES = 100;
const MAX_ATTRIBUTES_BYTES = 102400;

const length = (call, value) => call.host.utf8Encode(value).length;
const text = (most) => ({
  says: `a string of at most ${most} bytes`,
  takes: (value, call) => typeof value === 'string' && length(call, value) <= most,
});
const flag = { says: 'a boolean', takes: (value) => typeof value === 'boolean' };
const seconds = {
  says: 'a whole number of seconds from 1 to 31536000',
  takes: (value) => isSafeInteger(value) && value > 0 && value <= 31536000,
};
const oneOf = (words) => ({ says: `one of: ${join(words, ', ')}`, takes: (value) => includes(words, value) });
const probes = {
  says: 'an array of at most 10 strings of at most 500 bytes',
  takes(value, call) {
    if (!isArray(value) || value.length > 10) return false;
    for (let i = 0; i < value.length; i += 1) {
      if (typeof value[i] !== 'string' || length(call, value[i]) > 500) return false;
    }
    return true;
  },
};

const SETTINGS = {
  setAudience: ['audience', text(2048)],
  setRecipient: ['recipient', text(2048)],
  setDestination: ['destination', text(2048)],
  setIssuer: ['issuer', text(2048)],
  setRelayState: ['relay_state', text(2048)],
  setLifetimeInSeconds: ['lifetime_in_seconds', seconds],
  setSignResponse: ['sign_response', flag],
  setSignatureAlgorithm: ['signature_algorithm', oneOf(['rsa-sha256', 'rsa-sha1'])],
  setDigestAlgorithm: ['digest_algorithm', oneOf(['sha256', 'sha1'])],
  setNameIdentifierFormat: ['name_identifier_format', text(2048)],
  setNameIdentifierProbes: ['name_identifier_probes', probes],
  setAuthnContextClassRef: ['authn_context_class_ref', text(2048)],
  setCreateUpnClaim: ['create_upn_claim', flag],
  setPassthroughClaimsWithNoMapping: ['passthrough_claims_with_no_mapping', flag],
  setMapUnknownClaimsAsIs: ['map_unknown_claims_as_is', flag],
  setMapIdentities: ['map_identities', flag],
  setTypedAttributes: ['typed_attributes', flag],
  setIncludeAttributeNameFormat: ['include_attribute_name_format', flag],
  setSigningCert: ['signing_cert', text(4096)],
  setCert: ['cert', text(4096)],
  setKey: ['key', text(4096)],
  setEncryptionCert: ['encryption_cert', text(4096)],
  setEncryptionPublicKey: ['encryption_public_key', text(4096)],
  setEncryptionAlgorithm: ['encryption_algorithm', text(2048)],
};

function scalar(value) {
  if (object(value)) {
    throw new TypeError('The value of a SAML attribute must be a string, a number, a boolean, null or an array of these.');
  }
  if (typeof value === 'string' && value.length > 2048) {
    throw new Error('The value of a SAML attribute must not be longer than 2048 characters.');
  }
}

function attribute(call, name, given) {
  const value = plain(given);
  bounded(name, 1024, 'The name of a SAML attribute');
  if (isArray(value)) for (let i = 0; i < value.length; i += 1) scalar(value[i]);
  else scalar(value);
  call.attributes ??= {};
  const after = {};
  const before = keys(call.attributes);
  for (let i = 0; i < before.length; i += 1) put(after, before[i], call.attributes[before[i]]);
  put(after, name, value);
  if (keys(after).length > MAX_ATTRIBUTES) throw new Error(`At most ${MAX_ATTRIBUTES} SAML attributes can be set.`);
  if (length(call, stringify(after)) > MAX_ATTRIBUTES_BYTES) {
    throw new Error(`The SAML attributes must not be larger than ${MAX_ATTRIBUTES_BYTES} bytes.`);
  }
  call.attributes = after;
  call.record({ type: 'saml_attribute', name, value });
}

function saml(api, call) {
  const response = {
    setAttribute(name, value) {
      attribute(call, name, value);
      return api;
    },
  };
  const names = keys(SETTINGS);
  for (let i = 0; i < names.length; i += 1) {
    const name = names[i];
    const setting = SETTINGS[name][0];
    const kind = SETTINGS[name][1];
    response[name] = (given) => {
      const value = plain(given);
      if (!kind.takes(value, call)) throw new TypeError(`The value for samlResponse.${name} must be ${kind.says}.`);
      call.record({ type: 'saml_setting', setting, value });
      return api;
    };
  }
  return response;
}

module.exports = { saml };
