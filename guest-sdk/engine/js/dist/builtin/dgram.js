"use strict";module.exports=require("internal/missing").missing("dgram","an Action has no sockets; fetch, http and https are there.","createSocket Socket");
