// Node's worker_threads, for packages that require it and may never call it.
'use strict';

module.exports = require('internal/missing').missing('worker_threads', 'an Action has one thread.', 'Worker BroadcastChannel receiveMessageOnPort moveMessagePortToContext markAsUntransferable setEnvironmentData getEnvironmentData', { ...require('internal/message'), isMainThread: true, parentPort: null, workerData: null, threadId: 0, resourceLimits: {} });
