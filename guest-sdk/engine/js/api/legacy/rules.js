// Rules: the functions `(user, context, callback)` of one login, each fed by the one before it, and what they decided in the words of
// `api` (reference 3.3 to 3.5).
//
// All Rules of a login run in one instance, as they shared a process before; no two logins do. What they share is theirs to break: a
// Rule that replaces a built-in replaces it for those after it.
'use strict';

const { Error, String, stringify, isArray, keys, hasOwn, trim } = require('../shared/primordials.js');
const { called, object } = require('./callback.js');
const { UnauthorizedError, ValidationError, is } = require('./errors.js');
const globals = require('./globals.js');
const management = require('./management.js');

// `scope` is no claim that could be set; of an access token it is the list of scopes.
function claims(given, set) {
  if (!object(given)) return;
  const names = keys(given);
  for (let i = 0; i < names.length; i += 1) {
    const value = given[names[i]];
    if (names[i] !== 'scope' && names[i] !== '' && value !== undefined) set(names[i], value);
  }
}

// `context.accessToken.scope` is the whole of what is granted.
function scopes(event, wanted, token) {
  if (wanted === undefined || wanted === null) return;
  const list = isArray(wanted) ? wanted : trim(String(wanted)).split(/\s+/);
  const before = event.transaction.requested_scopes;
  for (let i = 0; i < before.length; i += 1) if (!list.includes(before[i])) token.removeScope(before[i]);
  for (let i = 0; i < list.length; i += 1) if (list[i] !== '' && !before.includes(list[i])) token.addScope(list[i]);
}

function decide(event, context, api) {
  claims(context.idToken, api.idToken.setCustomClaim);
  claims(context.accessToken, api.accessToken.setCustomClaim);
  if (object(context.accessToken)) scopes(event, context.accessToken.scope, api.accessToken);
  if (object(context.multifactor) && context.multifactor.provider) {
    api.multifactor.enable(context.multifactor.provider, context.multifactor);
  }
  if (context.primaryUser && context.primaryUser !== event.subject) api.authentication.setPrimaryUser(context.primaryUser);
  // All Rules have run: only now the user goes. One who has come back is not sent again.
  if (object(context.redirect) && context.redirect.url && event.transaction.protocol !== 'redirect-callback') {
    api.redirect.sendUserTo(context.redirect.url);
  }
}

// What a login is made of for those who try a Rule out.
function show(user, context) {
  try {
    return stringify({ user, context }) ?? 'null';
  } catch (error) {
    return stringify({ unreadable: String(error?.message) });
  }
}

// `entries` are the Rules in their order; `host`, `publish` and `builtin` are the prelude's.
module.exports = ({ entries, host, publish, builtin }) => {
  let event;
  let cache;
  const lazy = globals(publish);
  publish('UnauthorizedError', UnauthorizedError);
  publish('ValidationError', ValidationError);
  // While an image is made there is no login yet, and no value that it might keep.
  lazy('configuration', () => {
    if (event === undefined) host.call('secrets', '');
    return event?.secrets ?? {};
  });
  lazy('auth0', () => {
    if (event === undefined) host.call('secrets', '');
    return management(event?.auth0 ?? {});
  });
  // What Rules kept in `global` from one login to the next: here a login shares nothing with another one but this.
  lazy('cache', () => {
    if (event === undefined) host.call('secrets', '');
    return cache ?? {};
  });
  lazy('request', () => builtin('api/legacy/request'));
  const rules = [];
  for (let i = 0; i < entries.length; i += 1) {
    const { id, load } = entries[i];
    rules[i] = { id, rule: load() };
  }
  return {
    async onExecutePostLogin(given, api, record) {
      event = given;
      cache = api.cache;
      let { user, context } = event;
      for (let i = 0; i < rules.length; i += 1) {
        const { id, rule } = rules[i];
        host.call('rules.step', id);
        if (typeof rule !== 'function') throw new Error('The script of the Rule is not a function.');
        try {
          const { first, second } = await called(rule, [user, context], () => host.call('rules.again', id));
          if (object(first)) user = first;
          if (object(second)) context = second;
        } catch (error) {
          if (!is(error, UnauthorizedError)) throw error;
          record({ type: 'access_deny', code: 'unauthorized', reason: String(error.message) });
          return;
        }
      }
      if (hasOwn(event, 'show')) host.call('rules.shown', show(user, context));
      decide(event, context, api);
    },
  };
};
