// `auth0`: the client of the Management API that Rules have, with their rights alone (reference 3.5).
//
// Its requests go the way of every other one; the server answers those to itself without a network, to this login's own token.
'use strict';

const { Error, TypeError, String, stringify, parse } = require('../shared/primordials.js');

const encode = encodeURIComponent;

module.exports = ({ base_url: baseUrl, domain, token }) => {
  async function send(method, path, body) {
    const headers = { authorization: `Bearer ${token}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const answer = await globalThis.fetch(`${baseUrl}${path}`, { method, headers, body: body === undefined ? undefined : stringify(body) });
    const text = await answer.text();
    const told = text === '' ? undefined : parse(text);
    if (answer.ok) return told;
    const error = new Error(told?.message ?? `the server answered ${answer.status}`);
    error.name = 'APIError';
    error.statusCode = answer.status;
    throw error;
  }

  // With a callback as the last argument it is told, as in the library of that time.
  const ended = (promise, callback) => {
    if (typeof callback !== 'function') return promise;
    promise.then((value) => callback(null, value), callback);
    return undefined;
  };

  function idOf(given) {
    const id = typeof given === 'object' && given !== null ? given.id ?? given.user_id : given;
    if (typeof id !== 'string' || id === '') throw new TypeError('The user_id must be a non-empty string.');
    return encode(id);
  }

  const query = (given) => {
    const text = new globalThis.URLSearchParams(given ?? {}).toString();
    return text === '' ? '' : `?${text}`;
  };

  const users = {
    get: (id, callback) => ended(send('GET', `/users/${idOf(id)}`), callback),
    getAll(given, callback) {
      return typeof given === 'function' ? users.getAll({}, given) : ended(send('GET', `/users${query(given)}`), callback);
    },
    getByEmail: (email, callback) => ended(send('GET', `/users-by-email${query({ email: String(email) })}`), callback),
    update: (id, data, callback) => ended(send('PATCH', `/users/${idOf(id)}`, data), callback),
    updateAppMetadata: (id, data, callback) => ended(send('PATCH', `/users/${idOf(id)}`, { app_metadata: data ?? {} }), callback),
    updateUserMetadata: (id, data, callback) => ended(send('PATCH', `/users/${idOf(id)}`, { user_metadata: data ?? {} }), callback),
    link: (id, data, callback) => ended(send('POST', `/users/${idOf(id)}/identities`, data), callback),
    getUserRoles: (id, callback) => ended(send('GET', `/users/${idOf(id)}/roles`), callback),
  };
  return { users, getUser: users.get, getUsers: users.getAll, accessToken: token, domain, baseUrl };
};
