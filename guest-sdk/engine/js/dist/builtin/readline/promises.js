"use strict";module.exports=require("internal/missing").missing("readline/promises","an Action has no terminal.","createInterface Interface Readline");
