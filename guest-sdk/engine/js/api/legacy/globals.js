// Globals of programs of an older form that are made when they are first asked for.
'use strict';

const { defineProperty } = require('../shared/primordials.js');

// `publish` is the prelude's. What is made stays, and a program may put its own in the place.
module.exports = (publish) => (name, make) => {
  defineProperty(globalThis, name, {
    configurable: true,
    enumerable: false,
    get() {
      const value = make();
      publish(name, value);
      return value;
    },
    set(value) { publish(name, value); },
  });
};
