"use strict";var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,e}};var require_lazy_stream=__commonJS({"builtin/parts/crypto/lazy-stream.js"(exports2,module2){"use strict";var inner=Symbol("stream"),methods=["addListener","cork",
"destroy","emit","end","eventNames","listenerCount","listeners","off","on","once","pause","pipe","prependListener","prependOnceListener","push","read","removeAl\
lListeners","removeListener","resume","setDefaultEncoding","setEncoding","setMaxListeners","uncork","unpipe","unshift","write"],properties=["destroyed","readabl\
e","readableEnded","readableFlowing","readableLength","writable","writableEnded","writableFinished","writableLength","writableNeedDrain","_readableState","_writ\
ableState"];function lazyStream2(Class,taken,ended){function streamOf(self){if(self[inner]!==void 0)return self[inner];let{Transform}=require("stream"),attempt=(work,done)=>{
try{done(null,work())}catch(error){done(error)}},stream=new Transform({transform:(chunk,encoding,done)=>attempt(()=>taken(self,chunk),done),flush:done=>attempt(
()=>ended(self),done)});return Object.defineProperty(self,inner,{value:stream}),stream}for(let name of methods)Object.defineProperty(Class.prototype,name,{value(...given){
let stream=streamOf(this),value=stream[name](...given);return value===stream?this:value},writable:!0,configurable:!0});for(let name of properties)Object.defineProperty(
Class.prototype,name,{get(){return streamOf(this)[name]},configurable:!0});Object.defineProperty(Class.prototype,Symbol.asyncIterator,{value(){return streamOf(this)[Symbol.
asyncIterator]()},writable:!0,configurable:!0})}module2.exports={lazyStream:lazyStream2}}});var{base64,bytesOf,coded,concat,hashName,inEncoding,invalidArgument,invalidDigest,later,needBytes,operate}=require("internal/crypto-core"),{bytesOfKey,invalidValue,
preparePrivate,preparePublic}=require("internal/keys"),{lazyStream}=require_lazy_stream(),[PKCS1,PSS]=[1,6];function illegalPadding(){let error=coded(Error,"ERR\
_OSSL_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE","error:1C8000A5:Provider routines::illegal or unsupported padding mode");return Object.assign(error,{library:"Provide\
r routines",reason:"illegal or unsupported padding mode"})}function schemeOf(hash,key,options){let{padding,saltLength,dsaEncoding}=typeof options=="object"&&options!==
null?options:{},type=key.asymmetricKeyType;if(padding!==void 0&&!Number.isInteger(padding))throw invalidValue("options.padding",padding);if(saltLength!==void 0&&
!Number.isInteger(saltLength))throw invalidValue("options.saltLength",saltLength);if(dsaEncoding!==void 0&&dsaEncoding!=="der"&&dsaEncoding!=="ieee-p1363")throw invalidValue(
"options.dsaEncoding",dsaEncoding);if(type==="rsa"&&padding!==void 0&&padding!==PKCS1&&padding!==PSS)throw illegalPadding();return{hash:hash??(type==="ed25519"?
null:"sha256"),pss:type==="rsa"&&padding===PSS,salt:saltLength??-2,p1363:dsaEncoding==="ieee-p1363"}}function makeSignature(hash,data,input){let key=preparePrivate(
input);return operate("sign",{key:base64(bytesOfKey(key)),...schemeOf(hash,key,input)},data).bytes}function checkSignature(hash,data,input,signature){let key=preparePublic(
input),ask={key:base64(bytesOfKey(key)),signature:base64(signature),...schemeOf(hash,key,input)};return operate("verify",ask,data).text==="true"}var notInitialised=()=>coded(
Error,"ERR_CRYPTO_INVALID_STATE","Not initialised"),Collecting=class{#chunks=[];#hash;constructor(algorithm){if(typeof algorithm!="string")throw invalidArgument(
"algorithm","of type string",algorithm);if(this.#hash=hashName(algorithm),this.#hash===void 0)throw coded(TypeError,"ERR_CRYPTO_INVALID_DIGEST","Invalid digest")}update(data,encoding){
if(this.#chunks===void 0)throw notInitialised();if(typeof data!="string"&&!ArrayBuffer.isView(data))throw invalidArgument("data","of type string or an instance \
of Buffer, TypedArray, or DataView",data);let bytes=bytesOf(data,"data",encoding);return this.#chunks.push(typeof data=="string"?bytes:bytes.slice()),this}_collected(){
if(this.#chunks===void 0)throw notInitialised();let data=concat(this.#chunks);return this.#chunks=void 0,[this.#hash,data]}};lazyStream(Collecting,(self,chunk)=>{
self.update(chunk)},()=>{});var Sign=class extends Collecting{sign(key,encoding){if(!key)throw coded(Error,"ERR_CRYPTO_SIGN_KEY_REQUIRED","No key provided to si\
gn");return inEncoding(makeSignature(...this._collected(),key),encoding)}},Verify=class extends Collecting{verify(key,signature,encoding){return checkSignature(
...this._collected(),key,bytesOf(signature,"signature",encoding))}};function hashOf(algorithm){if(algorithm==null)return null;if(typeof algorithm!="string")throw invalidArgument(
"algorithm","of type string",algorithm);let hash=hashName(algorithm);if(hash===void 0)throw invalidDigest(algorithm);return hash}function sign(algorithm,data,key,callback){
let hash=hashOf(algorithm),bytes=typeof data=="string"?bytesOf(data,"data"):needBytes(data,"data");if(!key)throw coded(Error,"ERR_CRYPTO_SIGN_KEY_REQUIRED","No \
key provided to sign");let work=()=>inEncoding(makeSignature(hash,bytes,key));return callback===void 0?work():later(work,callback)}function verify(algorithm,data,key,signature,callback){
let hash=hashOf(algorithm),bytes=typeof data=="string"?bytesOf(data,"data"):needBytes(data,"data"),given=needBytes(signature,"signature"),work=()=>checkSignature(
hash,bytes,key,given);return callback===void 0?work():later(work,callback)}module.exports={Sign,Verify,createSign:algorithm=>new Sign(algorithm),createVerify:algorithm=>new Verify(
algorithm),sign,verify};
