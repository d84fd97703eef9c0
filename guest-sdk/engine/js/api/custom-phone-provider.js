// `custom-phone-provider` (reference 1.7).
'use strict';

module.exports = require('./shared/delivery.js')('onExecuteCustomPhoneProvider');
