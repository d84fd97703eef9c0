"use strict";module.exports=require("internal/missing").missing("readline","an Action has no terminal.","createInterface clearLine clearScreenDown cursorTo moveCursor emitKe\
ypressEvents Interface");
