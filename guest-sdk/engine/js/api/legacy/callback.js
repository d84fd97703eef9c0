// Programs that call back instead of returning: the first way in which one ends is the way in which it ends.
'use strict';

const { Error, String, stringify, slice } = require('../shared/primordials.js');

const NativePromise = Promise;
const { apply } = Reflect;
const then = Function.prototype.call.bind(Promise.prototype.then);
const object = (value) => typeof value === 'object' && value !== null;

// What a program gave its callback as a mistake, as an Error.
function mistake(given) {
  if (given instanceof Error || (object(given) && typeof given.message === 'string')) return given;
  if (!object(given)) return new Error(String(given));
  let text;
  try { text = stringify(given); } catch { /* It says no more than that. */ }
  return new Error(slice(text ?? 'It called back with something that is no error.', 0, 500));
}

// Calls a program with these arguments and the callback after them: what it called back with beside the error. `again` hears of every
// further call of the callback.
function called(program, args, again) {
  return new NativePromise((resolve, reject) => {
    let done = false;
    args[args.length] = (error, first, second) => {
      if (done) {
        again();
        return;
      }
      done = true;
      if (error) reject(mistake(error));
      else resolve({ __proto__: null, first, second });
    };
    const returned = apply(program, undefined, args);
    // An `async` program that throws does so in its promise.
    if (returned instanceof NativePromise) then(returned, undefined, reject);
  });
}

module.exports = { called, object };
