// `request-promise` and `request-promise-native`: `request`, answered by a promise that an error status rejects.
'use strict';

const { Error, stringify } = require('../shared/primordials.js');
const { made, send } = require('./request.js');

class StatusCodeError extends Error {
  constructor(response, options) {
    super(`${response.statusCode} - ${stringify(response.body) ?? ''}`);
    this.name = 'StatusCodeError';
    this.statusCode = response.statusCode;
    this.error = response.body;
    this.options = options;
    this.response = response;
  }
}

class RequestError extends Error {
  constructor(cause, options) {
    super(`${cause}`);
    this.name = 'RequestError';
    this.cause = cause;
    this.error = cause;
    this.options = options;
  }
}

module.exports = made({}, async (options) => {
  let response;
  try {
    response = await send(options);
  } catch (cause) {
    throw new RequestError(cause, options);
  }
  const good = response.statusCode >= 200 && response.statusCode < 300;
  if (!good && options.simple !== false) throw new StatusCodeError(response, options);
  if (typeof options.transform === 'function') return options.transform(response.body, response, options.resolveWithFullResponse);
  return options.resolveWithFullResponse ? response : response.body;
});
module.exports.errors = { StatusCodeError, RequestError };
