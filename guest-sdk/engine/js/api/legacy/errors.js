// The errors by which programs of an older form say more than that they failed: told by their name, which one that was made elsewhere
// may have as well.
'use strict';

const { Error } = require('../shared/primordials.js');
const { object } = require('./callback.js');

class UnauthorizedError extends Error {
  constructor(message) {
    super(message);
    this.name = 'UnauthorizedError';
  }
}

class ValidationError extends Error {
  constructor(code, message) {
    super(message ?? code);
    this.name = 'ValidationError';
    this.code = code;
  }
}

// `user` is whose password it is not, or nothing where there is nobody of that name.
class WrongUsernameOrPasswordError extends Error {
  constructor(user, message) {
    super(message ?? 'Wrong email or password.');
    this.name = 'WrongUsernameOrPasswordError';
    this.user = user;
  }
}

const is = (error, made) => error instanceof made || (object(error) && error.name === made.name);

module.exports = { UnauthorizedError, ValidationError, WrongUsernameOrPasswordError, is };
