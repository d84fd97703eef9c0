"use strict";var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,e}};var require_codec=__commonJS({"builtin/parts/buffer/codec.js"(exports2,module2){"use strict";var names=new Map(Object.entries({utf8:"utf8","utf-8":"utf8",ucs2:"\
utf16le","ucs-2":"utf16le",utf16le:"utf16le","utf-16le":"utf16le",latin1:"latin1",binary:"latin1",ascii:"ascii",hex:"hex",base64:"base64",base64url:"base64url"})),
nameOf2=encoding=>names.get(encoding)??names.get(`${encoding}`.toLowerCase()),alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";function slowBase64(bytes){
let text2="";for(let i=0;i<bytes.length;i+=3){let[a,b=0,c=0]=[bytes[i],bytes[i+1],bytes[i+2]];text2+=alphabet[a>>2]+alphabet[(a&3)<<4|b>>4],text2+=i+1<bytes.length?
alphabet[(b&15)<<2|c>>6]:"=",text2+=i+2<bytes.length?alphabet[c&63]:"="}return text2}function toBase64(bytes,url){let native=Uint8Array.prototype.toBase64;if(native)
return native.call(bytes,url?{alphabet:"base64url",omitPadding:!0}:void 0);let text2=slowBase64(bytes);return url?text2.replace(/=+$/,"").replaceAll("+","-").replaceAll(
"/","_"):text2}function fromBase64(text2){let end=text2.indexOf("="),clean=(end===-1?text2:text2.slice(0,end)).replaceAll("-","+").replaceAll("_","/").replace(/[^A-Za-z0-9+/]+/g,
"");if(clean.length%4===1&&(clean=clean.slice(0,-1)),Uint8Array.fromBase64)return Uint8Array.fromBase64(clean);let bytes=new Uint8Array(Math.floor(clean.length*
3/4)),held=0,bits=0,at=0;for(let character of clean)held=held<<6|alphabet.indexOf(character),bits+=6,bits>=8&&(bits-=8,bytes[at++]=held>>bits&255);return bytes}
function fromHex(text2){let[clean]=/^([0-9a-f]{2})*/i.exec(text2),bytes=new Uint8Array(clean.length/2);for(let i=0;i<bytes.length;i++)bytes[i]=parseInt(clean.slice(
2*i,2*i+2),16);return bytes}function units(text2,mask){let bytes=new Uint8Array(text2.length);for(let i=0;i<text2.length;i++)bytes[i]=text2.charCodeAt(i)&mask;return bytes}
function pairs(text2){let bytes=new Uint8Array(text2.length*2);for(let i=0;i<text2.length;i++)bytes[2*i]=text2.charCodeAt(i),bytes[2*i+1]=text2.charCodeAt(i)>>8;
return bytes}function text(codes){let output="";for(let i=0;i<codes.length;i+=4096)output+=String.fromCharCode.apply(void 0,codes.subarray(i,i+4096));return output}
var encoders={utf8:value=>host.utf8Encode(value.toWellFormed()),utf16le:pairs,latin1:value=>units(value,255),ascii:value=>units(value,255),hex:fromHex,base64:fromBase64,
base64url:fromBase64},digits="0123456789abcdef",decoders={utf8:bytes=>host.utf8Decode(bytes,!1),utf16le:bytes=>text(Uint16Array.from({length:bytes.length>>1},(_,i)=>bytes[2*
i]|bytes[2*i+1]<<8)),latin1:text,ascii:bytes=>text(bytes.map(byte=>byte&127)),hex(bytes){if(Uint8Array.prototype.toHex)return Uint8Array.prototype.toHex.call(bytes);
let output="";for(let i=0;i<bytes.length;i++)output+=digits[bytes[i]>>4]+digits[bytes[i]&15];return output},base64:bytes=>toBase64(bytes,!1),base64url:bytes=>toBase64(
bytes,!0)},encode2=(value,encoding)=>encoders[encoding](value),decode2=(bytes,encoding)=>bytes.length===0?"":decoders[encoding](bytes);module2.exports={nameOf:nameOf2,
encode:encode2,decode:decode2}}});var require_search=__commonJS({"builtin/parts/buffer/search.js"(exports2,module2){"use strict";function compare2(a,b){let shared=Math.min(a.length,b.length);for(let i=0;i<
shared;i++)if(a[i]!==b[i])return a[i]<b[i]?-1:1;return Math.sign(a.length-b.length)}function matches(bytes,wanted,at){for(let i=0;i<wanted.length;i++)if(bytes[at+
i]!==wanted[i])return!1;return!0}function find2(bytes,wanted,offset,backwards,step=1){let from=Number.isNaN(+offset)||offset===void 0?backwards?bytes.length:0:Math.
trunc(+offset);from<0&&(from=Math.max(from+bytes.length,backwards?-1:0));let last=bytes.length-wanted.length;if(wanted.length===0)return Math.min(from,bytes.length);
if(backwards){for(let at=Math.min(from,last);at>=0;at--)if(at%step===0&&matches(bytes,wanted,at))return at;return-1}for(let at=from;at<=last;at++){if(at=bytes.indexOf(
wanted[0],at),at===-1||at>last)return-1;if(at%step===0&&matches(bytes,wanted,at))return at}return-1}module2.exports={compare:compare2,find:find2}}});var require_numbers=__commonJS({"builtin/parts/buffer/numbers.js"(exports2,module2){"use strict";var{coded:coded2,invalidArgument:invalidArgument2}=require("internal/errors");
function separated(value){let text=String(value),suffix=typeof value=="bigint"?"n":"";return((typeof value=="bigint"?value>2n**32n||value<-(2n**32n):Number.isInteger(
value)&&Math.abs(value)>2**32)?text.replace(/\d(?=(\d{3})+$)/g,"$&_"):text)+suffix}var shown=value=>typeof value=="number"||typeof value=="bigint"?separated(value):
require("internal/inspect").inspect(value),outOfRange2=(name,range,value)=>coded2(RangeError,"ERR_OUT_OF_RANGE",`The value of "${name}" is out of range. It must\
 be ${range}. Received ${shown(value)}`);function offsetOf(buffer,offset,bytes){if(typeof offset!="number")throw invalidArgument2("offset","of type number",offset);
if(offset>=0&&offset+bytes<=buffer.length&&Number.isInteger(offset))return offset;throw Number.isInteger(offset)?buffer.length<bytes?coded2(RangeError,"ERR_BUFF\
ER_OUT_OF_BOUNDS","Attempt to access memory outside buffer bounds"):outOfRange2("offset",`>= 0 and <= ${buffer.length-bytes}`,offset):outOfRange2("offset","an i\
nteger",offset)}var view=buffer=>new DataView(buffer.buffer,buffer.byteOffset,buffer.length);function inRange(value,min,max,bytes){if(!(value<min||value>max))return;
let n=typeof min=="bigint"?"n":"",limits=min==0?`>= 0${n} and < 2${n} ** ${bytes*8}${n}`:`>= -(2${n} ** ${bytes*8-1}${n}) and < 2${n} ** ${bytes*8-1}${n}`;throw outOfRange2(
"value",bytes>4?limits:`>= ${min} and <= ${max}`,value)}function lengthOf(bytes){if(typeof bytes!="number")throw invalidArgument2("byteLength","of type number",
bytes);if(!Number.isInteger(bytes))throw outOfRange2("byteLength","an integer",bytes);if(bytes<1||bytes>6)throw outOfRange2("byteLength",">= 1 and <= 6",bytes);
return bytes}var places=(offset,bytes,little)=>Array.from({length:bytes},(_,i)=>offset+(little?bytes-1-i:i));function install(prototype){let method=(name,fn)=>Object.
defineProperty(prototype,name,{value:fn,writable:!0,configurable:!0,enumerable:!0}),spellings=name=>name.includes("UInt")?[name,name.replace("UInt","Uint")]:[name];
for(let[type,bytes,min,max]of[["UInt8",1,0,255],["Int8",1,-128,127],["UInt16",2,0,65535],["Int16",2,-32768,32767],["UInt32",4,0,4294967295],["Int32",4,-2147483648,
2147483647],["BigUInt64",8,0n,2n**64n-1n],["BigInt64",8,-(2n**63n),2n**63n-1n],["Float",4],["Double",8]]){let accessor={Float:"Float32",Double:"Float64"}[type]??
type.replace("UInt","Uint");for(let order of bytes===1?[""]:["LE","BE"]){let little=order==="LE",read=function(offset=0){return view(this)[`get${accessor}`](offsetOf(
this,offset,bytes),little)},write=function(value,offset=0){let given=typeof min=="bigint"?value:+value;return min!==void 0&&inRange(given,min,max,bytes),view(this)[`\
set${accessor}`](offsetOf(this,offset,bytes),given,little),offset+bytes};for(let name of spellings(type+order))method(`read${name}`,read),method(`write${name}`,
write)}}for(let signed of[!1,!0])for(let order of["LE","BE"]){let little=order==="LE",read=function(offset,byteLength){if(offset===void 0)throw invalidArgument2(
"offset","of type number",offset);let bytes=lengthOf(byteLength),from=offsetOf(this,offset,bytes),value=0;for(let place of places(from,bytes,little))value=value*
256+this[place];return signed&&value>=2**(bytes*8-1)?value-2**(bytes*8):value},write=function(value,offset,byteLength){let bytes=lengthOf(byteLength),given=+value;
inRange(given,signed?-(2**(bytes*8-1)):0,2**(bytes*8-(signed?1:0))-1,bytes);let rest=given<0?given+2**(bytes*8):given;for(let place of places(offsetOf(this,offset,
bytes),bytes,little).reverse())this[place]=rest%256,rest=Math.floor(rest/256);return offset+bytes};for(let name of spellings(`${signed?"Int":"UInt"}${order}`))method(
`read${name}`,read),method(`write${name}`,write)}}module2.exports={install,outOfRange:outOfRange2}}});var{coded,invalidArgument}=require("internal/errors"),{nameOf,encode,decode}=require_codec(),{compare,find}=require_search(),numbers=require_numbers(),{outOfRange}=numbers,
largest=Number.MAX_SAFE_INTEGER;function known(encoding){let name=nameOf(encoding??"utf8");if(name===void 0)throw coded(TypeError,"ERR_UNKNOWN_ENCODING",`Unknow\
n encoding: ${encoding}`);return name}var asBuffer=bytes=>Object.setPrototypeOf(bytes,Buffer2.prototype),plain=(buffer,from=0,to=buffer.length)=>new Uint8Array(
buffer.buffer,buffer.byteOffset+from,Math.max(0,to-from)),isBytes=value=>value instanceof Uint8Array,needBytes=(name,value)=>{if(!isBytes(value))throw invalidArgument(
name,"an instance of Buffer or Uint8Array",value)},isArrayBuffer=value=>/^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(value));function sized(size){
if(typeof size!="number")throw invalidArgument("size","of type number",size);if(!(size>=0&&size<=largest))throw outOfRange("size",`>= 0 && <= ${largest}`,size);
return asBuffer(new Uint8Array(size))}function Buffer2(value,encodingOrOffset,length){if(typeof value!="number")return Buffer2.from(value,encodingOrOffset,length);
if(typeof encodingOrOffset=="string")throw invalidArgument("string","of type string",value);return sized(value)}Object.defineProperty(Buffer2,"name",{value:"Buf\
fer",configurable:!0});Object.setPrototypeOf(Buffer2,Uint8Array);Object.setPrototypeOf(Buffer2.prototype,Uint8Array.prototype);function fromArrayBuffer(buffer,byteOffset,length){
let offset=Number.isNaN(+byteOffset)||byteOffset===void 0?0:+byteOffset,left=buffer.byteLength-offset;if(left<0)throw coded(RangeError,"ERR_BUFFER_OUT_OF_BOUNDS",
'"offset" is outside of buffer bounds');let size=length===void 0?left:Math.max(0,+length||0);if(size>left)throw coded(RangeError,"ERR_BUFFER_OUT_OF_BOUNDS",'"le\
ngth" is outside of buffer bounds');return asBuffer(new Uint8Array(buffer,offset,size))}var statics={from:function(value,encodingOrOffset,length){if(typeof value==
"string")return asBuffer(encode(value,known(typeof encodingOrOffset=="string"&&encodingOrOffset!==""?encodingOrOffset:"utf8")));if(typeof value=="object"&&value!==
null){if(isArrayBuffer(value))return fromArrayBuffer(value,encodingOrOffset,length);if(isBytes(value))return asBuffer(new Uint8Array(value));let inner=value.valueOf?.();
if(inner!=null&&inner!==value&&(typeof inner=="string"||typeof inner=="object"))return Buffer2.from(inner,encodingOrOffset,length);if(value.length!==void 0||isArrayBuffer(
value.buffer))return asBuffer(Uint8Array.from(typeof value.length=="number"?value:[]));if(value.type==="Buffer"&&Array.isArray(value.data))return asBuffer(Uint8Array.
from(value.data));let primitive=value[Symbol.toPrimitive]?.("string");if(typeof primitive=="string")return Buffer2.from(primitive,encodingOrOffset)}let error=invalidArgument(
"value","",value);throw error.message=`The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object.${error.
message.slice(error.message.indexOf(" Received"))}`,error},of:function(...bytes){return asBuffer(Uint8Array.of(...bytes))},alloc:function(size,fill,encoding){let buffer=sized(
size);return fill===void 0||fill===0||size===0||fill===""?buffer:buffer.fill(fill,typeof encoding=="string"?encoding:void 0)},allocUnsafe:sized,allocUnsafeSlow:sized,
copyBytesFrom:function(view,offset=0,length=view.length-offset){let part=view.subarray(offset,offset+length);return Buffer2.from(new Uint8Array(part.buffer,part.
byteOffset,part.byteLength))},isBuffer:value=>value instanceof Buffer2,isEncoding:encoding=>typeof encoding=="string"&&encoding.length!==0&&nameOf(encoding)!==void 0,
byteLength:function(value,encoding){if(typeof value=="string"){let name=nameOf(encoding??"utf8")??"utf8";return name==="latin1"||name==="ascii"?value.length:name===
"utf16le"?value.length*2:name==="hex"?value.length>>>1:encode(value,name).length}if(!ArrayBuffer.isView(value)&&!isArrayBuffer(value))throw invalidArgument("str\
ing","of type string or an instance of Buffer or ArrayBuffer",value);return value.byteLength},compare:function(a,b){return needBytes("buf1",a),needBytes("buf2",
b),compare(a,b)},concat:function(list,length){if(!Array.isArray(list))throw invalidArgument("list","an instance of Array",list);list.forEach((each,i)=>needBytes(
`list[${i}]`,each));let size=length??list.reduce((sum,each)=>sum+each.length,0),whole=sized(size),at=0;for(let each of list){if(at>=size)break;whole.set(each.length>
size-at?each.subarray(0,size-at):each,at),at+=each.length}return whole}};function written(buffer,bytes,offset,length,encoding){let count=Math.min(bytes.length,length);
if(encoding==="utf8"&&count<bytes.length)for(;count>0&&(bytes[count]&192)===128;)count--;return encoding==="utf16le"&&(count-=count%2),plain(buffer).set(bytes.subarray(
0,count),offset),count}function search(buffer,value,offset,encoding,backwards){let[from,as]=[offset,encoding];if(typeof from=="string"&&([from,as]=[void 0,from]),
typeof value=="number")return find(plain(buffer),[value&255],from,backwards);if(typeof value=="string"){let name=known(as);return find(plain(buffer),encode(value,
name),from,backwards,name==="utf16le"?2:1)}if(isBytes(value))return find(plain(buffer),value,from,backwards);throw invalidArgument("value","one of type number o\
r string or an instance of Buffer or Uint8Array",value)}function swap(buffer,size){if(buffer.length%size!==0)throw coded(RangeError,"ERR_INVALID_BUFFER_SIZE",`B\
uffer size must be a multiple of ${size*8}-bits`);for(let i=0;i<buffer.length;i+=size)plain(buffer,i,i+size).reverse();return buffer}var within=(value,fallback,length)=>{
let at=value===void 0?fallback:Math.trunc(+value)||0;return at<0?0:Math.min(at,length)},methods={toString(encoding,start,end){let from=within(start,0,this.length),
to=within(end,this.length,this.length);return to<=from?"":decode(plain(this,from,to),known(encoding))},toJSON(){return{type:"Buffer",data:Array.from(this)}},equals(other){
return needBytes("otherBuffer",other),this===other||this.length===other.length&&compare(this,other)===0},compare(target,targetStart=0,targetEnd=target.length,sourceStart=0,sourceEnd=this.
length){return needBytes("target",target),compare(plain(this,sourceStart,sourceEnd),plain(target,targetStart,targetEnd))},indexOf(value,offset,encoding){return search(
this,value,offset,encoding,!1)},lastIndexOf(value,offset,encoding){return search(this,value,offset,encoding,!0)},includes(value,offset,encoding){return search(this,
value,offset,encoding,!1)!==-1},write(text,offset,length,encoding){let[at,most,as]=[offset,length,encoding];if(typeof at=="string"?[at,most,as]=[0,void 0,at]:typeof most==
"string"&&([most,as]=[void 0,most]),at??=0,typeof text!="string")throw coded(TypeError,"ERR_INVALID_ARG_TYPE","argument must be a string");if(!(at>=0&&at<=this.
length))throw outOfRange("offset",`>= 0 && <= ${this.length}`,at);let name=known(as);return written(this,encode(text,name),at,Math.min(most??1/0,this.length-at),
name)},fill(value,offset,end,encoding){let[from,to,as]=[offset,end,encoding];if(typeof from=="string"?[from,to,as]=[void 0,void 0,from]:typeof to=="string"&&([to,
as]=[void 0,to]),from??=0,to??=this.length,!(from>=0&&from<=this.length))throw outOfRange("offset",`>= 0 && <= ${this.length}`,from);if(!(to>=0&&to<=this.length))
throw outOfRange("end",`>= 0 && <= ${this.length}`,to);if(typeof value!="string"&&!isBytes(value))return plain(this,from,to).fill(+value&255),this;let bytes=typeof value==
"string"?encode(value,known(as)):value;if(value==="")plain(this,from,to).fill(0);else if(bytes.length===0)throw coded(TypeError,"ERR_INVALID_ARG_VALUE",`The arg\
ument 'value' is invalid. Received ${require("internal/inspect").inspect(value)}`);for(let i=from;i<to&&bytes.length>0;i++)this[i]=bytes[(i-from)%bytes.length];
return this},copy(target,targetStart=0,sourceStart=0,sourceEnd=this.length){if(needBytes("target",target),targetStart<0)throw outOfRange("targetStart",">= 0",targetStart);
if(sourceStart<0||sourceStart>this.length)throw outOfRange("sourceStart",`>= 0 && <= ${this.length}`,sourceStart);let count=Math.max(0,Math.min(within(sourceEnd,
this.length,this.length)-sourceStart,target.length-targetStart));return count>0&&plain(target).set(plain(this,sourceStart,sourceStart+count),targetStart),count},
subarray(start,end){return asBuffer(Uint8Array.prototype.subarray.call(plain(this),start,end))},swap16(){return swap(this,2)},swap32(){return swap(this,4)},swap64(){
return swap(this,8)},inspect(depth,options,inspect=require("internal/inspect").inspect){let most=module.exports.INSPECT_MAX_BYTES,hex=decode(plain(this,0,Math.min(
most,this.length)),"hex").replace(/..(?=.)/g,"$& "),more=this.length-most,text=`<${this.constructor?.name??"Buffer"} ${hex}${more>0?` ... ${more} more byte${more>
1?"s":""}`:""}`,extras=Object.entries(this).filter(([key])=>!/^\d+$/.test(key));return extras.length>0&&(text+=`, ${inspect(Object.fromEntries(extras),{...options,
breakLength:1/0,compact:!0}).slice(2,-2)}`),`${text}>`}};methods.slice=methods.subarray;methods.toLocaleString=methods.toString;methods[Symbol.for("nodejs.util.\
inspect.custom")]=methods.inspect;for(let[name,encoding]of Object.entries({ascii:"ascii",base64:"base64",base64url:"base64url",latin1:"latin1",hex:"hex",ucs2:"u\
tf16le",utf8:"utf8"}))methods[`${name}Slice`]=function(start,end){return methods.toString.call(this,encoding,start,end)},methods[`${name}Write`]=function(text,offset,length){
return methods.write.call(this,text,offset,length??this.length-(offset??0),encoding)};for(let[object,members]of[[Buffer2,statics],[Buffer2.prototype,methods]])for(let name of Reflect.
ownKeys(members))Object.defineProperty(object,name,{value:members[name],writable:!0,configurable:!0,enumerable:!0});numbers.install(Buffer2.prototype);Object.defineProperties(
Buffer2.prototype,{parent:{enumerable:!0,get(){return this instanceof Buffer2?this.buffer:void 0}},offset:{enumerable:!0,get(){return this instanceof Buffer2?this.
byteOffset:void 0}}});Buffer2.poolSize=8192;function SlowBuffer(length){return sized(length)}var notLatin1=()=>new DOMException("Invalid character","InvalidChar\
acterError");function slowAtob(input){let text=`${input}`.replace(/[\t\n\f\r ]/g,"");if(text.length%4===0&&(text=text.replace(/==?$/,"")),text.length%4===1||/[^A-Za-z0-9+/]/.
test(text))throw new DOMException("The string to be decoded is not correctly encoded.","InvalidCharacterError");return decode(encode(text,"base64"),"latin1")}function slowBtoa(input){
let text=`${input}`;if(/[^\x00-\xff]/.test(text))throw notLatin1();return decode(encode(text,"latin1"),"base64")}var bytesOf=input=>ArrayBuffer.isView(input)?new Uint8Array(
input.buffer,input.byteOffset,input.byteLength):new Uint8Array(input);module.exports={Buffer:Buffer2,SlowBuffer,INSPECT_MAX_BYTES:50,kMaxLength:largest,kStringMaxLength:2**
29-24,constants:{MAX_LENGTH:largest,MAX_STRING_LENGTH:2**29-24},atob:slowAtob,btoa:slowBtoa,isAscii:input=>bytesOf(input).every(byte=>byte<128),isUtf8(input){let bytes=bytesOf(
input);try{return bytes.length===0||host.utf8Decode(bytes,!0)!==void 0}catch{return!1}},transcode:(source,from,to)=>Buffer2.from(Buffer2.from(source).toString(known(
from)),known(to)),resolveObjectURL:()=>{},get Blob(){return require("internal/blob").Blob},get File(){return require("internal/blob").File}};
