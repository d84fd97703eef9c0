"use strict";var{coded}=require("internal/errors"),bytesOf=input=>{if(input===void 0)return new Uint8Array(0);if(ArrayBuffer.isView(input))return new Uint8Array(input.buffer,
input.byteOffset,input.byteLength);try{return new Uint8Array(input instanceof ArrayBuffer||Object.prototype.toString.call(input)==="[object SharedArrayBuffer]"?
input:refuse())}catch{throw coded(TypeError,"ERR_INVALID_ARG_TYPE",'The "list" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView\
.')}};function refuse(){throw new TypeError}var TextEncoder=class{get encoding(){return"utf-8"}encode(input=""){return host.utf8Encode(`${input}`.toWellFormed())}encodeInto(source,destination){
let text=`${source}`.toWellFormed(),read=0,written=0;for(let character of text){let bytes=host.utf8Encode(character);if(written+bytes.length>destination.length)
break;destination.set(bytes,written),written+=bytes.length,read+=character.length}return{read,written}}get[Symbol.toStringTag](){return"TextEncoder"}},labels=new Map;
for(let[name,aliases]of[["utf-8","utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8"],["utf-16le","utf-16le utf-16 ucs-2 unicode csunicod\
e iso-10646-ucs-2 unicodefeff"],["windows-1252","latin1 iso-8859-1 iso8859-1 iso88591 iso_8859-1 l1 ascii us-ascii windows-1252 cp1252 x-cp1252 cp819 ibm819 ans\
i_x3.4-1968 csisolatin1 iso-ir-100 iso_8859-1:1987"]])for(let alias of aliases.split(" "))labels.set(alias,name);var upper="€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ",
malformed=()=>coded(TypeError,"ERR_ENCODING_INVALID_ENCODED_DATA","The encoded data was not valid for encoding utf-8");function unfinished(bytes){for(let back=1;back<=
3&&back<=bytes.length;back++){let byte=bytes[bytes.length-back];if((byte&192)===128)continue;return(byte>=240&&byte<=244?4:byte>=224&&byte<=239?3:byte>=194&&byte<=
223?2:1)>back?back:0}return 0}function joined(before,bytes){if(before.length===0)return bytes;let all=new Uint8Array(before.length+bytes.length);return all.set(
before),all.set(bytes,before.length),all}var TextDecoder=class{#encoding;#fatal;#ignoreBOM;#kept=new Uint8Array(0);#started=!1;constructor(label="utf-8",options=void 0){
if(this.#encoding=labels.get(`${label}`.trim().toLowerCase()),this.#encoding===void 0)throw coded(RangeError,"ERR_ENCODING_NOT_SUPPORTED",`The "${label}" encodi\
ng is not supported`);this.#fatal=!!options?.fatal,this.#ignoreBOM=!!options?.ignoreBOM}get encoding(){return this.#encoding}get fatal(){return this.#fatal}get ignoreBOM(){
return this.#ignoreBOM}get[Symbol.toStringTag](){return"TextDecoder"}decode(input=void 0,options=void 0){let bytes=joined(this.#kept,bytesOf(input)),more=!!options?.
stream,held=more?this.#encoding==="utf-8"?unfinished(bytes):this.#encoding==="utf-16le"?bytes.length%2:0:0;this.#kept=bytes.slice(bytes.length-held),held>0&&(bytes=
bytes.subarray(0,bytes.length-held));let text=this.#text(bytes);return!this.#started&&!this.#ignoreBOM&&this.#encoding!=="windows-1252"&&text.startsWith("\uFEFF")&&
(text=text.slice(1)),this.#started=more&&(this.#started||bytes.length>0),text}#text(bytes){if(this.#encoding==="utf-8"){if(bytes.length===0)return"";let text2;try{
text2=host.utf8Decode(bytes,this.#fatal)}catch{text2=void 0}if(text2===void 0)throw malformed();return text2}let text="";if(this.#encoding==="windows-1252"){for(let byte of bytes)
text+=byte>=128&&byte<160?upper[byte-128]:String.fromCharCode(byte);return text}for(let i=0;i+1<bytes.length;i+=2)text+=String.fromCharCode(bytes[i]|bytes[i+1]<<
8);if(bytes.length%2===1&&(text+="�"),this.#fatal&&(bytes.length%2===1||!text.isWellFormed()))throw coded(TypeError,"ERR_ENCODING_INVALID_ENCODED_DATA","The e\
ncoded data was not valid for encoding utf-16le");return text.toWellFormed()}};module.exports={TextEncoder,TextDecoder};
