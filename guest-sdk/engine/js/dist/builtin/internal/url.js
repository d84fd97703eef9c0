"use strict";var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,e}};var require_empty=__commonJS({"builtin/shims/empty.js"(){"use strict"}});var require_percent_encode=__commonJS({"builtin/shims/percent-encode.js"(exports2,module2){"use strict";module2.exports={percentEncodeAfterEncoding(_encoding,text2,set){
let output="";for(let byte of host.utf8Encode(text2)){let character=String.fromCharCode(byte);output+=byte<=31||byte>126||set.includes(character)?`%${byte.toString(
16).toUpperCase().padStart(2,"0")}`:character}return output}}}});var require_infra=__commonJS({"node_modules/whatwg-url/lib/infra.js"(exports2,module2){"use strict";function isASCIIDigit(c){return c>=48&&c<=57}function isASCIIAlpha(c){
return c>=65&&c<=90||c>=97&&c<=122}function isASCIIAlphanumeric(c){return isASCIIAlpha(c)||isASCIIDigit(c)}function isASCIIHex(c){return isASCIIDigit(c)||c>=65&&
c<=70||c>=97&&c<=102}function isASCIIString(string){return!/[^\u0000-\u007F]/u.test(string)}function isNoncharacter(c){return c>=64976&&c<=65007||(c&65534)===65534}
module2.exports={isASCIIDigit,isASCIIAlpha,isASCIIAlphanumeric,isASCIIHex,isASCIIString,isNoncharacter}}});var require_utf8=__commonJS({"builtin/shims/utf8.js"(exports2,module2){"use strict";module2.exports={utf8Encode(text2){return text2.length===1&&text2.charCodeAt(
0)<128?Uint8Array.of(text2.charCodeAt(0)):host.utf8Encode(text2)},utf8DecodeWithoutBOM:bytes=>bytes.length===0?"":host.utf8Decode(bytes,!1)}}});var require_tr46=__commonJS({"builtin/shims/tr46.js"(exports2,module2){"use strict";var labelsOf=name=>name.split(".");function toASCII(domain){let punycode=require("punycode");
try{let mapped=domain.replace(/[\u00ad\u200b\u2060\ufeff\ufe00-\ufe0f]/g,"").replace(/[\u3002\uff0e\uff61]/g,".").replace(/\u1e9e/g,"ss").normalize("NFKC").toLowerCase().
normalize("NFC");return labelsOf(mapped).map(label=>{if(/^xn--/.test(label)){let decoded=punycode.decode(label.slice(4));if(decoded===""||/^[\x00-\x7f]*$|[\p{Cc}\p{Zs}]/u.
test(decoded)||decoded!==decoded.normalize("NFC").toLowerCase())throw new RangeError("not a label in Punycode");return label}return punycode.toASCII(label)}).join(
".")}catch{return null}}function toUnicode(domain){let punycode=require("punycode"),error=!1;return{domain:labelsOf(domain).map(label=>{try{return punycode.toUnicode(
label.toLowerCase())}catch{return error=!0,label}}).join("."),error}}module2.exports={toASCII,toUnicode}}});var require_url_miscellaneous=__commonJS({"node_modules/whatwg-url/lib/url-miscellaneous.js"(exports2,module2){"use strict";var tr46=require_tr46(),infra=require_infra();
function p(char){return char.codePointAt(0)}var failure=Symbol("failure"),specialSchemes=new Map([["ftp",21],["file",null],["http",80],["https",443],["ws",80],[
"wss",443]]),urlCodePoints=new Set([p("!"),p("$"),p("&"),p("'"),p("("),p(")"),p("*"),p("+"),p(","),p("-"),p("."),p("/"),p(":"),p(";"),p("="),p("?"),p("@"),p("_"),
p("~")]),forbiddenHostCodePoints=new Set([0,9,10,13,32,p("#"),p("/"),p(":"),p("<"),p(">"),p("?"),p("@"),p("["),p("\\"),p("]"),p("^"),p("|")]);function isURLCodePoint(c){
return infra.isASCIIAlphanumeric(c)||urlCodePoints.has(c)||c>=160&&c<=1114109&&(c<55296||c>57343)&&!infra.isNoncharacter(c)}function isInvalidURLCodePoint(c){return!isURLCodePoint(
c)&&c!==p("%")}function isPercentEncodedByteAt(input,index){return index+2<input.length&&input[index]==="%"&&infra.isASCIIHex(input.charCodeAt(index+1))&&infra.
isASCIIHex(input.charCodeAt(index+2))}function containsPercentEncodedByte(input){return/%[0-9A-Fa-f]{2}/u.test(input)}function containsForbiddenHostCodePoint(string){
return[...string].some(c=>forbiddenHostCodePoints.has(c.codePointAt(0)))}function containsForbiddenDomainCodePoint(string){return[...string].some(c=>{let cp=c.codePointAt(
0);return forbiddenHostCodePoints.has(cp)||cp>=0&&cp<=31||cp===p("%")||cp===127})}function domainParserToASCII(domain,beStrict){return tr46.toASCII(domain,{checkHyphens:beStrict,
checkBidi:!0,checkJoiners:!0,useSTD3ASCIIRules:beStrict,transitionalProcessing:!1,verifyDNSLength:beStrict,ignoreInvalidPunycode:!1})}function parseIPv4Number(input,validationErrors=null){
if(input==="")return failure;let validationErrorSeen=!1,R=10;if(input.length>=2&&input.charAt(0)==="0"&&input.charAt(1).toLowerCase()==="x"?(validationErrorSeen=
!0,input=input.substring(2),R=16):input.length>=2&&input.charAt(0)==="0"&&(validationErrorSeen=!0,input=input.substring(1),R=8),input==="")return validationErrors?.
push("IPv4-non-decimal-part"),0;let regex=/[^0-7]/u;return R===10&&(regex=/[^0-9]/u),R===16&&(regex=/[^0-9A-Fa-f]/u),regex.test(input)?failure:(validationErrorSeen&&
validationErrors?.push("IPv4-non-decimal-part"),parseInt(input,R))}function endsInANumber(input){let parts=input.split(".");if(parts[parts.length-1]===""){if(parts.
length===1)return!1;parts.pop()}let last=parts[parts.length-1];return!!(/^[0-9]+$/u.test(last)||parseIPv4Number(last)!==failure)}function domainParser(domain,validationErrors=null,beStrict=!1){
if(beStrict||validationErrors){let strictResult=domainParserToASCII(domain,!0);if(strictResult===null&&validationErrors?.push("domain-to-ASCII"),beStrict)return strictResult===
null?failure:strictResult}let result;if(infra.isASCIIString(domain))result=domain.toLowerCase();else if(result=domainParserToASCII(domain,!1),result===null)return failure;
return result===""||containsForbiddenDomainCodePoint(result)?failure:result}function isSpecialScheme(scheme){return specialSchemes.has(scheme.toLowerCase())}function isSpecialSchemeExceptFile(scheme){
return isSpecialScheme(scheme)&&scheme.toLowerCase()!=="file"}function defaultPort(scheme){return specialSchemes.get(scheme.toLowerCase())}function isWindowsDriveLetterCodePoints(cp1,cp2){
return infra.isASCIIAlpha(cp1)&&(cp2===p(":")||cp2===p("|"))}function isWindowsDriveLetterString(string){return string.length===2&&infra.isASCIIAlpha(string.codePointAt(
0))&&(string[1]===":"||string[1]==="|")}function isNormalizedWindowsDriveLetterString(string){return string.length===2&&infra.isASCIIAlpha(string.codePointAt(0))&&
string[1]===":"}module2.exports={containsForbiddenHostCodePoint,containsPercentEncodedByte,defaultPort,domainParser,endsInANumber,failure,forbiddenHostCodePoints,
isInvalidURLCodePoint,isNormalizedWindowsDriveLetterString,isPercentEncodedByteAt,parseIPv4Number,isSpecialScheme,isSpecialSchemeExceptFile,isURLCodePoint,isWindowsDriveLetterCodePoints,
isWindowsDriveLetterString,p}}});var require_percent_encoding=__commonJS({"node_modules/whatwg-url/lib/percent-encoding.js"(exports2,module2){"use strict";var{isASCIIHex}=require_infra(),{utf8Encode}=require_utf8();
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
percentDecodeString,percentDecodeBytes,utf8PercentEncodeString,utf8PercentEncodeCodePoint}}});var require_url_state_machine=__commonJS({"node_modules/whatwg-url/lib/url-state-machine.js"(exports2,module2){"use strict";require_empty();var{percentEncodeAfterEncoding}=require_percent_encode(),
infra=require_infra(),{utf8DecodeWithoutBOM}=require_utf8(),{containsForbiddenHostCodePoint,containsPercentEncodedByte,defaultPort,domainParser,endsInANumber,failure,
isInvalidURLCodePoint,isNormalizedWindowsDriveLetterString,isSpecialScheme,isWindowsDriveLetterCodePoints,isWindowsDriveLetterString,parseIPv4Number,p}=require_url_miscellaneous(),
{percentDecodeString,utf8PercentEncodeCodePoint,utf8PercentEncodeString,isC0ControlPercentEncode,isFragmentPercentEncode,extraQueryPercentEncodeChars,extraSpecialQueryPercentEncodeChars,
isPathPercentEncode,isUserinfoPercentEncode}=require_percent_encoding();function countSymbols(str){return[...str].length}function at(input,idx){let c=input[idx];
return isNaN(c)?void 0:String.fromCodePoint(c)}function isSingleDot(buffer){return buffer==="."||buffer.toLowerCase()==="%2e"}function isDoubleDot(buffer){return buffer=
buffer.toLowerCase(),buffer===".."||buffer==="%2e."||buffer===".%2e"||buffer==="%2e%2e"}function isInvalidPercentEncoding(input,pointer){return input[pointer]===
p("%")&&(!infra.isASCIIHex(input[pointer+1])||!infra.isASCIIHex(input[pointer+2]))}function validateURLUnits(input,validationErrors=null){if(validationErrors===
null)return;let codePoints=Array.from(input,c=>c.codePointAt(0));codePoints.some(isInvalidURLCodePoint)&&validationErrors.push("invalid-URL-unit"),codePoints.some(
(_,i)=>isInvalidPercentEncoding(codePoints,i))&&validationErrors.push("invalid-URL-unit")}function isSpecial(url){return isSpecialScheme(url.scheme)}function isNotSpecial(url){
return!isSpecialScheme(url.scheme)}function parseIPv4(input,validationErrors=null){let parts=input.split(".");if(parts[parts.length-1]===""&&(validationErrors?.
push("IPv4-empty-part"),parts.length>1&&parts.pop()),parts.length>4)return validationErrors?.push("IPv4-too-many-parts"),failure;parts.length<4&&validationErrors?.
push("IPv4-too-few-parts");let numbers=[];for(let part of parts){let n=parseIPv4Number(part,validationErrors);if(n===failure)return validationErrors?.push("IPv4\
-non-numeric-part"),failure;numbers.push(n)}validationErrors!==null&&numbers.some(n=>n>255)&&validationErrors.push("IPv4-out-of-range-part");for(let i=0;i<numbers.
length-1;++i)if(numbers[i]>255)return failure;if(numbers[numbers.length-1]>=256**(5-numbers.length))return failure;let ipv4=numbers.pop(),counter=0;for(let n of numbers)
ipv4+=n*256**(3-counter),++counter;return ipv4}function serializeIPv4(address){let output="",n=address;for(let i=1;i<=4;++i)output=String(n%256)+output,i!==4&&(output=
`.${output}`),n=Math.floor(n/256);return output}function parseIPv6(input,validationErrors=null){let address=[0,0,0,0,0,0,0,0],pieceIndex=0,compress=null,pointer=0;
if(input=Array.from(input,c=>c.codePointAt(0)),input[pointer]===p(":")){if(input[pointer+1]!==p(":"))return validationErrors?.push("IPv6-invalid-compression"),failure;
pointer+=2,++pieceIndex,compress=pieceIndex}for(;pointer<input.length;){if(pieceIndex===8)return validationErrors?.push("IPv6-too-many-pieces"),failure;if(input[pointer]===
p(":")){if(compress!==null)return validationErrors?.push("IPv6-multiple-compression"),failure;++pointer,++pieceIndex,compress=pieceIndex;continue}let value=0,length=0;
for(;length<4&&infra.isASCIIHex(input[pointer]);)value=value*16+parseInt(at(input,pointer),16),++pointer,++length;if(input[pointer]===p(".")){if(length===0)return validationErrors?.
push("IPv4-in-IPv6-invalid-code-point"),failure;if(pointer-=length,pieceIndex>6)return validationErrors?.push("IPv4-in-IPv6-too-many-pieces"),failure;let numbersSeen=0;
for(;input[pointer]!==void 0;){let ipv4Piece=null;if(numbersSeen>0)if(input[pointer]===p(".")&&numbersSeen<4)++pointer;else return validationErrors?.push("IPv4-\
in-IPv6-invalid-code-point"),failure;if(!infra.isASCIIDigit(input[pointer]))return validationErrors?.push("IPv4-in-IPv6-invalid-code-point"),failure;for(;infra.
isASCIIDigit(input[pointer]);){let number=parseInt(at(input,pointer),10);if(ipv4Piece===null)ipv4Piece=number;else{if(ipv4Piece===0)return validationErrors?.push(
"IPv4-in-IPv6-invalid-code-point"),failure;ipv4Piece=ipv4Piece*10+number}if(ipv4Piece>255)return validationErrors?.push("IPv4-in-IPv6-out-of-range-part"),failure;
++pointer}address[pieceIndex]=address[pieceIndex]*256+ipv4Piece,++numbersSeen,(numbersSeen===2||numbersSeen===4)&&++pieceIndex}if(numbersSeen!==4)return validationErrors?.
push("IPv4-in-IPv6-too-few-parts"),failure;break}else if(input[pointer]===p(":")){if(++pointer,input[pointer]===void 0)return validationErrors?.push("IPv6-inval\
id-code-point"),failure}else if(input[pointer]!==void 0)return validationErrors?.push("IPv6-invalid-code-point"),failure;length>1&&value<16**(length-1)&&validationErrors?.
push("IPv6-piece-leading-zero"),address[pieceIndex]=value,++pieceIndex}if(compress!==null){let swaps=pieceIndex-compress;for(pieceIndex=7;pieceIndex!==0&&swaps>
0;){let temp=address[compress+swaps-1];address[compress+swaps-1]=address[pieceIndex],address[pieceIndex]=temp,--pieceIndex,--swaps}}else if(compress===null&&pieceIndex!==
8)return validationErrors?.push("IPv6-too-few-pieces"),failure;return address}function serializeIPv6(address){let output="",compress=findTheIPv6AddressCompressedPieceIndex(
address),ignore0=!1;for(let pieceIndex=0;pieceIndex<=7;++pieceIndex)if(!(ignore0&&address[pieceIndex]===0)){if(ignore0&&(ignore0=!1),compress===pieceIndex){output+=
pieceIndex===0?"::":":",ignore0=!0;continue}output+=address[pieceIndex].toString(16),pieceIndex!==7&&(output+=":")}return output}function parseHost(input,validationErrors=null,isOpaque=!1){
if(input[0]==="[")return input[input.length-1]!=="]"?(validationErrors?.push("IPv6-unclosed"),failure):parseIPv6(input.substring(1,input.length-1),validationErrors);
if(isOpaque)return parseOpaqueHost(input,validationErrors);validationErrors&&containsPercentEncodedByte(input)&&validationErrors.push("domain-percent-encoded");
let domain=utf8DecodeWithoutBOM(percentDecodeString(input)),asciiDomain=domainParser(domain,validationErrors);return asciiDomain===failure?failure:endsInANumber(
asciiDomain)?(infra.isASCIIString(domain)||validationErrors?.push("IPv4-non-ASCII-input"),parseIPv4(asciiDomain,validationErrors)):asciiDomain}function parseOpaqueHost(input,validationErrors){
return containsForbiddenHostCodePoint(input)?(validationErrors?.push("host-invalid-code-point"),failure):(validateURLUnits(input,validationErrors),utf8PercentEncodeString(
input,isC0ControlPercentEncode))}function findTheIPv6AddressCompressedPieceIndex(address){let longestIndex=null,longestSize=1,foundIndex=null,foundSize=0;for(let pieceIndex=0;pieceIndex<
address.length;++pieceIndex)address[pieceIndex]!==0?(foundSize>longestSize&&(longestIndex=foundIndex,longestSize=foundSize),foundIndex=null,foundSize=0):(foundIndex===
null&&(foundIndex=pieceIndex),++foundSize);return foundSize>longestSize?foundIndex:longestIndex}function serializeHost(host2){return typeof host2=="number"?serializeIPv4(
host2):host2 instanceof Array?`[${serializeIPv6(host2)}]`:host2}function trimControlChars(string){let start=0,end=string.length;for(;start<end&&!(string.charCodeAt(
start)>32);++start);for(;end>start&&!(string.charCodeAt(end-1)>32);--end);return string.substring(start,end)}function trimTabAndNewline(url){return url.replace(
/\u0009|\u000A|\u000D/ug,"")}function shortenPath(url){let{path}=url;path.length!==0&&(url.scheme==="file"&&path.length===1&&isNormalizedWindowsDriveLetterString(
path[0])||path.pop())}function includesCredentials(url){return url.username!==""||url.password!==""}function cannotHaveAUsernamePasswordPort(url){return url.host===
null||url.host===""||url.scheme==="file"}function hasAnOpaquePath(url){return typeof url.path=="string"}function URLStateMachine(input,base,encoding,url,stateOverride,validationErrors=null){
if(this.pointer=0,this.input=input,this.base=base||null,this.encoding=encoding||"utf-8",this.stateOverride=stateOverride,this.url=url,this.failure=!1,this.validationErrors=
validationErrors,!this.url){this.url={scheme:"",username:"",password:"",host:null,port:null,path:[],query:null,fragment:null};let res2=trimControlChars(this.input);
res2!==this.input&&this.validationErrors?.push("invalid-URL-unit"),this.input=res2}let res=trimTabAndNewline(this.input);for(res!==this.input&&this.validationErrors?.
push("invalid-URL-unit"),this.input=res,this.state=stateOverride||"scheme start",this.buffer="",this.atSignSeen=!1,this.insideBrackets=!1,this.passwordTokenSeen=
!1,this.input=Array.from(this.input,c=>c.codePointAt(0));this.pointer<=this.input.length;++this.pointer){let c=this.input[this.pointer],cStr=isNaN(c)?void 0:String.
fromCodePoint(c),ret=this[`parse ${this.state}`](c,cStr);if(ret){if(ret===failure){this.failure=!0;break}}else break}}URLStateMachine.prototype.validateURLUnit=
function(c){this.validationErrors!==null&&(isInvalidURLCodePoint(c)&&this.validationErrors.push("invalid-URL-unit"),isInvalidPercentEncoding(this.input,this.pointer)&&
this.validationErrors.push("invalid-URL-unit"))};URLStateMachine.prototype["parse scheme start"]=function(c,cStr){if(infra.isASCIIAlpha(c))this.buffer+=cStr.toLowerCase(),
this.state="scheme";else if(!this.stateOverride)this.state="no scheme",--this.pointer;else return failure;return!0};URLStateMachine.prototype["parse scheme"]=function(c,cStr){
if(infra.isASCIIAlphanumeric(c)||c===p("+")||c===p("-")||c===p("."))this.buffer+=cStr.toLowerCase();else if(c===p(":")){if(this.stateOverride&&(isSpecial(this.url)&&
!isSpecialScheme(this.buffer)||!isSpecial(this.url)&&isSpecialScheme(this.buffer)||(includesCredentials(this.url)||this.url.port!==null)&&this.buffer==="file"||
this.url.scheme==="file"&&this.url.host===""))return!1;if(this.url.scheme=this.buffer,this.stateOverride)return this.url.port===defaultPort(this.url.scheme)&&(this.
url.port=null),!1;this.buffer="",this.url.scheme==="file"?((this.input[this.pointer+1]!==p("/")||this.input[this.pointer+2]!==p("/"))&&this.validationErrors?.push(
"special-scheme-missing-following-solidus"),this.state="file"):isSpecial(this.url)&&this.base!==null&&this.base.scheme===this.url.scheme?this.state="special rel\
ative or authority":isSpecial(this.url)?this.state="special authority slashes":this.input[this.pointer+1]===p("/")?(this.state="path or authority",++this.pointer):
(this.url.path="",this.state="opaque path")}else if(!this.stateOverride)this.buffer="",this.state="no scheme",this.pointer=-1;else return failure;return!0};URLStateMachine.
prototype["parse no scheme"]=function(c){return this.base===null||hasAnOpaquePath(this.base)&&c!==p("#")?(this.validationErrors?.push("missing-scheme-non-relati\
ve-URL"),failure):(hasAnOpaquePath(this.base)&&c===p("#")?(this.url.scheme=this.base.scheme,this.url.path=this.base.path,this.url.query=this.base.query,this.url.
fragment="",this.state="fragment"):this.base.scheme==="file"?(this.state="file",--this.pointer):(this.state="relative",--this.pointer),!0)};URLStateMachine.prototype["\
parse special relative or authority"]=function(c){return c===p("/")&&this.input[this.pointer+1]===p("/")?(this.state="special authority ignore slashes",++this.pointer):
(this.validationErrors?.push("special-scheme-missing-following-solidus"),this.state="relative",--this.pointer),!0};URLStateMachine.prototype["parse path or auth\
ority"]=function(c){return c===p("/")?this.state="authority":(this.state="path",--this.pointer),!0};URLStateMachine.prototype["parse relative"]=function(c){return this.
url.scheme=this.base.scheme,c===p("/")?this.state="relative slash":isSpecial(this.url)&&c===p("\\")?(this.validationErrors?.push("invalid-reverse-solidus"),this.
state="relative slash"):(this.url.username=this.base.username,this.url.password=this.base.password,this.url.host=this.base.host,this.url.port=this.base.port,this.
url.path=this.base.path.slice(),this.url.query=this.base.query,c===p("?")?(this.url.query="",this.state="query"):c===p("#")?(this.url.fragment="",this.state="fr\
agment"):isNaN(c)||(this.url.query=null,this.url.path.pop(),this.state="path",--this.pointer)),!0};URLStateMachine.prototype["parse relative slash"]=function(c){
return isSpecial(this.url)&&(c===p("/")||c===p("\\"))?(c===p("\\")&&this.validationErrors?.push("invalid-reverse-solidus"),this.state="special authority ignore \
slashes"):c===p("/")?this.state="authority":(this.url.username=this.base.username,this.url.password=this.base.password,this.url.host=this.base.host,this.url.port=
this.base.port,this.state="path",--this.pointer),!0};URLStateMachine.prototype["parse special authority slashes"]=function(c){return c===p("/")&&this.input[this.
pointer+1]===p("/")?(this.state="special authority ignore slashes",++this.pointer):(this.validationErrors?.push("special-scheme-missing-following-solidus"),this.
state="special authority ignore slashes",--this.pointer),!0};URLStateMachine.prototype["parse special authority ignore slashes"]=function(c){return c!==p("/")&&
c!==p("\\")?(this.state="authority",--this.pointer):this.validationErrors?.push("special-scheme-missing-following-solidus"),!0};URLStateMachine.prototype["parse\
 authority"]=function(c,cStr){if(c===p("@")){this.validationErrors?.push("invalid-credentials"),this.atSignSeen&&(this.buffer=`%40${this.buffer}`),this.atSignSeen=
!0;for(let codePointStr of this.buffer){let codePoint=codePointStr.codePointAt(0);if(codePoint===p(":")&&!this.passwordTokenSeen){this.passwordTokenSeen=!0;continue}
let encodedCodePoints=utf8PercentEncodeCodePoint(codePoint,isUserinfoPercentEncode);this.passwordTokenSeen?this.url.password+=encodedCodePoints:this.url.username+=
encodedCodePoints}this.buffer=""}else if(isNaN(c)||c===p("/")||c===p("?")||c===p("#")||isSpecial(this.url)&&c===p("\\")){if(this.atSignSeen&&this.buffer==="")return this.
validationErrors?.push("host-missing"),failure;this.pointer-=countSymbols(this.buffer)+1,this.buffer="",this.state="host"}else this.buffer+=cStr;return!0};URLStateMachine.
prototype["parse hostname"]=URLStateMachine.prototype["parse host"]=function(c,cStr){if(this.stateOverride&&this.url.scheme==="file")--this.pointer,this.state="\
file host";else if(c===p(":")&&!this.insideBrackets){if(this.buffer==="")return this.validationErrors?.push("host-missing"),failure;if(this.stateOverride==="hos\
tname")return failure;let host2=parseHost(this.buffer,this.validationErrors,isNotSpecial(this.url));if(host2===failure)return failure;this.url.host=host2,this.buffer=
"",this.state="port"}else if(isNaN(c)||c===p("/")||c===p("?")||c===p("#")||isSpecial(this.url)&&c===p("\\")){if(--this.pointer,isSpecial(this.url)&&this.buffer===
"")return this.validationErrors?.push("host-missing"),failure;if(this.stateOverride&&this.buffer===""&&(includesCredentials(this.url)||this.url.port!==null))return failure;
let host2=parseHost(this.buffer,this.validationErrors,isNotSpecial(this.url));if(host2===failure)return failure;if(this.url.host=host2,this.buffer="",this.state=
"path start",this.stateOverride)return!1}else c===p("[")?this.insideBrackets=!0:c===p("]")&&(this.insideBrackets=!1),this.buffer+=cStr;return!0};URLStateMachine.
prototype["parse port"]=function(c,cStr){if(infra.isASCIIDigit(c))this.buffer+=cStr;else if(isNaN(c)||c===p("/")||c===p("?")||c===p("#")||isSpecial(this.url)&&c===
p("\\")||this.stateOverride){if(this.buffer!==""){let port=parseInt(this.buffer,10);if(port>2**16-1)return this.validationErrors?.push("port-out-of-range"),failure;
if(this.url.port=port===defaultPort(this.url.scheme)?null:port,this.buffer="",this.stateOverride)return!1}if(this.stateOverride)return failure;this.state="path \
start",--this.pointer}else return this.validationErrors?.push("port-invalid"),failure;return!0};var fileOtherwiseCodePoints=new Set([p("/"),p("\\"),p("?"),p("#")]);
function startsWithWindowsDriveLetter(input,pointer){let length=input.length-pointer;return length>=2&&isWindowsDriveLetterCodePoints(input[pointer],input[pointer+
1])&&(length===2||fileOtherwiseCodePoints.has(input[pointer+2]))}URLStateMachine.prototype["parse file"]=function(c){return this.url.scheme="file",this.url.host=
"",c===p("/")||c===p("\\")?(c===p("\\")&&this.validationErrors?.push("invalid-reverse-solidus"),this.state="file slash"):this.base!==null&&this.base.scheme==="f\
ile"?(this.url.host=this.base.host,this.url.path=this.base.path.slice(),this.url.query=this.base.query,c===p("?")?(this.url.query="",this.state="query"):c===p("\
#")?(this.url.fragment="",this.state="fragment"):isNaN(c)||(this.url.query=null,startsWithWindowsDriveLetter(this.input,this.pointer)?(this.validationErrors?.push(
"file-invalid-Windows-drive-letter"),this.url.path=[]):shortenPath(this.url),this.state="path",--this.pointer)):(this.state="path",--this.pointer),!0};URLStateMachine.
prototype["parse file slash"]=function(c){return c===p("/")||c===p("\\")?(c===p("\\")&&this.validationErrors?.push("invalid-reverse-solidus"),this.state="file h\
ost"):(this.base!==null&&this.base.scheme==="file"&&(!startsWithWindowsDriveLetter(this.input,this.pointer)&&isNormalizedWindowsDriveLetterString(this.base.path[0])&&
this.url.path.push(this.base.path[0]),this.url.host=this.base.host),this.state="path",--this.pointer),!0};URLStateMachine.prototype["parse file host"]=function(c,cStr){
if(isNaN(c)||c===p("/")||c===p("\\")||c===p("?")||c===p("#"))if(--this.pointer,!this.stateOverride&&isWindowsDriveLetterString(this.buffer))this.validationErrors?.
push("file-invalid-Windows-drive-letter-host"),this.state="path";else if(this.buffer===""){if(this.url.host="",this.stateOverride)return!1;this.state="path star\
t"}else{let host2=parseHost(this.buffer,this.validationErrors,isNotSpecial(this.url));if(host2===failure)return failure;if(host2==="localhost"&&(host2=""),this.
url.host=host2,this.stateOverride)return!1;this.buffer="",this.state="path start"}else this.buffer+=cStr;return!0};URLStateMachine.prototype["parse path start"]=
function(c){return isSpecial(this.url)?(c===p("\\")&&this.validationErrors?.push("invalid-reverse-solidus"),this.state="path",c!==p("/")&&c!==p("\\")&&--this.pointer):
!this.stateOverride&&c===p("?")?(this.url.query="",this.state="query"):!this.stateOverride&&c===p("#")?(this.url.fragment="",this.state="fragment"):c!==void 0?(this.
state="path",c!==p("/")&&--this.pointer):this.stateOverride&&this.url.host===null&&this.url.path.push(""),!0};URLStateMachine.prototype["parse path"]=function(c){
return isNaN(c)||c===p("/")||isSpecial(this.url)&&c===p("\\")||!this.stateOverride&&(c===p("?")||c===p("#"))?(isSpecial(this.url)&&c===p("\\")&&this.validationErrors?.
push("invalid-reverse-solidus"),isDoubleDot(this.buffer)?(shortenPath(this.url),c!==p("/")&&!(isSpecial(this.url)&&c===p("\\"))&&this.url.path.push("")):isSingleDot(
this.buffer)&&c!==p("/")&&!(isSpecial(this.url)&&c===p("\\"))?this.url.path.push(""):isSingleDot(this.buffer)||(this.url.scheme==="file"&&this.url.path.length===
0&&isWindowsDriveLetterString(this.buffer)&&(this.buffer=`${this.buffer[0]}:`),this.url.path.push(this.buffer)),this.buffer="",c===p("?")&&(this.url.query="",this.
state="query"),c===p("#")&&(this.url.fragment="",this.state="fragment")):(this.validateURLUnit(c),this.buffer+=utf8PercentEncodeCodePoint(c,isPathPercentEncode)),
!0};URLStateMachine.prototype["parse opaque path"]=function(c){if(c===p("?"))this.url.query="",this.state="query";else if(c===p("#"))this.url.fragment="",this.state=
"fragment";else if(c===p(" ")){this.validationErrors?.push("invalid-URL-unit");let remaining=this.input[this.pointer+1];remaining===p("?")||remaining===p("#")?this.
url.path+="%20":this.url.path+=" "}else isNaN(c)||(this.validateURLUnit(c),this.url.path+=utf8PercentEncodeCodePoint(c,isC0ControlPercentEncode));return!0};URLStateMachine.
prototype["parse query"]=function(c,cStr){if((!isSpecial(this.url)||this.url.scheme==="ws"||this.url.scheme==="wss")&&(this.encoding="utf-8"),!this.stateOverride&&
c===p("#")||isNaN(c)){let percentEncodeSet=isSpecial(this.url)?extraSpecialQueryPercentEncodeChars:extraQueryPercentEncodeChars;this.url.query+=percentEncodeAfterEncoding(
this.encoding,this.buffer,percentEncodeSet),this.buffer="",c===p("#")&&(this.url.fragment="",this.state="fragment")}else isNaN(c)||(this.validateURLUnit(c),this.
buffer+=cStr);return!0};URLStateMachine.prototype["parse fragment"]=function(c){return isNaN(c)||(this.validateURLUnit(c),this.url.fragment+=utf8PercentEncodeCodePoint(
c,isFragmentPercentEncode)),!0};function serializeURL(url,excludeFragment){let output=`${url.scheme}:`;return url.host!==null&&(output+="//",(url.username!==""||
url.password!=="")&&(output+=url.username,url.password!==""&&(output+=`:${url.password}`),output+="@"),output+=serializeHost(url.host),url.port!==null&&(output+=
`:${url.port}`)),url.host===null&&!hasAnOpaquePath(url)&&url.path.length>1&&url.path[0]===""&&(output+="/."),output+=serializePath(url),url.query!==null&&(output+=
`?${url.query}`),!excludeFragment&&url.fragment!==null&&(output+=`#${url.fragment}`),output}function serializeOrigin(tuple){let result=`${tuple.scheme}://`;return result+=
serializeHost(tuple.host),tuple.port!==null&&(result+=`:${tuple.port}`),result}function serializePath(url){if(hasAnOpaquePath(url))return url.path;let output="";
for(let segment of url.path)output+=`/${segment}`;return output}module2.exports.serializeURL=serializeURL;module2.exports.serializePath=serializePath;module2.exports.
serializeURLOrigin=function(url){switch(url.scheme){case"blob":{let pathURL=module2.exports.parseURL(serializePath(url));return pathURL===null||pathURL.scheme!==
"http"&&pathURL.scheme!=="https"?"null":module2.exports.serializeURLOrigin(pathURL)}case"ftp":case"http":case"https":case"ws":case"wss":return serializeOrigin({
scheme:url.scheme,host:url.host,port:url.port});case"file":return"null";default:return"null"}};function basicURLParse(input,options={},validationErrors=null){let usm=new URLStateMachine(
input,options.baseURL,options.encoding,options.url,options.stateOverride,validationErrors);return usm.failure?null:usm.url}module2.exports.basicURLParse=function(input,options={}){
return basicURLParse(input,options)};module2.exports.setTheUsername=function(url,username){url.username=utf8PercentEncodeString(username,isUserinfoPercentEncode)};
module2.exports.setThePassword=function(url,password){url.password=utf8PercentEncodeString(password,isUserinfoPercentEncode)};module2.exports.serializeHost=serializeHost;
module2.exports.cannotHaveAUsernamePasswordPort=cannotHaveAUsernamePasswordPort;module2.exports.hasAnOpaquePath=hasAnOpaquePath;module2.exports.serializeInteger=
function(integer){return String(integer)};module2.exports.parseURL=function(input,options={}){return module2.exports.basicURLParse(input,{baseURL:options.baseURL,
encoding:options.encoding})};module2.exports.parseURLWithValidationErrors=function(input,options={}){let validationErrors=[];return{url:basicURLParse(input,{baseURL:options.
baseURL,encoding:options.encoding},validationErrors),validationErrors}}}});var require_show=__commonJS({"builtin/parts/show.js"(exports2,module2){"use strict";var custom2=Symbol.for("nodejs.util.inspect.custom");function show(object,fields,depth,options,inspect){
let name=object.constructor?.name||"Object";return depth!==null&&depth<0?`[${name}]`:`${name} ${inspect(fields,{...options,depth:options.depth===null?null:options.
depth-1})}`}module2.exports={custom:custom2,show}}});var machine=require_url_state_machine(),{coded}=require("internal/errors"),{URLSearchParams,changed,replace}=require("internal/url-search-params"),{custom}=require_show(),
text=value=>`${value}`.toWellFormed();function parse(input,base){let parsedBase=null;return base!==void 0&&(parsedBase=machine.basicURLParse(base),parsedBase===
null)?null:machine.basicURLParse(input,{baseURL:parsedBase})}function invalid(input,base){let error=Object.assign(coded(TypeError,"ERR_INVALID_URL","Invalid URL"),
{input});return base!==void 0&&(error.base=base),error}var URL=class URL{#url;#params;constructor(input,base=void 0){if(arguments.length===0)throw coded(TypeError,
"ERR_MISSING_ARGS",'The "url" argument must be specified');let[given,against]=[text(input),base===void 0?void 0:text(base)];if(this.#url=parse(given,against),this.#url===
null)throw invalid(given,against)}static canParse(input,base=void 0){if(arguments.length===0)throw coded(TypeError,"ERR_MISSING_ARGS",'The "url" argument must b\
e specified');return parse(text(input),base===void 0?void 0:text(base))!==null}static parse(input,base=void 0){return URL.canParse(input,base)?new URL(input,base):
null}#set(value,stateOverride){machine.basicURLParse(value,{url:this.#url,stateOverride})}#follow(){this.#params?.[replace](this.#url.query??"")}get href(){return machine.
serializeURL(this.#url)}set href(value){let parsed=parse(text(value));if(parsed===null)throw invalid(text(value));this.#url=parsed,this.#follow()}get origin(){return machine.
serializeURLOrigin(this.#url)}get protocol(){return`${this.#url.scheme}:`}set protocol(value){this.#set(`${text(value)}:`,"scheme start")}get username(){return this.#url.
username}set username(value){machine.cannotHaveAUsernamePasswordPort(this.#url)||machine.setTheUsername(this.#url,text(value))}get password(){return this.#url.password}set password(value){
machine.cannotHaveAUsernamePasswordPort(this.#url)||machine.setThePassword(this.#url,text(value))}get host(){return this.#url.host===null?"":machine.serializeHost(
this.#url.host)+(this.#url.port===null?"":`:${this.#url.port}`)}set host(value){machine.hasAnOpaquePath(this.#url)||this.#set(text(value),"host")}get hostname(){
return this.#url.host===null?"":machine.serializeHost(this.#url.host)}set hostname(value){machine.hasAnOpaquePath(this.#url)||this.#set(text(value),"hostname")}get port(){
return this.#url.port===null?"":String(this.#url.port)}set port(value){machine.cannotHaveAUsernamePasswordPort(this.#url)||(text(value)===""?this.#url.port=null:
this.#set(text(value),"port"))}get pathname(){return machine.serializePath(this.#url)}set pathname(value){machine.hasAnOpaquePath(this.#url)||(this.#url.path=[],
this.#set(text(value),"path start"))}get search(){return this.#url.query===null||this.#url.query===""?"":`?${this.#url.query}`}set search(value){let query=text(
value);this.#url.query=query===""?null:"",query!==""&&this.#set(query.startsWith("?")?query.slice(1):query,"query"),this.#follow()}get searchParams(){return this.#params===
void 0&&(this.#params=new URLSearchParams,this.#follow(),Object.defineProperty(this.#params,changed,{value:()=>{let query=this.#params.toString();this.#url.query=
query===""?null:query}})),this.#params}get hash(){return this.#url.fragment===null||this.#url.fragment===""?"":`#${this.#url.fragment}`}set hash(value){let fragment=text(
value);this.#url.fragment=fragment===""?null:"",fragment!==""&&this.#set(fragment.startsWith("#")?fragment.slice(1):fragment,"fragment")}toString(){return this.
href}toJSON(){return this.href}[custom](depth,options,inspect){let name=this.constructor?.name||"URL";if(depth!==null&&depth<0)return`${name} {}`;let shown={};for(let key of[
"href","origin","protocol","username","password","host","hostname","port","pathname","search","searchParams","hash"])shown[key]=this[key];return`${name} ${inspect(
shown,options)}`}};Object.defineProperty(URL.prototype,Symbol.toStringTag,{value:"URL",configurable:!0});for(let name of Object.getOwnPropertyNames(URL.prototype))
name!=="constructor"&&Object.defineProperty(URL.prototype,name,{enumerable:!0});module.exports={URL,URLSearchParams};
