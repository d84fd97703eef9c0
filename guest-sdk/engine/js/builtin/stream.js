// Node's streams, from npm.
'use strict';

const stream = require('npm:readable-stream/lib/stream.js');

// What `import stream from 'stream'` and inheriting packages expect: the module is the old Stream class.
module.exports = stream;
