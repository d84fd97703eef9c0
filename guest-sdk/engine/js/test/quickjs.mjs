// The built-ins inside of QuickJS-ng, compiled to WebAssembly by its maintainers: an older one than the engine's, so what runs here
// relies on nothing that is new.
import { newQuickJSWASMModuleFromVariant } from 'quickjs-emscripten-core';
import variant from '@jitl/quickjs-ng-wasmfile-release-sync';
import { casesSource, engineSource, globals, hostSource, sources } from './node.mjs';

const quickjs = await newQuickJSWASMModuleFromVariant(variant.default ?? variant);

export function answersOf(code) {
  const context = quickjs.newContext();
  try {
    const evaluate = (source, name) => {
      const result = context.evalCode(source, name);
      if (result.error) {
        const { message, stack } = result.error.consume(context.dump);
        throw new Error(`${message}\n${stack}`);
      }
      return result.value.consume(context.dump);
    };
    const wrapped = Object.entries(sources).map(([name, text]) => `${JSON.stringify(name)}: () => (function (module, exports, require, host) {\n${text}\n})`);
    evaluate(`
      globalThis.console ??= { error() {} };
      const made = { ${wrapped.join(',\n')} };
      const make = (name) => (name === 'host' ? ${hostSource} : made[name]());
      var engine = (${engineSource})(make, ${JSON.stringify(globals)}, made);
      for (const name of Object.keys(engine.scope)) {
        Object.defineProperty(globalThis, name, { configurable: true, get() { return engine.scope[name]; }, set(value) { Object.defineProperty(globalThis, name, { value, writable: true, configurable: true }); } });
      }`, 'engine.js');
    evaluate(`
      var module = { exports: {} };
      (function (exports, require, module, capture) {\n${code}\n})(module.exports, engine.require, module, engine.capture);
      var answers;
      (${casesSource})(module.exports, engine.require('util').inspect).then((found) => { answers = JSON.stringify(found); }, (error) => { answers = String(error); });
      0`, 'cases.js');
    for (;;) {
      const { error } = context.runtime.executePendingJobs();
      if (error) throw new Error(JSON.stringify(error.consume(context.dump)));
      const answers = evaluate('answers', 'answer.js');
      if (answers !== undefined) return JSON.parse(answers);
      if (!evaluate('engine.next()', 'next.js')) throw new Error('the cases never settle');
    }
  } finally {
    context.dispose();
  }
}
