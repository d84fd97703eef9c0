// `api.access`: what forbids. Nothing here throws: a no must not become a mistake of its own wording.
'use strict';

const { text } = require('./values.js');

// deny(reason)
function deny(api, call) {
  return {
    deny(reason) {
      call.record({ type: 'access_deny', reason: text(reason) });
      return api;
    },
  };
}

// deny(reason, userMessage)
function denyWithMessage(api, call) {
  return {
    deny(reason, userMessage) {
      const effect = { type: 'access_deny', reason: text(reason) };
      if (userMessage !== undefined && userMessage !== null) effect.user_message = text(userMessage);
      call.record(effect);
      return api;
    },
  };
}

// deny(code, reason); `answer` is what it returns.
function denyWithCode(answer, call) {
  return {
    deny(code, reason) {
      call.record({ type: 'access_deny', code: text(code), reason: text(reason) });
      return answer;
    },
  };
}

module.exports = { deny, denyWithMessage, denyWithCode };
