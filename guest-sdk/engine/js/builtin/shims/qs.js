// What the url package asks of qs, by our querystring, which is what Node's url uses.
'use strict';

module.exports = {
  parse: (text) => require('querystring').parse(text),
  stringify: (object) => require('querystring').stringify(object),
};
