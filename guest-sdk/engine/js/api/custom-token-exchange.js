// `custom-token-exchange` (reference 1.7). Nothing can be chained.
'use strict';

const { TypeError, keys, isArray, includes } = require('./shared/primordials.js');
const { define, member, object } = require('./shared/call.js');
const { denyWithCode } = require('./shared/access.js');
const { metadata } = require('./shared/user.js');
const { plain, text, bounded, record: objectOf } = require('./shared/values.js');
const { cache } = require('./shared/cache.js');

const MAX_DEPTH = 5;

function level(actor) {
  if (!object(actor) || isArray(actor)) throw new TypeError('The actor must be an object.');
  if (typeof actor.sub !== 'string' || actor.sub === '') {
    throw new TypeError('The actor must have a "sub" that is a non-empty string.');
  }
  let own = 0;
  const names = keys(actor);
  for (let i = 0; i < names.length; i += 1) {
    const name = names[i];
    const value = actor[name];
    if (name === 'act') continue;
    if (name !== 'sub') own += 1;
    if (name.length > 64 || (typeof value === 'string' && value.length > 64)) {
      throw new TypeError('The strings of the actor must not be longer than 64 characters.');
    }
    if (object(value)) throw new TypeError('The custom properties of the actor must be strings, numbers, booleans or null.');
  }
  if (own > 5) throw new TypeError('The actor must not have more than 5 custom properties.');
}

function actor(given) {
  const made = plain(given);
  let next = made;
  for (let depth = 0; next !== undefined; depth += 1) {
    if (depth === MAX_DEPTH) throw new TypeError('The actor must not be nested deeper than 5 levels.');
    level(next);
    next = next.act;
  }
  return made;
}

function behaviour(options, name, words) {
  const value = member(options, name) ?? 'none';
  if (!includes(words, value)) throw new TypeError(`${name} must be "${words[0]}" or "${words[1]}".`);
  return value;
}

module.exports = define({ execute: 'onExecuteCustomTokenExchange' }, (api, call) => {
  api.access = denyWithCode(undefined, call);
  api.access.rejectInvalidSubjectToken = (reason) => {
    call.record({ type: 'reject_subject_token', reason: text(reason) });
  };
  api.authentication = {
    setUserById(id) {
      call.record({ type: 'set_user_by_id', user_id: bounded(id, 255, 'The user ID') });
    },
    setUserByConnection(connection, attributes, options) {
      call.record({
        type: 'set_user_by_connection',
        connection: bounded(connection, 128, 'The connection'),
        attributes: objectOf(attributes, 'The user attributes'),
        creation_behavior: behaviour(options, 'creationBehavior', ['create_if_not_exists', 'none']),
        update_behavior: behaviour(options, 'updateBehavior', ['replace', 'none']),
      });
    },
    setOrganization(organization) {
      call.record({ type: 'set_organization', organization: bounded(organization, 128, 'The organization') });
    },
    setActor(given) {
      call.record({ type: 'set_actor', actor: actor(given) });
    },
  };
  api.user = metadata(undefined, call, true);
  api.cache = cache(call);
});
