// `send-phone-message` (reference 1.7). An Action that cannot deliver throws.
'use strict';

module.exports = require('./shared/cache-only.js')('onExecuteSendPhoneMessage');
