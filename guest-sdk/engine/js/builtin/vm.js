// Node's vm, for packages that require it and may never call it.
'use strict';

module.exports = require('internal/missing').missing('vm', 'code that was made at run time runs with eval or new Function.', 'createContext isContext runInContext runInNewContext runInThisContext compileFunction measureMemory Script SourceTextModule SyntheticModule');
