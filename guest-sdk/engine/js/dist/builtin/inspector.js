"use strict";module.exports=require("internal/missing").missing("inspector","an Action cannot be debugged from inside.","open close url waitForDebugger Session",{console:globalThis.
console});
