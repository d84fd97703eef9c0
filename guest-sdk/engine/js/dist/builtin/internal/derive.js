"use strict";var{asBuffer,base64,bytesOf,coded,invalidArgument,isBytes,later,needHash,needInteger,operate,outOfRange,view}=require("internal/crypto-core");function needCallback(callback){
if(typeof callback!="function")throw invalidArgument("callback","of type function",callback)}function pbkdf2Work(password,salt,iterations,length,digest){if(typeof digest!=
"string")throw invalidArgument("digest","of type string",digest);let[secret,salted]=[bytesOf(password,"password"),bytesOf(salt,"salt")];needInteger(iterations,"\
iterations",1),needInteger(length,"keylen",0);let ask={hash:needHash(digest,"digest"),salt:base64(salted),iterations,length};return()=>asBuffer(operate("pbkdf2",
ask,secret).bytes)}var pbkdf2Sync=(password,salt,iterations,length,digest)=>pbkdf2Work(password,salt,iterations,length,digest)();function pbkdf2(password,salt,iterations,length,digest,callback){
if(typeof digest=="function")throw invalidArgument("digest","of type string",void 0);needCallback(callback),later(pbkdf2Work(password,salt,iterations,length,digest),
callback)}var outgrown=()=>coded(RangeError,"ERR_CRYPTO_INVALID_SCRYPT_PARAMS","Invalid scrypt params: error:030000AC:digital envelope routines::memory limit ex\
ceeded");function either(options,short,long,fallback){if(options[short]!==void 0&&options[long]!==void 0)throw coded(Error,"ERR_CRYPTO_SCRYPT_INVALID_PARAMETER",
"Invalid scrypt parameter");let[name,value]=options[long]===void 0?[short,options[short]]:[long,options[long]];return value===void 0||value===0?fallback:needInteger(
value,name,0,2**32-1)}function scryptWork(password,salt,length,options={}){let[secret,salted]=[bytesOf(password,"password"),bytesOf(salt,"salt")];needInteger(length,
"keylen",0);let N=either(options,"N","cost",16384),r=either(options,"r","blockSize",8),p=either(options,"p","parallelization",1),most=options.maxmem===void 0?32<<
20:needInteger(options.maxmem,"maxmem",0,Number.MAX_SAFE_INTEGER);if(N<2||(N&N-1)!==0||128*r*(N+p+2)>most)throw outgrown();return()=>asBuffer(operate("scrypt",{
salt:base64(salted),N,r,p,length},secret).bytes)}var scryptSync=(password,salt,length,options)=>scryptWork(password,salt,length,options)();function scrypt(password,salt,length,options,callback){
let[given,told]=callback===void 0?[void 0,options]:[options,callback];needCallback(told),later(scryptWork(password,salt,length,given),told)}function hkdfWork(digest,key,salt,info,length){
if(typeof digest!="string")throw invalidArgument("digest","of type string",digest);let secret=isBytes(key)||typeof key=="string"?bytesOf(key,"ikm"):require("internal/keys").
secretBytes(key);if(secret===void 0)throw invalidArgument("ikm","of type string or an instance of SecretKeyObject, ArrayBuffer, TypedArray, DataView, or Buffer",
key);let[salted,about]=[bytesOf(salt,"salt"),bytesOf(info,"info")];if(needInteger(length,"length",0),about.length>1024)throw outOfRange("info","must not contain\
 more than 1024 bytes",about.length);let ask={hash:needHash(digest,"digest"),salt:base64(salted),info:base64(about),length};return()=>{let{bytes}=operate("hkdf",
ask,secret);return bytes.byteLength===bytes.buffer.byteLength?bytes.buffer:view(bytes).slice().buffer}}var hkdfSync=(digest,key,salt,info,length)=>hkdfWork(digest,
key,salt,info,length)();function hkdf(digest,key,salt,info,length,callback){needCallback(callback),later(hkdfWork(digest,key,salt,info,length),callback)}module.
exports={hkdf,hkdfSync,pbkdf2,pbkdf2Sync,scrypt,scryptSync};
