"use strict";var{getRandomValues,randomUUID}=require("internal/random"),{coded}=require("internal/errors"),making=Symbol("making"),Crypto=class{constructor(key){if(key!==making)
throw coded(TypeError,"ERR_ILLEGAL_CONSTRUCTOR","Illegal constructor")}get subtle(){return require("internal/subtle").subtle}getRandomValues(array){return getRandomValues(
array)}randomUUID(options){return randomUUID(options)}get CryptoKey(){return require("internal/subtle").CryptoKey}get[Symbol.toStringTag](){return"Crypto"}};module.
exports={Crypto,crypto:new Crypto(making)};
