"use strict";var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,e}};var require_utf8=__commonJS({"builtin/shims/utf8.js"(exports2,module2){"use strict";module2.exports={utf8Encode(text2){return text2.length===1&&text2.charCodeAt(
0)<128?Uint8Array.of(text2.charCodeAt(0)):host.utf8Encode(text2)},utf8DecodeWithoutBOM:bytes=>bytes.length===0?"":host.utf8Decode(bytes,!1)}}});var require_infra=__commonJS({"node_modules/whatwg-url/lib/infra.js"(exports2,module2){"use strict";function isASCIIDigit(c){return c>=48&&c<=57}function isASCIIAlpha(c){
return c>=65&&c<=90||c>=97&&c<=122}function isASCIIAlphanumeric(c){return isASCIIAlpha(c)||isASCIIDigit(c)}function isASCIIHex(c){return isASCIIDigit(c)||c>=65&&
c<=70||c>=97&&c<=102}function isASCIIString(string){return!/[^\u0000-\u007F]/u.test(string)}function isNoncharacter(c){return c>=64976&&c<=65007||(c&65534)===65534}
module2.exports={isASCIIDigit,isASCIIAlpha,isASCIIAlphanumeric,isASCIIHex,isASCIIString,isNoncharacter}}});var require_percent_encoding=__commonJS({"node_modules/whatwg-url/lib/percent-encoding.js"(exports2,module2){"use strict";var{isASCIIHex}=require_infra(),{utf8Encode}=require_utf8();
function p(char){return char.codePointAt(0)}function percentEncode(c){let hex=c.toString(16).toUpperCase();return hex.length===1&&(hex=`0${hex}`),`%${hex}`}function percentDecodeBytes(input){
let output=new Uint8Array(input.byteLength),outputIndex=0;for(let i=0;i<input.byteLength;++i){let byte=input[i];if(byte!==37)output[outputIndex++]=byte;else if(byte===
37&&(!isASCIIHex(input[i+1])||!isASCIIHex(input[i+2])))output[outputIndex++]=byte;else{let bytePoint=parseInt(String.fromCodePoint(input[i+1],input[i+2]),16);output[outputIndex++]=
bytePoint,i+=2}}return output.slice(0,outputIndex)}function percentDecodeString(input){let bytes=utf8Encode(input);return percentDecodeBytes(bytes)}function isC0ControlPercentEncode(c){
return c<=31||c>126}var extraFragmentPercentEncodeSet=new Set([p(" "),p('"'),p("<"),p(">"),p("`")]);function isFragmentPercentEncode(c){return isC0ControlPercentEncode(
c)||extraFragmentPercentEncodeSet.has(c)}var extraQueryPercentEncodeSet=new Set([p(" "),p('"'),p("#"),p("<"),p(">")]),extraQueryPercentEncodeChars=String.fromCodePoint(
...[...extraQueryPercentEncodeSet].sort());function isQueryPercentEncode(c){return isC0ControlPercentEncode(c)||extraQueryPercentEncodeSet.has(c)}var extraSpecialQueryPercentEncodeSet=new Set(
[...extraQueryPercentEncodeSet,p("'")]),extraSpecialQueryPercentEncodeChars=String.fromCodePoint(...[...extraSpecialQueryPercentEncodeSet].sort());function isSpecialQueryPercentEncode(c){
return isC0ControlPercentEncode(c)||extraSpecialQueryPercentEncodeSet.has(c)}var extraPathPercentEncodeSet=new Set([p("?"),p("`"),p("{"),p("}"),p("^")]);function isPathPercentEncode(c){
return isQueryPercentEncode(c)||extraPathPercentEncodeSet.has(c)}var extraUserinfoPercentEncodeSet=new Set([p("/"),p(":"),p(";"),p("="),p("@"),p("["),p("\\"),p(
"]"),p("|")]);function isUserinfoPercentEncode(c){return isPathPercentEncode(c)||extraUserinfoPercentEncodeSet.has(c)}var extraComponentPercentEncodeSet=new Set(
[p("$"),p("%"),p("&"),p("+"),p(",")]);function isComponentPercentEncode(c){return isUserinfoPercentEncode(c)||extraComponentPercentEncodeSet.has(c)}var extraURLEncodedPercentEncodeSet=new Set(
[p("!"),p("'"),p("("),p(")"),p("~")]);function isURLEncodedPercentEncode(c){return isComponentPercentEncode(c)||extraURLEncodedPercentEncodeSet.has(c)}function utf8PercentEncodeCodePointInternal(codePoint,percentEncodePredicate){
let bytes=utf8Encode(codePoint),output="";for(let byte of bytes)percentEncodePredicate(byte)?output+=percentEncode(byte):output+=String.fromCharCode(byte);return output}
function utf8PercentEncodeCodePoint(codePoint,percentEncodePredicate){return utf8PercentEncodeCodePointInternal(String.fromCodePoint(codePoint),percentEncodePredicate)}
function utf8PercentEncodeString(input,percentEncodePredicate,spaceAsPlus=!1){let output="";for(let codePoint of input)spaceAsPlus&&codePoint===" "?output+="+":
output+=utf8PercentEncodeCodePointInternal(codePoint,percentEncodePredicate);return output}module2.exports={isC0ControlPercentEncode,isFragmentPercentEncode,isQueryPercentEncode,
isSpecialQueryPercentEncode,isPathPercentEncode,isUserinfoPercentEncode,isURLEncodedPercentEncode,extraQueryPercentEncodeChars,extraSpecialQueryPercentEncodeChars,
percentDecodeString,percentDecodeBytes,utf8PercentEncodeString,utf8PercentEncodeCodePoint}}});var require_urlencoded=__commonJS({"node_modules/whatwg-url/lib/urlencoded.js"(exports2,module2){"use strict";var{utf8Encode,utf8DecodeWithoutBOM}=require_utf8(),
{percentDecodeBytes,utf8PercentEncodeString,isURLEncodedPercentEncode}=require_percent_encoding();function p(char){return char.codePointAt(0)}function parseUrlencoded(input){
let sequences=strictlySplitByteSequence(input,p("&")),output=[];for(let bytes of sequences){if(bytes.length===0)continue;let name,value,indexOfEqual=bytes.indexOf(
p("="));indexOfEqual>=0?(name=bytes.slice(0,indexOfEqual),value=bytes.slice(indexOfEqual+1)):(name=bytes,value=new Uint8Array(0)),name=replaceByteInByteSequence(
name,43,32),value=replaceByteInByteSequence(value,43,32);let nameString=utf8DecodeWithoutBOM(percentDecodeBytes(name)),valueString=utf8DecodeWithoutBOM(percentDecodeBytes(
value));output.push([nameString,valueString])}return output}function parseUrlencodedString2(input){return parseUrlencoded(utf8Encode(input))}function serializeUrlencoded2(tuples){
let output="";for(let[i,tuple]of tuples.entries()){let name=utf8PercentEncodeString(tuple[0],isURLEncodedPercentEncode,!0),value=utf8PercentEncodeString(tuple[1],
isURLEncodedPercentEncode,!0);i!==0&&(output+="&"),output+=`${name}=${value}`}return output}function strictlySplitByteSequence(buf,cp){let list=[],last=0,i=buf.
indexOf(cp);for(;i>=0;)list.push(buf.slice(last,i)),last=i+1,i=buf.indexOf(cp,last);return last!==buf.length&&list.push(buf.slice(last)),list}function replaceByteInByteSequence(buf,from,to){
let i=buf.indexOf(from);for(;i>=0;)buf[i]=to,i=buf.indexOf(from,i+1);return buf}module2.exports={parseUrlencodedString:parseUrlencodedString2,serializeUrlencoded:serializeUrlencoded2}}});var{parseUrlencodedString,serializeUrlencoded}=require_urlencoded(),{coded,needFunction}=require("internal/errors"),text=value=>`${value}`.toWellFormed(),changed=Symbol(
"changed"),replace=Symbol("replace");function needed(given,...names){if(given>=names.length)return;let[first,second]=names.map(name=>`"${name}"`);throw coded(TypeError,
"ERR_MISSING_ARGS",second===void 0?`The ${first} argument must be specified`:`The ${first} and ${second} arguments must be specified`)}var notPairs=()=>coded(TypeError,
"ERR_INVALID_TUPLE","Each query pair must be an iterable [name, value] tuple");function pairsOf(init){if(init==null)return[];if(typeof init=="object"||typeof init==
"function"){let method=init[Symbol.iterator];if(method==null)return Reflect.ownKeys(init).filter(key=>Object.prototype.propertyIsEnumerable.call(init,key)).map(
key=>[text(key),text(init[key])]);if(typeof method!="function")throw coded(TypeError,"ERR_ARG_NOT_ITERABLE","Query pairs must be iterable");return Array.from(init,
pair=>{if(pair===null||typeof pair!="object"||typeof pair[Symbol.iterator]!="function")throw notPairs();let items=[...pair];if(items.length!==2)throw notPairs();
return[text(items[0]),text(items[1])]})}let query=text(init);return parseUrlencodedString(query.startsWith("?")?query.slice(1):query)}var iteratorPrototype=Object.
getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())),URLSearchParams=class{#pairs;[changed]=void 0;constructor(init=void 0){this.#pairs=pairsOf(init)}[replace](query){
this.#pairs=parseUrlencodedString(query)}get size(){return this.#pairs.length}append(name,value){needed(arguments.length,"name","value"),this.#pairs.push([text(
name),text(value)]),this[changed]?.()}delete(name,value=void 0){needed(arguments.length,"name");let[key,only]=[text(name),value===void 0?void 0:text(value)];this.#pairs=
this.#pairs.filter(pair=>pair[0]!==key||only!==void 0&&pair[1]!==only),this[changed]?.()}get(name){needed(arguments.length,"name");let key=text(name);return this.#pairs.
find(pair=>pair[0]===key)?.[1]??null}getAll(name){needed(arguments.length,"name");let key=text(name);return this.#pairs.filter(pair=>pair[0]===key).map(pair=>pair[1])}has(name,value=void 0){
needed(arguments.length,"name");let[key,only]=[text(name),value===void 0?void 0:text(value)];return this.#pairs.some(pair=>pair[0]===key&&(only===void 0||pair[1]===
only))}set(name,value){needed(arguments.length,"name","value");let[key,now]=[text(name),text(value)],at=this.#pairs.findIndex(pair=>pair[0]===key);at===-1?this.#pairs.
push([key,now]):this.#pairs=this.#pairs.filter((pair,i)=>i<=at||pair[0]!==key).map((pair,i)=>i===at?[key,now]:pair),this[changed]?.()}sort(){this.#pairs.sort(([
a],[b])=>a<b?-1:a>b?1:0),this[changed]?.()}forEach(callback,self=void 0){needFunction(callback,"callback");for(let[name,value]of this)callback.call(self,value,name,
this)}entries(){return this.#iterate(pair=>[pair[0],pair[1]])}keys(){return this.#iterate(pair=>pair[0])}values(){return this.#iterate(pair=>pair[1])}toString(){
return serializeUrlencoded(this.#pairs)}#iterate(part){let at=0;return Object.create(iteratorPrototype,{next:{value:()=>at<this.#pairs.length?{value:part(this.#pairs[at++]),
done:!1}:{value:void 0,done:!0}},[Symbol.toStringTag]:{value:"URLSearchParams Iterator"}})}[Symbol.for("nodejs.util.inspect.custom")](depth,options,inspect){if(depth!==
null&&depth<0)return"[Object]";let inner={...options,depth:depth===null?null:depth-1},shown=this.#pairs.map(pair=>`${inspect(pair[0],inner)} => ${inspect(pair[1],
inner)}`),length=shown.reduce((sum,each)=>sum+each.length+2,-2);return shown.length===0?"URLSearchParams {}":length<=options.breakLength?`URLSearchParams { ${shown.
join(", ")} }`:`URLSearchParams {
  ${shown.join(`,
  `)} }`}};Object.defineProperties(URLSearchParams.prototype,{[Symbol.iterator]:{value:URLSearchParams.prototype.entries,writable:!0,configurable:!0},[Symbol.toStringTag]:{
value:"URLSearchParams",configurable:!0}});for(let name of Object.getOwnPropertyNames(URLSearchParams.prototype))name!=="constructor"&&Object.defineProperty(URLSearchParams.
prototype,name,{enumerable:!0});module.exports={URLSearchParams,changed,replace};
