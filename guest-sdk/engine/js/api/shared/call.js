// The call under way, and how an `api` file becomes a module.
//
// Each call runs in an instance of its own, so the `api` object is built once, when the file is loaded, and is part of the Action's
// image; what belongs to the call is put into `call` when it begins. Building some sixty functions for every login would cost more
// than many an Action does.
'use strict';

const { hasOwn } = require('./primordials.js');

const object = (value) => typeof value === 'object' && value !== null;

// A member of something that an author's test event may lack.
function member(value, name) {
  return object(value) && hasOwn(value, name) ? value[name] : undefined;
}

// `build(api, call)` fills the object.
function define(handlers, build) {
  const call = {};
  const api = {};
  build(api, call);
  return {
    handlers,
    api(event, record, host) {
      const request = member(event, 'request');
      const transaction = member(event, 'transaction');
      call.event = event;
      call.record = record;
      call.host = host;
      // Taken now: an Action may change its event, but not who it is about.
      call.userId = member(member(event, 'user'), 'user_id');
      call.hostname = member(request, 'hostname');
      call.ip = member(request, 'ip');
      call.query = member(request, 'query');
      call.body = member(request, 'body');
      call.protocol = member(transaction, 'protocol');
      // Which command suspends the flow, and what may be done only so often.
      call.command = undefined;
      call.primaryUserAltered = false;
      call.scopes = 0;
      call.attributes = undefined;
      return api;
    },
  };
}

module.exports = { define, member, object };
