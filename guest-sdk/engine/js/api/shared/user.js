// `api.user`: metadata.
'use strict';

const { Error, isArray } = require('./primordials.js');
const { plain, name } = require('./values.js');
const { member, object } = require('./call.js');

// `optional` says that the event need not have the metadata, or the user at all. `answer` is what the methods return.
function metadata(answer, call, optional) {
  const setter = (type, field) => (key, value) => {
    const present = member(member(call.event, 'user'), field);
    if (!(optional && present === undefined) && (!object(present) || isArray(present))) {
      throw new Error(`Cannot set ${field}: event.user.${field} is not an object.`);
    }
    call.record({ type, key: name(key, 'The key of the metadata'), value: plain(value) });
    return answer;
  };
  return {
    setAppMetadata: setter('set_app_metadata', 'app_metadata'),
    setUserMetadata: setter('set_user_metadata', 'user_metadata'),
  };
}

module.exports = { metadata };
