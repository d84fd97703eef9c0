// Hooks: one function for one trigger, which calls back; what it decided is said in the words of `api` (reference 3.6).
//
// The arguments are made of the event that Actions of the same trigger get, in the words of that time.
'use strict';

const { Error, String, defineProperty, isArray, keys, trim } = require('../shared/primordials.js');
const { called, object } = require('./callback.js');

// The server knows this text: a program that exports no function is refused when it is written.
const NO_FUNCTION = 'The script of a Hook sets module.exports to a function.';

// An error with a name of its own, as `error.name` and as a global.
function named(name, members) {
  const made = class extends Error {
    constructor(message, second) {
      super(message);
      this.name = name;
      for (let i = 0; i < members.length; i += 1) this[members[i]] = second;
    }
  };
  defineProperty(made, 'name', { value: name, configurable: true });
  return made;
}

// What denies a machine's token, and with which OAuth error.
const OAUTH = {
  __proto__: null,
  InvalidScopeError: 'invalid_scope',
  InvalidRequestError: 'invalid_request',
  ServerError: 'server_error',
};

// A copy without members that have no value.
function only(given) {
  const out = {};
  const names = keys(given);
  for (let i = 0; i < names.length; i += 1) {
    const value = given[names[i]];
    if (value !== undefined && value !== null) out[names[i]] = value;
  }
  return out;
}

// The keys as they were spelled before Actions: `city_name`.
function geoip(given) {
  if (!object(given)) return undefined;
  const out = {};
  const names = keys(given);
  for (let i = 0; i < names.length; i += 1) out[names[i].replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = given[names[i]];
  return out;
}

function contextOf(event, more) {
  const { request, connection, transaction, tenant } = event;
  return only({
    ...more,
    webtask: { secrets: event.secrets ?? {} },
    request: request && only({
      ip: request.ip,
      hostname: request.hostname,
      language: request.language,
      userAgent: request.user_agent,
      query: request.query,
      body: request.body,
      geoip: geoip(request.geoip),
    }),
    connection: connection && only({ id: connection.id, name: connection.name, tenant: tenant?.id, metadata: connection.metadata }),
    renderLanguage: transaction?.locale ?? request?.language,
  });
}

function userOf({ user, tenant }) {
  return only({
    id: user.user_id,
    tenant: tenant?.id,
    username: user.username,
    email: user.email,
    emailVerified: user.email_verified,
    phoneNumber: user.phone_number,
    phoneNumberVerified: user.phone_verified,
    user_metadata: user.user_metadata,
    app_metadata: user.app_metadata,
  });
}

function each(given, set) {
  if (!object(given)) return;
  const names = keys(given);
  for (let i = 0; i < names.length; i += 1) if (given[names[i]] !== undefined) set(names[i], given[names[i]]);
}

// `entries` holds the one Hook; `host` and `publish` are the prelude's.
module.exports = ({ entries, host, publish }) => {
  publish('PreUserRegistrationError', named('PreUserRegistrationError', ['userMessage']));
  for (const name in OAUTH) publish(name, named(name, []));
  const { id, load } = entries[0];
  const hook = load();
  if (typeof hook !== 'function') throw new Error(NO_FUNCTION);
  const run = (args) => {
    host.call('rules.step', id);
    return called(hook, args, () => host.call('rules.again', id));
  };
  return {
    async onExecuteCredentialsExchange(event, api, record) {
      const { client, tenant, accessToken } = event;
      const told = only({ id: client.client_id, name: client.name, tenant: tenant?.id, metadata: client.metadata });
      let given;
      try {
        given = (await run([told, [...accessToken.scope], event.resource_server.identifier, contextOf(event)])).first;
      } catch (error) {
        const code = object(error) ? OAUTH[error.name] : undefined;
        if (code === undefined) throw error;
        record({ type: 'access_deny', code, reason: String(error.message) });
        return;
      }
      if (!object(given)) return;
      const { scope } = given;
      each(given, (name, value) => { if (name !== 'scope' && name !== '') api.accessToken.setCustomClaim(name, value); });
      if (isArray(scope)) api.transaction.setTargetScopes(scope);
      else if (typeof scope === 'string') api.transaction.setTargetScopes(trim(scope) === '' ? [] : trim(scope).split(/\s+/));
    },
    async onExecutePreUserRegistration(event, api, record) {
      let given;
      try {
        given = (await run([userOf(event), contextOf(event)])).first;
      } catch (error) {
        if (!object(error) || error.name !== 'PreUserRegistrationError') throw error;
        const denial = { type: 'access_deny', reason: String(error.message) };
        if (error.userMessage !== undefined && error.userMessage !== null) denial.user_message = String(error.userMessage);
        record(denial);
        return;
      }
      if (!object(given) || !object(given.user)) return;
      each(given.user.app_metadata, api.user.setAppMetadata);
      each(given.user.user_metadata, api.user.setUserMetadata);
    },
    async onExecutePostUserRegistration(event) {
      await run([userOf(event), contextOf(event)]);
    },
    async onExecutePostChangePassword(event) {
      const { user, tenant } = event;
      const told = only({
        id: user.user_id,
        tenant: tenant?.id,
        username: user.username,
        email: user.email,
        last_password_reset: user.last_password_reset,
      });
      await run([told, contextOf(event)]);
    },
    async onExecuteSendPhoneMessage(event) {
      const { message_options: message, client, user } = event;
      const told = {
        message_type: message.message_type,
        action: message.action,
        code: message.code,
        language: event.request?.language,
        ip: event.request?.ip,
        user_agent: event.request?.user_agent,
        client,
        user,
      };
      await run([message.recipient, message.text, contextOf(event, told)]);
    },
  };
};
