// Node's os, with the answers of a machine that has nothing to tell.
'use strict';

const signals = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGPIPE: 13, SIGALRM: 14, SIGTERM: 15 };

module.exports = {
  EOL: '\n', devNull: '/dev/null',
  constants: { signals, errno: {}, priority: {}, dlopen: {}, UV_UDP_REUSEADDR: 4 },
  arch: () => 'x64', platform: () => 'linux', type: () => 'Linux', machine: () => 'x86_64', endianness: () => 'LE',
  release: () => '6.0.0', version: () => '', hostname: () => 'localhost', homedir: () => '/', tmpdir: () => '/tmp',
  cpus: () => [], availableParallelism: () => 1, loadavg: () => [0, 0, 0], freemem: () => 0, totalmem: () => 0, uptime: () => 0,
  networkInterfaces: () => ({}), getPriority: () => 0, setPriority() {},
  userInfo: () => ({ uid: 1000, gid: 1000, username: 'action', homedir: '/', shell: null }),
};
