// `post-change-password` (reference 1.7).
'use strict';

module.exports = require('./shared/cache-only.js')('onExecutePostChangePassword');
