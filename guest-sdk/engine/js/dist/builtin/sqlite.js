"use strict";module.exports=require("internal/missing").missing("sqlite","an Action has no files.","DatabaseSync StatementSync backup");
