"use strict";module.exports=require("internal/missing").missing("http2","fetch, http and https are there.","connect createServer createSecureServer getDefaultSettings getPac\
kedSettings getUnpackedSettings Http2ServerRequest Http2ServerResponse",{constants:{},sensitiveHeaders:Symbol("nodejs.http2.sensitiveHeaders")});
