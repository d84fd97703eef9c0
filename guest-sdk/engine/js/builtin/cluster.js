// Node's cluster, for packages that require it and may never call it.
'use strict';

module.exports = require('internal/missing').missing('cluster', 'an Action cannot start processes.', 'fork setupPrimary setupMaster disconnect Worker', { isMaster: true, isPrimary: true, isWorker: false, workers: {}, on() {} });
