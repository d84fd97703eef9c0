// From an author's file to its exports, as the server evaluates it: the body of a CommonJS function, anew for every run.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

const require = createRequire(import.meta.url);

// In the published package the `api` objects are beside this folder; in the repository they are the engine's own.
const published = new URL('../api/', import.meta.url);
const apis = fileURLToPath(existsSync(published) ? published : new URL('../../engine/js/api/', import.meta.url));

export const TRIGGERS = [
  'post-login', 'credentials-exchange', 'pre-user-registration', 'post-user-registration', 'post-change-password', 'send-phone-message',
  'password-reset-post-challenge', 'custom-phone-provider', 'custom-email-provider', 'custom-token-exchange', 'client-registration',
];

// The `api` of a trigger, anew: an object belongs to one call.
export function api(trigger) {
  if (!TRIGGERS.includes(trigger)) throw new TypeError(`There is no trigger "${trigger}".`);
  for (const file of Object.keys(require.cache)) if (file.startsWith(apis)) delete require.cache[file];
  return require(`${apis}${trigger}.js`);
}

function javascript(file) {
  const code = readFileSync(file, 'utf8');
  if (!/\.[cm]?ts$/.test(file)) return code.replace(/^#!/, '//');
  let ts;
  try {
    ts = createRequire(file)('typescript');
  } catch {
    try {
      ts = require('typescript');
    } catch {
      throw new Error('To run an Action in TypeScript the harness needs the package typescript: npm install --save-dev typescript@5');
    }
  }
  const { ModuleKind, ScriptTarget } = ts;
  const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true, inlineSourceMap: true };
  return ts.transpileModule(code, { fileName: file, compilerOptions }).outputText;
}

// `scope` are names that stand in for globals; they lie outside of the author's function, which may declare them again.
export function load(file, { scope, modules }) {
  const names = Object.keys(scope);
  const inner = `return function (exports, require, module, __filename, __dirname) {\n${javascript(file)}\n};`;
  const outer = vm.runInThisContext(`(function (${names}) { ${inner} })`, { filename: file, lineOffset: -1 });
  const module = { exports: {} };
  const own = createRequire(file);
  const requires = (name) => {
    if (!name.startsWith('actions:')) return own(name);
    const wanted = name.slice('actions:'.length);
    if (!Object.hasOwn(modules, wanted)) throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
    return modules[wanted];
  };
  outer(...Object.values(scope)).call(module.exports, module.exports, requires, module, file, dirname(file));
  return module.exports;
}
