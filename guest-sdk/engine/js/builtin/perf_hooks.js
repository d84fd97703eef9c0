// Node's perf_hooks: the clock; nothing is observed.
'use strict';

const { performance, Performance } = require('internal/performance');

class PerformanceObserver {
  static supportedEntryTypes = [];
  observe() {}
  disconnect() {}
  takeRecords() { return []; }
}

module.exports = { performance, Performance, PerformanceObserver, constants: {} };
