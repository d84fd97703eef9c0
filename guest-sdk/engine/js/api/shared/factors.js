// `api.authentication.challengeWith…` and `enrollWith…`: factors. They suspend the flow after the Action.
'use strict';

const { TypeError, includes, isArray } = require('./primordials.js');
const { plain } = require('./values.js');
const { object } = require('./call.js');

const KINDS = ['otp', 'email', 'push-notification', 'phone', 'webauthn-platform', 'webauthn-roaming', 'recovery-code'];
const METHODS = ['voice', 'sms', 'both'];
const MAX_FACTORS = 16;

function factor(given) {
  if (!object(given) || typeof given.type !== 'string') throw new TypeError('A factor must be an object with a type.');
  if (!includes(KINDS, given.type)) throw new TypeError(`The factor type "${given.type}" is not supported.`);
  const checked = { type: given.type };
  if (!object(given.options)) return checked;
  const { preferredMethod, otpFallback } = given.options;
  checked.options = {};
  if (preferredMethod !== undefined && preferredMethod !== null) {
    if (!includes(METHODS, preferredMethod)) throw new TypeError('The preferred method must be "voice", "sms" or "both".');
    checked.options.preferredMethod = preferredMethod;
  }
  if (otpFallback !== undefined && otpFallback !== null) checked.options.otpFallback = otpFallback === true;
  return checked;
}

function factors(given) {
  if (!isArray(given)) throw new TypeError('The factors must be an array.');
  if (given.length === 0) throw new TypeError('At least one factor must be given.');
  if (given.length > MAX_FACTORS) throw new TypeError(`At most ${MAX_FACTORS} factors can be given.`);
  const checked = [];
  for (let i = 0; i < given.length; i += 1) checked[i] = factor(given[i]);
  return checked;
}

function one(call, type) {
  return (given, options) => {
    const effect = { type, factor: factor(plain(given)) };
    const more = object(options) ? plain(options.additionalFactors) : null;
    if (more !== null && !(isArray(more) && more.length === 0)) {
      if (isArray(more) && more.length >= MAX_FACTORS) throw new TypeError(`At most ${MAX_FACTORS} factors can be given.`);
      effect.additional_factors = factors(more);
    }
    call.record(effect);
  };
}

function any(call, type) {
  return (given) => { call.record({ type, factors: factors(plain(given)) }); };
}

function challenges(call) {
  return { challengeWith: one(call, 'challenge_with'), challengeWithAny: any(call, 'challenge_with_any') };
}

function enrolments(call) {
  return { enrollWith: one(call, 'enroll_with'), enrollWithAny: any(call, 'enroll_with_any') };
}

module.exports = { challenges, enrolments };
