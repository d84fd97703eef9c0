// Node's child_process, for packages that require it and may never call it.
'use strict';

module.exports = require('internal/missing').missing('child_process', 'an Action cannot start processes.', 'exec execFile execFileSync execSync fork spawn spawnSync ChildProcess');
