// `api.idToken` and `api.accessToken`: claims and scopes.
'use strict';

const { Error, TypeError, exec, trim, isArray } = require('./primordials.js');
const { plain, name: named } = require('./values.js');

const MAX_SCOPES = 1000;
const WHITE_SPACE = /\s/;
// RFC 6749, section 3.3.
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f"\\]/;

// setCustomClaim; `reserved` are the names that are refused at once.
function claims(api, call, type, reserved) {
  return function setCustomClaim(name, value) {
    const claim = named(name, 'The name of a claim');
    if (claim === reserved) throw new Error(`The "${claim}" claim cannot be set.`);
    call.record({ type, name: claim, value: plain(value) });
    return api;
  };
}

// A scope, trimmed.
function scope(value) {
  if (typeof value !== 'string') throw new TypeError('The value for the scope must be a string.');
  const trimmed = trim(value);
  if (trimmed === '') throw new Error('The value for the scope must not be empty.');
  if (trimmed.length > 280) throw new Error('The value for the scope must not be longer than 280 characters.');
  if (exec(WHITE_SPACE, trimmed) !== null) throw new Error('The value for the scope must not contain white space.');
  if (exec(FORBIDDEN, trimmed) !== null) {
    throw new Error('The value for the scope must not contain quotes, backslashes or control characters.');
  }
  return trimmed;
}

function add(call, type, value) {
  const checked = scope(value);
  if (call.scopes === MAX_SCOPES) throw new Error('Too many scopes were added.');
  call.scopes += 1;
  call.record({ type, scope: checked });
}

function scopes(call) {
  return {
    addScope(value) { add(call, 'add_scope', value); },
    removeScope(value) { call.record({ type: 'remove_scope', scope: scope(value) }); },
  };
}

// `api.transaction` of a machine's exchange.
function targetScopes(call) {
  return {
    addTargetScope(value) { add(call, 'add_target_scope', value); },
    removeTargetScope(value) { call.record({ type: 'remove_target_scope', scope: scope(value) }); },
    setTargetScopes(values) {
      if (!isArray(values)) throw new TypeError('The target scopes must be an array of strings.');
      if (values.length > MAX_SCOPES) throw new Error('Too many scopes were added.');
      const checked = [];
      for (let i = 0; i < values.length; i += 1) checked[i] = scope(values[i]);
      call.record({ type: 'set_target_scopes', scopes: checked });
    },
    clearTargetScopes() { call.record({ type: 'set_target_scopes', scopes: [] }); },
  };
}

module.exports = { claims, scopes, targetScopes };
