// Scripts of a custom database: functions that call back, of which one call runs one.
//
// What a script answers is told to the server as it is, and judged there. Two errors are answers too; every other one fails the call.
'use strict';

const { Error, stringify } = require('../shared/primordials.js');
const { called } = require('./callback.js');
const { UnauthorizedError, ValidationError, WrongUsernameOrPasswordError, is } = require('./errors.js');
const globals = require('./globals.js');

function answered(script, error) {
  if (is(error, WrongUsernameOrPasswordError)) return { wrong: { known: Boolean(error.user) } };
  if (script === 'create' && is(error, ValidationError)) return { invalid: { exists: error.code === 'user_exists' } };
  return undefined;
}

// `entries` are the scripts by their names; `host`, `publish` and `builtin` are the prelude's.
module.exports = ({ entries, host, publish, builtin }) => {
  let event;
  const lazy = globals(publish);
  publish('UnauthorizedError', UnauthorizedError);
  publish('ValidationError', ValidationError);
  publish('WrongUsernameOrPasswordError', WrongUsernameOrPasswordError);
  // While an image is made there is no login yet, and no value that it might keep.
  lazy('configuration', () => {
    if (event === undefined) host.call('secrets', '');
    return event?.secrets ?? {};
  });
  lazy('request', () => builtin('api/legacy/request'));
  const scripts = { __proto__: null };
  for (let i = 0; i < entries.length; i += 1) scripts[entries[i].id] = entries[i].load();
  return {
    async onExecutePostUserRegistration(given) {
      event = given;
      const { script: name, args } = event;
      const script = scripts[name];
      if (typeof script !== 'function') throw new Error('The script of the database is not a function.');
      host.call('rules.step', name);
      let told;
      try {
        const { first } = await called(script, args, () => host.call('rules.again', name));
        told = { answer: first ?? null };
      } catch (error) {
        told = answered(name, error);
        if (told === undefined) throw error;
      }
      host.call('rules.shown', stringify(told));
    },
  };
};
