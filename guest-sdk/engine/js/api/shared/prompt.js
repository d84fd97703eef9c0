// `api.prompt`: show a form. It suspends the flow after the Action.
'use strict';

const { Error, stringify } = require('./primordials.js');
const { member } = require('./call.js');
const { bounded, record: objectOf } = require('./values.js');
const { BOTH } = require('./redirect.js');

const MAX_OPTIONS = 24 * 1024;

function prompt(call) {
  return {
    render(promptId, options) {
      if (call.command === 'redirect') throw new Error(BOTH);
      if (call.command === 'render') throw new Error('Only 1 render command per action is allowed.');
      const effect = { type: 'render_prompt', prompt_id: bounded(promptId, 128, 'The prompt ID') };
      const fields = member(options, 'fields');
      const vars = member(options, 'vars');
      if (fields !== undefined && fields !== null) effect.fields = objectOf(fields, 'The fields of the prompt');
      if (vars !== undefined && vars !== null) effect.vars = objectOf(vars, 'The vars of the prompt');
      const size = call.host.utf8Encode(stringify({ fields: effect.fields ?? null, vars: effect.vars ?? null })).length;
      if (size > MAX_OPTIONS) throw new Error('The options of the prompt must not be larger than 24 KB.');
      call.command = 'render';
      call.record(effect);
    },
  };
}

module.exports = { prompt };
