// `api.validation`.
'use strict';

const { Error } = require('./primordials.js');

function check(what, value, most) {
  if (typeof value !== 'string' || value === '' || value.length > most) {
    throw new Error(`Failed to add validation error: the ${what} must have 1 to ${most} characters.`);
  }
}

// `most` bounds the message; a code has at most 100 characters.
function validation(api, call, most) {
  return {
    error(code, message) {
      check('code', code, 100);
      check('message', message, most);
      call.record({ type: 'validation_error', code, message });
      return api;
    },
  };
}

module.exports = { validation };
