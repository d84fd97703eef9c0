// The whole console, as Node's: formatting, groups, counters, timers, tables. The prelude writes plain text by itself and loads this
// for the rest. The host is the engine's, handed in by the prelude; nothing here shows it to the program.
'use strict';

module.exports = (host) => {
  const levels = { debug: 0, log: 1, info: 1, warn: 2, error: 3 };
  const counts = new Map();
  const timers = new Map();
  let indentation = '';

  const format = (args) => (args.length === 1 && typeof args[0] === 'string' ? args[0] : require('internal/inspect').format(...args));
  function write(level, text) {
    host.log(level, (indentation === '' ? text : indentation + text.replaceAll('\n', `\n${indentation}`)).toWellFormed());
  }

  // 1.234ms, 2.345s, 1:02.003 (m:ss.mmm), 1:00:00 (h:mm:ss)
  function duration(ms) {
    const two = (value) => String(value).padStart(2, '0');
    if (ms >= 3_600_000) {
      const minutes = Math.floor(ms / 60_000);
      return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(Math.round((ms % 60_000) / 1000))} (h:mm:ss)`;
    }
    if (ms >= 60_000) return `${Math.floor(ms / 60_000)}:${((ms % 60_000) / 1000).toFixed(3).padStart(6, '0')} (m:ss.mmm)`;
    return ms >= 1000 ? `${(ms / 1000).toFixed(3)}s` : `${Number(ms.toFixed(3))}ms`;
  }

  function elapsed(label, data) {
    if (!timers.has(label)) {
      console.warn(`Warning: No such label '${label}' for console.time()`);
      return;
    }
    const text = `${label}: ${duration(host.now() - timers.get(label))}`;
    write(1, data.length === 0 ? text : format(['%s', text, ...data]));
  }

  const console = {
    trace(...args) {
      const stack = new Error().stack.split('\n').filter((line) => /^\s+at /.test(line)).slice(1).join('\n');
      const said = args.length === 0 ? 'Trace' : `Trace: ${format(args)}`;
      write(3, stack === '' ? said : `${said}\n${stack}`);
    },
    dir(value, options) {
      write(1, require('internal/inspect').inspect(value, { customInspect: false, ...options }));
    },
    dirxml(...args) {
      console.log(...args);
    },
    assert(condition, ...args) {
      if (condition) return;
      if (typeof args[0] === 'string') console.warn(`Assertion failed: ${args[0]}`, ...args.slice(1));
      else console.warn('Assertion failed', ...args);
    },
    clear() {},
    count(label = 'default') {
      const name = `${label}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      console.log(`${name}: ${counts.get(name)}`);
    },
    countReset(label = 'default') {
      if (!counts.delete(`${label}`)) console.warn(`Warning: Count for '${label}' does not exist`);
    },
    group(...args) {
      if (args.length > 0) console.log(...args);
      indentation += '  ';
    },
    groupCollapsed(...args) {
      console.group(...args);
    },
    groupEnd() {
      indentation = indentation.slice(2);
    },
    time(label = 'default') {
      const name = `${label}`;
      if (timers.has(name)) console.warn(`Warning: Label '${name}' already exists for console.time()`);
      else timers.set(name, host.now());
    },
    timeEnd(label = 'default') {
      elapsed(`${label}`, []);
      timers.delete(`${label}`);
    },
    timeLog(label = 'default', ...data) {
      elapsed(`${label}`, data);
    },
    table(data, columns) {
      if (data === null || typeof data !== 'object') console.log(data);
      else write(1, require('internal/table').table(data, columns));
    },
  };
  for (const [name, level] of Object.entries(levels)) console[name] = (...args) => write(level, format(args));
  return console;
};
