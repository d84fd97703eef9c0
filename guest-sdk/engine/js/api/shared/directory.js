// `api.roles` and `api.groups`: what the directory knows of the user. Both wait for the server, which answers in JSON:
//   roles.list     {take?, from?}    {roles: […], next?}
//   roles.by_ids   {ids}             {roles: […]}
//   roles.by_names {names}           {roles: […]}
//   groups.list    {take?, from?}    {groups: […], next?}
//   groups.member  {groups}          {member: true | false}
'use strict';

const { TypeError, stringify, parse, isArray, isSafeInteger } = require('./primordials.js');
const { member } = require('./call.js');
const { plain } = require('./values.js');

const MAX_TAKE = 100;

async function ask(call, operation, given) {
  const answer = await call.host.begin(operation, stringify(given));
  return parse(answer.text);
}

function page(options) {
  const given = {};
  const take = member(options, 'take');
  const from = member(options, 'from');
  if (take !== undefined) {
    if (!isSafeInteger(take) || take < 1 || take > MAX_TAKE) throw new TypeError(`take must be a whole number from 1 to ${MAX_TAKE}.`);
    given.take = take;
  }
  if (from !== undefined && from !== null) {
    if (typeof from !== 'string') throw new TypeError('from must be a string.');
    given.from = from;
  }
  return given;
}

function list(given, most, what) {
  const values = plain(given);
  if (!isArray(values) || values.length > most) throw new TypeError(`${what} must be an array of at most ${most} strings.`);
  for (let i = 0; i < values.length; i += 1) {
    if (typeof values[i] !== 'string') throw new TypeError(`${what} must be an array of at most ${most} strings.`);
  }
  return values;
}

function roles(call) {
  return {
    async getUserEffectiveRoles(options) { return ask(call, 'roles.list', page(options)); },
    async getUserEffectiveRolesByIds(ids) { return ask(call, 'roles.by_ids', { ids: list(ids, 100, 'The ids') }); },
    async getUserEffectiveRolesByNames(names) { return ask(call, 'roles.by_names', { names: list(names, 50, 'The names') }); },
  };
}

function groups(call) {
  return {
    async getUserGroups(options) { return ask(call, 'groups.list', page(options)); },
    async hasGroupMembership(given) {
      const answer = await ask(call, 'groups.member', { groups: list(given, 100, 'The groups') });
      return answer.member === true;
    },
  };
}

module.exports = { roles, groups };
