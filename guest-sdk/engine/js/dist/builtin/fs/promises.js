"use strict";module.exports=require("internal/missing").missing("fs/promises","an Action has no files.","access appendFile chmod chown copyFile cp lchown link lstat lutimes \
mkdir mkdtemp open opendir readdir readFile readlink realpath rename rm rmdir stat statfs symlink truncate unlink utimes watch writeFile",{constants:{}});
