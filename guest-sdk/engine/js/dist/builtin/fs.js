"use strict";var{missing}=require("internal/missing"),sentence="an Action has no files.",both="access appendFile chmod chown copyFile cp fchmod fchown fdatasync fstat fsync \
ftruncate futimes lchown link lstat lutimes mkdir mkdtemp open opendir read readdir readFile readlink readv realpath rename rm rmdir stat statfs symlink truncat\
e unlink utimes write writeFile writev close";module.exports=missing("fs",sentence,`${both} ${both.replace(/\w+/g,"$&Sync")} watch watchFile unwatchFile createR\
eadStream createWriteStream ReadStream WriteStream Stats Dirent Dir`,{constants:{F_OK:0,R_OK:4,W_OK:2,X_OK:1,O_RDONLY:0,O_WRONLY:1,O_RDWR:2,O_CREAT:64,O_EXCL:128,
O_TRUNC:512,O_APPEND:1024},F_OK:0,R_OK:4,W_OK:2,X_OK:1,existsSync:()=>!1,exists:(_path,callback)=>queueMicrotask(()=>callback(!1))});Object.defineProperty(module.
exports,"promises",{enumerable:!0,get:()=>require("fs/promises")});
