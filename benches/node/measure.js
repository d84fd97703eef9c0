// The reference Action in Node, in one of three ways, each from the event's text to the text of its effects, and a chain of Rules:
//   node measure.js vm|isolate|process CALLS EVENT ACTION
//   node measure.js rules CALLS LOGIN RULE...
// Prints the microseconds of every call as a JSON list. Nothing of this is a sandbox that one could trust but the isolate.
'use strict';

const { readFileSync } = require('node:fs');

const [way, calls, eventFile, ...files] = process.argv.slice(2);
const [action] = files.map((file) => readFileSync(file, 'utf8'));
const event = JSON.stringify(JSON.parse(readFileSync(eventFile, 'utf8')));

// What the engine's prelude does, as short as it can be: an api object that records, and the Action around it.
const program = `(async function (text) {
  const effects = [];
  const record = (type) => (...values) => { effects.push({ type, values }); };
  const api = {
    access: { deny: record('deny') },
    idToken: { setCustomClaim: record('id') },
    accessToken: { setCustomClaim: record('access'), addScope: record('scope') },
    user: { setAppMetadata: record('app'), setUserMetadata: record('user') },
  };
  const module = { exports: {} };
  (function (exports, module) {\n${action}\n})(module.exports, module);
  await module.exports.onExecutePostLogin(JSON.parse(text), api);
  return JSON.stringify(effects);
})`;

// As Rules were run: functions of one chain, each fed by the one before it.
const chain = () => `(async function (text) {
  class UnauthorizedError extends Error {}
  const configuration = {};
  const rules = [${files.map((file) => `(${readFileSync(file, 'utf8').trimEnd()}\n)`).join(',')}];
  let { user, context } = JSON.parse(text);
  for (const rule of rules) {
    await new Promise((resolve, reject) => {
      const returned = rule(user, context, (error, nextUser, nextContext) => {
        if (error) return reject(error);
        user = nextUser;
        context = nextContext;
        return resolve();
      });
      if (returned instanceof Promise) returned.catch(reject);
    });
  }
  const claims = (given) => Object.keys(given).map((name) => ({ name, value: given[name] }));
  return JSON.stringify([...claims(context.idToken), ...claims(context.accessToken)]);
})`;

const ways = {
  rules() {
    const vm = require('node:vm');
    const script = new vm.Script(chain());
    return () => script.runInContext(vm.createContext({}))(event);
  },
  vm() {
    const vm = require('node:vm');
    const script = new vm.Script(program);
    return () => script.runInContext(vm.createContext({}))(event);
  },
  isolate() {
    const ivm = require('isolated-vm');
    return async () => {
      const isolate = new ivm.Isolate({ memoryLimit: 64 });
      const context = await isolate.createContext();
      const run = await (await isolate.compileScript(program)).run(context, { reference: true });
      const answer = await run.apply(undefined, [event], { result: { promise: true, copy: true } });
      isolate.dispose();
      return answer;
    };
  },
  process() {
    const { execFileSync } = require('node:child_process');
    const text = `const read = require('node:fs').readFileSync; (${program})(read(0, 'utf8')).then(console.log)`;
    return () => execFileSync(process.execPath, ['-e', text], { input: event, encoding: 'utf8' });
  },
};

(async () => {
  const once = ways[way]();
  const micros = [];
  for (let n = -Math.min(200, calls / 10); n < calls; n += 1) {
    const begun = process.hrtime.bigint();
    const answer = await once();
    const time = Number(process.hrtime.bigint() - begun) / 1000;
    if (JSON.parse(answer).length !== (way === 'rules' ? 10 : 7)) throw new Error(`another answer: ${answer}`);
    if (n >= 0) micros.push(time);
  }
  console.log(JSON.stringify(micros));
})();
