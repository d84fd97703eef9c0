"use strict";module.exports=require("internal/missing").missing("child_process","an Action cannot start processes.","exec execFile execFileSync execSync fork spawn spawnSync\
 ChildProcess");
