"use strict";module.exports=require("internal/missing").missing("wasi","an Action has no WebAssembly.","WASI");
