"use strict";module.exports=require("internal/http").forProtocol("https:",443);
