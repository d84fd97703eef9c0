// Node's trace_events, for packages that require it and may never call it.
'use strict';

module.exports = require('internal/missing').missing('trace_events', 'an Action does not see its engine.', 'createTracing getEnabledCategories');
