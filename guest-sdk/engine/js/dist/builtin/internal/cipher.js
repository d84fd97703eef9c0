"use strict";var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,e}};var require_lazy_stream=__commonJS({"builtin/parts/crypto/lazy-stream.js"(exports2,module2){"use strict";var inner=Symbol("stream"),methods=["addListener","cork",
"destroy","emit","end","eventNames","listenerCount","listeners","off","on","once","pause","pipe","prependListener","prependOnceListener","push","read","removeAl\
lListeners","removeListener","resume","setDefaultEncoding","setEncoding","setMaxListeners","uncork","unpipe","unshift","write"],properties=["destroyed","readabl\
e","readableEnded","readableFlowing","readableLength","writable","writableEnded","writableFinished","writableLength","writableNeedDrain","_readableState","_writ\
ableState"];function lazyStream2(Class,taken,ended){function streamOf(self){if(self[inner]!==void 0)return self[inner];let{Transform}=require("stream"),attempt=(work,done)=>{
try{done(null,work())}catch(error){done(error)}},stream=new Transform({transform:(chunk,encoding,done)=>attempt(()=>taken(self,chunk),done),flush:done=>attempt(
()=>ended(self),done)});return Object.defineProperty(self,inner,{value:stream}),stream}for(let name of methods)Object.defineProperty(Class.prototype,name,{value(...given){
let stream=streamOf(this),value=stream[name](...given);return value===stream?this:value},writable:!0,configurable:!0});for(let name of properties)Object.defineProperty(
Class.prototype,name,{get(){return streamOf(this)[name]},configurable:!0});Object.defineProperty(Class.prototype,Symbol.asyncIterator,{value(){return streamOf(this)[Symbol.
asyncIterator]()},writable:!0,configurable:!0})}module2.exports={lazyStream:lazyStream2}}});var{asBuffer,base64,bytesOf,coded,concat,hashName,inEncoding,invalidArgument,isBytes,operate,view}=require("internal/crypto-core"),{bytesOfKey,invalidValue,preparePrivate,
preparePublic,secretBytes}=require("internal/keys"),{lazyStream}=require_lazy_stream(),ciphers={};for(let bits of[128,192,256])for(let mode of["cbc","ctr","gcm"])
ciphers[`aes-${bits}-${mode}`]=[bits/8,mode];var aliases={aes128:"aes-128-cbc",aes192:"aes-192-cbc",aes256:"aes-256-cbc","id-aes128-gcm":"aes-128-gcm","id-aes19\
2-gcm":"aes-192-gcm","id-aes256-gcm":"aes-256-gcm"},state=operation=>coded(Error,"ERR_CRYPTO_INVALID_STATE",operation===void 0?"Invalid state":`Invalid state fo\
r operation ${operation}`),invalidTag=length=>coded(TypeError,"ERR_CRYPTO_INVALID_AUTH_TAG",`Invalid authentication tag length: ${length}`),isTagLength=length=>length===
4||length===8||length>=12&&length<=16,empty=new Uint8Array(0),Blocks=class{constructor(key,iv,decrypt){Object.assign(this,{key,iv,decrypt,padding:!0,rest:empty})}run(bytes,padding){
let done=operate("cipher",{mode:"cbc",key:this.key,iv:base64(this.iv),decrypt:this.decrypt,padding},bytes).bytes,hidden=this.decrypt?bytes:done;return this.iv=hidden.
slice(-16),done}update(bytes){let all=concat([this.rest,bytes]),spare=this.decrypt&&this.padding&&all.length>0?(all.length-1)%16+1:all.length%16;return this.rest=
all.slice(all.length-spare),all.length===spare?empty:this.run(all.subarray(0,all.length-spare),!1)}final(){return!this.padding&&this.rest.length===0?empty:this.
run(this.rest,this.padding)}},Counter=class{constructor(key,iv){Object.assign(this,{ask:{key,iv:base64(iv)},seen:empty})}whole(bytes){return operate("cipher",{mode:"\
ctr",decrypt:!1,padding:!1,...this.ask},bytes).bytes}update(bytes){let before=this.seen.length;return this.seen=before===0?bytes.slice():concat([this.seen,bytes]),
this.whole(this.seen).slice(before)}final(){return empty}},Galois=class extends Counter{constructor(key,iv,decrypt,tagLength){super(key,iv),Object.assign(this,{
decrypt,tagLength,aad:empty,tag:void 0,sealed:void 0})}whole(bytes){let sealed=operate("gcm.seal",{...this.ask,aad:base64(this.aad)},bytes).bytes;return this.sealed=
sealed.subarray(bytes.length),sealed.subarray(0,bytes.length)}final(){if(this.decrypt){if(this.tag===void 0)throw new Error("Unsupported state or unable to auth\
enticate data");operate("gcm.open",{...this.ask,aad:base64(this.aad),tag:base64(this.tag)},this.seen)}else this.sealed===void 0&&this.whole(this.seen),this.tag=
this.sealed.slice(0,this.tagLength);return empty}},Cipher=class{#work;#decoder;#done=!1;#begun=!1;#decrypt;constructor(algorithm,key,iv,options,decrypt){if(typeof algorithm!=
"string")throw invalidArgument("cipher","of type string",algorithm);let secret=typeof key=="string"||isBytes(key)?bytesOf(key,"key"):secretBytes(key);if(secret===
void 0)throw invalidArgument("key","of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey",key);if(iv===void 0)throw invalidArgument(
"iv","of type string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView",iv);let vector=iv===null?empty:bytesOf(iv,"iv").slice(),name=algorithm.toLowerCase(),
cipher=ciphers[aliases[name]??name];if(cipher===void 0)throw coded(Error,"ERR_CRYPTO_UNKNOWN_CIPHER","Unknown cipher");let[length,mode]=cipher;if(secret.length!==
length)throw coded(RangeError,"ERR_CRYPTO_INVALID_KEYLEN","Invalid key length");if(mode==="gcm"?vector.length===0:vector.length!==16)throw coded(TypeError,"ERR_\
CRYPTO_INVALID_IV","Invalid initialization vector");let tagLength=options?.authTagLength;if(mode==="gcm"&&tagLength!==void 0&&!isTagLength(tagLength))throw invalidTag(
tagLength);this.#decrypt=decrypt;let encoded=base64(secret);mode==="cbc"?this.#work=new Blocks(encoded,vector,decrypt):this.#work=mode==="ctr"?new Counter(encoded,
vector):new Galois(encoded,vector,decrypt,tagLength??16)}update(data,inputEncoding,outputEncoding){if(typeof data!="string"&&!ArrayBuffer.isView(data))throw invalidArgument(
"data","of type string or an instance of Buffer, TypedArray, or DataView",data);if(this.#done)throw new Error("Trying to add data in unsupported state");return this.#begun=
!0,this.#told(this.#work.update(bytesOf(data,"data",inputEncoding)),outputEncoding,!1)}final(outputEncoding){if(this.#done)throw state();return this.#done=!0,this.#told(
this.#work.final(),outputEncoding,!0)}#told(bytes,encoding,last){if(encoding==null||encoding==="buffer")return asBuffer(bytes);if(encoding==="hex"||encoding==="\
latin1"||encoding==="binary")return inEncoding(bytes,encoding);this.#decoder??=new(require("string_decoder")).StringDecoder(encoding);let text=this.#decoder.write(
asBuffer(bytes));return last?text+this.#decoder.end():text}setAutoPadding(padding=!0){if(this.#done)throw state("setAutoPadding");return this.#work.padding=!!padding,
this}setAAD(buffer,options){if(this.#done||this.#begun||!(this.#work instanceof Galois))throw state("setAAD");return this.#work.aad=concat([this.#work.aad,bytesOf(
buffer,"buffer",options?.encoding).slice()]),this}getAuthTag(){if(!this.#done||this.#decrypt||!(this.#work instanceof Galois))throw state("getAuthTag");return asBuffer(
this.#work.tag.slice())}setAuthTag(tag,encoding){let bytes=bytesOf(tag,"buffer",encoding).slice();if(this.#done||!(this.#work instanceof Galois)||this.#work.tag!==
void 0)throw state("setAuthTag");if(!isTagLength(bytes.length))throw invalidTag(bytes.length);return this.#work.tag=bytes,this}};lazyStream(Cipher,(self,chunk)=>self.
update(chunk),self=>self.final());var Cipheriv=class extends Cipher{constructor(algorithm,key,iv,options){super(algorithm,key,iv,options,!1)}},Decipheriv=class extends Cipher{constructor(algorithm,key,iv,options){
super(algorithm,key,iv,options,!0)}};Object.defineProperty(Cipheriv.prototype,"setAuthTag",{value:void 0});Object.defineProperty(Decipheriv.prototype,"getAuthTa\
g",{value:void 0});var getCiphers=()=>Object.keys(ciphers).sort();function getCipherInfo(name,options={}){let lower=`${name}`.toLowerCase(),full=aliases[lower]??
lower;if(!Object.hasOwn(ciphers,full))return;let[keyLength,mode]=ciphers[full],info={mode,name:full,...mode==="cbc"?{blockSize:16}:{},ivLength:mode==="gcm"?12:16,
keyLength};if(!(options.keyLength!==void 0&&options.keyLength!==keyLength)&&!(options.ivLength!==void 0&&options.ivLength!==info.ivLength&&mode!=="gcm"))return info}
var OAEP=4;function oaep(operation,prepare,input,buffer){let options=typeof input=="object"&&input!==null&&!isBytes(input)?input:{},{padding=OAEP,oaepHash="sha1",
oaepLabel,encoding}=options,bytes=bytesOf(buffer,"buffer",encoding),key=prepare(input);if(padding!==OAEP)throw coded(Error,"ERR_CRYPTO_UNSUPPORTED_OPERATION","T\
he server encrypts with RSA-OAEP alone: RSA_PKCS1_PADDING can be broken by whoever sees which ciphertexts fail");if(typeof oaepHash!="string")throw invalidArgument(
"key.oaepHash","of type string",oaepHash);if(oaepLabel!==void 0&&!isBytes(oaepLabel))throw invalidValue("key.oaepLabel",oaepLabel);let hash=hashName(oaepHash);if(hash===
void 0)throw coded(Error,"ERR_OSSL_EVP_INVALID_DIGEST","Invalid digest used");let ask={key:base64(bytesOfKey(key)),hash,label:oaepLabel===void 0?null:base64(view(
oaepLabel))};return asBuffer(operate(operation,ask,bytes).bytes)}module.exports={Cipheriv,Decipheriv,getCipherInfo,getCiphers,createCipheriv:(algorithm,key,iv,options)=>new Cipheriv(
algorithm,key,iv,options),createDecipheriv:(algorithm,key,iv,options)=>new Decipheriv(algorithm,key,iv,options),publicEncrypt:(key,buffer)=>oaep("oaep.encrypt",
preparePublic,key,buffer),privateDecrypt:(key,buffer)=>oaep("oaep.decrypt",preparePrivate,key,buffer)};
