"use strict";var{Buffer}=require("buffer"),{coded,invalidArgument}=require("internal/errors"),classes={ERR_CRYPTO_INVALID_AUTH_TAG:TypeError,ERR_CRYPTO_INVALID_DIGEST:TypeError,
ERR_CRYPTO_INVALID_IV:TypeError,ERR_CRYPTO_INVALID_JWK:TypeError,ERR_CRYPTO_INVALID_KEYLEN:RangeError,ERR_CRYPTO_INVALID_SCRYPT_PARAMS:RangeError,ERR_OUT_OF_RANGE:RangeError};
function operate(name,ask,bytes){try{return host.call(`crypto.${name}`,JSON.stringify(ask),bytes)}catch(error){let Class=classes[error.code],refused=Class===void 0?
error:coded(Class,error.code,error.message),openssl=/^error:[0-9A-F]{8}:(.*)::(.*)$/.exec(refused.message);throw openssl&&([refused.library,refused.reason]=[openssl[1],
openssl[2]]),refused}}var isArrayBuffer=value=>/^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(value)),isView=ArrayBuffer.isView,isBytes=value=>isView(
value)||isArrayBuffer(value);function view(value){return isView(value)?new Uint8Array(value.buffer,value.byteOffset,value.byteLength):new Uint8Array(value)}var kinds="\
an instance of ArrayBuffer, Buffer, TypedArray, or DataView";function bytesOf(value,name,encoding){if(typeof value=="string")return view(Buffer.from(value,encoding===
void 0||encoding==="buffer"?"utf8":encoding));if(isBytes(value))return view(value);throw invalidArgument(name,`of type string or ${kinds}`,value)}function needBytes(value,name){
if(!isBytes(value))throw invalidArgument(name,kinds,value);return view(value)}var asBuffer=bytes=>Buffer.from(bytes.buffer,bytes.byteOffset,bytes.byteLength),base64=bytes=>asBuffer(
bytes).toString("base64"),inEncoding=(bytes,encoding)=>encoding==null||encoding==="buffer"?asBuffer(bytes):asBuffer(bytes).toString(encoding);function concat(chunks){
if(chunks.length===1)return chunks[0];let whole=new Uint8Array(chunks.reduce((sum,chunk)=>sum+chunk.length,0)),at=0;for(let chunk of chunks)whole.set(chunk,at),
at+=chunk.length;return whole}var hashes=["md5","sha1","sha224","sha256","sha3-256","sha3-384","sha3-512","sha384","sha512","sha512-256"];function hashName(name){
let short=name.toLowerCase().replace(/^rsa-/,"").replace(/withrsaencryption$/,"").replace(/^sha2-/,"sha").replace(/^sha-/,"sha").replace("/","-");return hashes.
includes(short)?short:void 0}var invalidDigest=name=>coded(TypeError,"ERR_CRYPTO_INVALID_DIGEST",`Invalid digest: ${name}`);function needHash(value,name){if(typeof value!=
"string")throw invalidArgument(name,"of type string",value);let hash=hashName(value);if(hash===void 0)throw invalidDigest(value);return hash}var grouped=value=>Number.
isInteger(value)&&Math.abs(value)>2**32?String(value).replace(/(?<=\d)(?=(\d{3})+$)/g,"_"):String(value),outOfRange=(name,range,value)=>coded(RangeError,"ERR_OU\
T_OF_RANGE",`The value of "${name}" is out of range. It must be ${range}. Received ${grouped(value)}`),largest=2147483647;function needInteger(value,name,least,most=largest){
if(typeof value!="number")throw invalidArgument(name,"of type number",value);if(!Number.isInteger(value))throw outOfRange(name,"an integer",value);if(value<least||
value>most)throw outOfRange(name,`>= ${least} && <= ${most}`,value);return value}function random(length){if(length<=4096)return host.call("random",String(length)).
bytes;let bytes=new Uint8Array(length);for(let at=0;at<length;at+=4096)bytes.set(host.call("random",String(Math.min(4096,length-at))).bytes,at);return bytes}function later(work,callback){
if(typeof callback!="function")throw invalidArgument("callback","of type function",callback);let[error,value]=[null,void 0];try{value=work()}catch(thrown){error=
thrown}require("timers").setImmediate(()=>error===null?callback(null,value):callback(error))}module.exports={Buffer,asBuffer,base64,bytesOf,concat,coded,hashName,
hashes,inEncoding,invalidArgument,invalidDigest,isBytes,later,needBytes,needHash,needInteger,operate,outOfRange,random,view};
