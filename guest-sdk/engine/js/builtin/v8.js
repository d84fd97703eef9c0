// Node's v8, for packages that require it and may never call it.
'use strict';

module.exports = require('internal/missing').missing('v8', 'an Action does not see its engine.', 'serialize deserialize getHeapSnapshot getHeapStatistics getHeapSpaceStatistics setFlagsFromString takeCoverage stopCoverage writeHeapSnapshot Serializer Deserializer');
