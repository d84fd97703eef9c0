// performance.now and little more. Its zero is the first look at the clock, never the moment at which an image was made.
'use strict';

let origin;

class Performance {
  get timeOrigin() { return (origin ??= host.now()); }
  now() { return host.now() - this.timeOrigin; }
  mark() {}
  measure() {}
  clearMarks() {}
  clearMeasures() {}
  getEntries() { return []; }
  getEntriesByName() { return []; }
  getEntriesByType() { return []; }
  timerify(fn) { return fn; }
  eventLoopUtilization() { return { idle: 0, active: 0, utilization: 0 }; }
  toJSON() { return { timeOrigin: this.timeOrigin }; }
}

const performance = new Performance();

module.exports = { performance, Performance };
