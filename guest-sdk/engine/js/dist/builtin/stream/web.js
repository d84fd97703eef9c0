"use strict";var{fromBytes,toBytes,...streams}=require("internal/streams");module.exports=streams;
