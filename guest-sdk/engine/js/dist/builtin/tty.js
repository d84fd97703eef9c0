"use strict";module.exports=require("internal/missing").missing("tty","an Action has no terminal.","ReadStream WriteStream",{isatty:()=>!1});
