"use strict";module.exports=require("internal/missing").missing("tls","an Action has no sockets; fetch, http and https are there.","connect createServer createSecureContext \
createSecurePair checkServerIdentity getCiphers Server TLSSocket SecureContext",{DEFAULT_MIN_VERSION:"TLSv1.2",DEFAULT_MAX_VERSION:"TLSv1.3",rootCertificates:[]});
