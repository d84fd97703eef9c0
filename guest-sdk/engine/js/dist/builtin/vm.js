"use strict";module.exports=require("internal/missing").missing("vm","code that was made at run time runs with eval or new Function.","createContext isContext runInContext r\
unInNewContext runInThisContext compileFunction measureMemory Script SourceTextModule SyntheticModule");
