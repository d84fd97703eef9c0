// Modules that an Action cannot have, for packages that require them and may never call them: each function says what is not there.
'use strict';

function refusal(module, name, sentence) {
  return Object.assign(new Error(`${module}.${name} is not available: ${sentence}`), { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' });
}

// `names` are words; one that begins with a capital is a class, so that it can be extended.
function missing(module, sentence, names, more = {}) {
  const exports = {};
  for (const name of names.split(' ')) {
    exports[name] = /^[A-Z]/.test(name)
      ? { [name]: class { constructor() { throw refusal(module, name, sentence); } } }[name]
      : { [name](...args) {
        const callback = args.at(-1);
        // A promise for those who await it, the callback for those who passed one: both read the sentence where they look for errors.
        if (module.endsWith('promises')) return Promise.reject(refusal(module, name, sentence));
        if (typeof callback === 'function' && !name.endsWith('Sync') && !/^(create|watch)/.test(name)) {
          queueMicrotask(() => callback(refusal(module, name, sentence)));
          return undefined;
        }
        throw refusal(module, name, sentence);
      } }[name];
  }
  return Object.assign(exports, more);
}

module.exports = { missing };
