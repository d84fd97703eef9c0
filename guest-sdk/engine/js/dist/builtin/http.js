"use strict";module.exports=require("internal/http").forProtocol("http:",80);
