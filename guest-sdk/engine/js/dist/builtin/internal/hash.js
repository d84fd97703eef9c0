"use strict";var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,e}};var require_lazy_stream=__commonJS({"builtin/parts/crypto/lazy-stream.js"(exports2,module2){"use strict";var inner=Symbol("stream"),methods=["addListener","cork",
"destroy","emit","end","eventNames","listenerCount","listeners","off","on","once","pause","pipe","prependListener","prependOnceListener","push","read","removeAl\
lListeners","removeListener","resume","setDefaultEncoding","setEncoding","setMaxListeners","uncork","unpipe","unshift","write"],properties=["destroyed","readabl\
e","readableEnded","readableFlowing","readableLength","writable","writableEnded","writableFinished","writableLength","writableNeedDrain","_readableState","_writ\
ableState"];function lazyStream2(Class,taken2,ended){function streamOf(self){if(self[inner]!==void 0)return self[inner];let{Transform}=require("stream"),attempt=(work,done)=>{
try{done(null,work())}catch(error){done(error)}},stream=new Transform({transform:(chunk,encoding,done)=>attempt(()=>taken2(self,chunk),done),flush:done=>attempt(
()=>ended(self),done)});return Object.defineProperty(self,inner,{value:stream}),stream}for(let name of methods)Object.defineProperty(Class.prototype,name,{value(...given){
let stream=streamOf(this),value=stream[name](...given);return value===stream?this:value},writable:!0,configurable:!0});for(let name of properties)Object.defineProperty(
Class.prototype,name,{get(){return streamOf(this)[name]},configurable:!0});Object.defineProperty(Class.prototype,Symbol.asyncIterator,{value(){return streamOf(this)[Symbol.
asyncIterator]()},writable:!0,configurable:!0})}module2.exports={lazyStream:lazyStream2}}});var{base64,bytesOf,coded,concat,hashName,inEncoding,invalidArgument,invalidDigest,isBytes,operate,view}=require("internal/crypto-core"),{lazyStream}=require_lazy_stream(),
finalized=()=>coded(Error,"ERR_CRYPTO_HASH_FINALIZED","Digest already called");function taken(data,encoding){if(typeof data!="string"&&!ArrayBuffer.isView(data))
throw invalidArgument("data","of type string or an instance of Buffer, TypedArray, or DataView",data);let bytes=bytesOf(data,"data",encoding);return typeof data==
"string"?bytes:bytes.slice()}var Hash=class Hash{#name;#chunks=[];#done=!1;constructor(algorithm,options){if(typeof algorithm!="string")throw invalidArgument("\
algorithm","of type string",algorithm);if(this.#name=hashName(algorithm),this.#name===void 0)throw new Error("Digest method not supported");let length=options?.
outputLength;if(length!==void 0&&length!==digestLength(this.#name))throw coded(Error,"ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH","error:030000B2:digital envelope r\
outines::not XOF or invalid length")}update(data,encoding){if(this.#done)throw finalized();return this.#chunks.push(taken(data,encoding)),this}digest(encoding){
if(this.#done)throw finalized();let{bytes}=operate("digest",{hash:this.#name},concat(this.#chunks));return this.#done=!0,this.#chunks=[],inEncoding(bytes,encoding)}copy(){
if(this.#done)throw finalized();let copy=new Hash(this.#name);return copy.#chunks=[...this.#chunks],copy}},digestLength=name=>({md5:16,sha1:20})[name]??Number(
/\d+$/.exec(name)[0])/8,Hmac=class{#ask;#chunks=[];#done=!1;constructor(algorithm,key,options){if(typeof algorithm!="string")throw invalidArgument("hmac","of ty\
pe string",algorithm);let secret=secretOf(key,options?.encoding),hash2=hashName(algorithm);if(hash2===void 0)throw invalidDigest(algorithm);this.#ask={hash:hash2,
key:base64(secret)}}update(data,encoding){if(this.#done)throw finalized();return this.#chunks.push(taken(data,encoding)),this}digest(encoding){if(this.#done)return inEncoding(
new Uint8Array(0),encoding);let{bytes}=operate("hmac",this.#ask,concat(this.#chunks));return this.#done=!0,this.#chunks=[],inEncoding(bytes,encoding)}};function secretOf(key,encoding){
if(typeof key=="string")return bytesOf(key,"key",encoding);if(isBytes(key))return view(key);let secret=typeof key=="object"&&key!==null?require("internal/keys").
secretBytes(key):void 0;if(secret===void 0)throw invalidArgument("key","of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, o\
r CryptoKey",key);return secret}for(let Class of[Hash,Hmac])lazyStream(Class,(self,chunk)=>{self.update(chunk)},self=>self.digest());var createHash=(algorithm,options)=>new Hash(
algorithm,options),createHmac=(algorithm,key,options)=>new Hmac(algorithm,key,options);function hash(algorithm,data,encoding="hex"){if(typeof algorithm!="string")
throw invalidArgument("algorithm","of type string",algorithm);if(typeof data!="string"&&!ArrayBuffer.isView(data))throw invalidArgument("input","of type string \
or an instance of Buffer, TypedArray, or DataView",data);return createHash(algorithm).update(data).digest(encoding)}module.exports={Hash,Hmac,createHash,createHmac,
hash};
