// Runs the cases of one fixture: a CommonJS module whose exports are name → function. The answers are text: what was returned, as
// inspect shows it, or what was thrown. The expression is a function of (cases, inspect).
(async function (cases, inspect) {
  'use strict';
  const answers = {};
  for (const [name, run] of Object.entries(cases)) {
    try {
      const value = await run();
      answers[name] = typeof value === 'string' ? value : inspect(value);
    } catch (error) {
      answers[name] = `throws ${error?.name ?? ''}${error?.code === undefined ? '' : ` ${error.code}`}: ${error?.message ?? error}`;
    }
  }
  return answers;
})
