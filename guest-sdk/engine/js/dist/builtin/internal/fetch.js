"use strict";var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,e}};var require_show=__commonJS({"builtin/parts/show.js"(exports2,module2){"use strict";var custom=Symbol.for("nodejs.util.inspect.custom");function show(object,fields,depth,options,inspect){
let name=object.constructor?.name||"Object";return depth!==null&&depth<0?`[${name}]`:`${name} ${inspect(fields,{...options,depth:options.depth===null?null:options.
depth-1})}`}module2.exports={custom,show}}});var require_headers=__commonJS({"builtin/parts/fetch/headers.js"(exports2,module2){"use strict";var{needFunction}=require("internal/errors"),{custom}=require_show(),
byteString=value=>{let text=`${value}`,at=text.search(/[^\x00-\xff]/);if(at!==-1)throw new TypeError(`Cannot convert argument to a ByteString because the charac\
ter at index ${at} has a value of ${text.charCodeAt(at)} which is greater than 255.`);return text},token=/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;function validName(name,method){
let text=byteString(name);if(!token.test(text))throw new TypeError(`Headers.${method}: "${text}" is an invalid header name.`);return text}function validValue(value,method){
let text=byteString(value).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g,"");if(/[\0\r\n]/.test(text))throw new TypeError(`Headers.${method}: "${text}" is an invalid heade\
r value.`);return text}var notInit=()=>new TypeError("Headers constructor: Argument 1 could not be converted to one of: sequence<sequence<ByteString>>, record<B\
yteString, ByteString>."),Headers2=class Headers{#fields=new Map;constructor(init=void 0){if(init!==void 0){if(init===null||typeof init!="object"&&typeof init!=
"function")throw notInit();if(typeof init[Symbol.iterator]=="function")for(let pair of init){if(pair===null||typeof pair!="object"||typeof pair[Symbol.iterator]!=
"function")throw notInit();let[...items]=pair;if(items.length!==2)throw new TypeError(`Headers constructor: expected name/value pair to be length 2, found ${items.
length}.`);this.append(items[0],items[1])}else for(let name of Reflect.ownKeys(init))Object.prototype.propertyIsEnumerable.call(init,name)&&this.append(name,init[name])}}static#need(given,method,least){
if(given<least)throw new TypeError(`Headers.${method}: ${least} argument${least>1?"s":""} required, but only ${given} found.`)}append(name,value){Headers.#need(
arguments.length,"append",2);let key=validName(name,"append"),text=validValue(value,"append"),known=this.#fields.get(key.toLowerCase());known?known.values.push(
text):this.#fields.set(key.toLowerCase(),{name:key,values:[text]})}set(name,value){Headers.#need(arguments.length,"set",2);let key=validName(name,"set");this.#fields.
set(key.toLowerCase(),{name:key,values:[validValue(value,"set")]})}delete(name){Headers.#need(arguments.length,"delete",1),this.#fields.delete(validName(name,"\
delete").toLowerCase())}get(name){return Headers.#need(arguments.length,"get",1),this.#fields.get(validName(name,"get").toLowerCase())?.values.join(", ")??null}has(name){
return Headers.#need(arguments.length,"has",1),this.#fields.has(validName(name,"has").toLowerCase())}getSetCookie(){return[...this.#fields.get("set-cookie")?.values??
[]]}forEach(callback,self=void 0){needFunction(callback,"callback");for(let[name,value]of this)callback.call(self,value,name,this)}*entries(){for(let key of[...this.#fields.
keys()].sort()){let{values}=this.#fields.get(key);if(key==="set-cookie")for(let value of values)yield[key,value];else yield[key,values.join(", ")]}}*keys(){for(let[
name]of this.entries())yield name}*values(){for(let[,value]of this.entries())yield value}[custom](depth,options,inspect){let shown={};for(let{name,values}of this.#fields.
values())shown[name]=values.join(", ");return`Headers ${inspect(shown,{...options,depth:depth??null})}`}};Object.defineProperties(Headers2.prototype,{[Symbol.iterator]:{
value:Headers2.prototype.entries,writable:!0,configurable:!0},[Symbol.toStringTag]:{value:"Headers",configurable:!0}});module2.exports={Headers:Headers2,validName}}});var require_body=__commonJS({"builtin/parts/fetch/body.js"(exports2,module2){"use strict";var put2=Symbol("put"),take2=Symbol("take"),copy=Symbol("copy"),hand=Symbol(
"hand"),copied=value=>new Uint8Array(value.buffer??value,value.byteOffset??0,value.byteLength).slice();function extract(value){if(value==null)return{bytes:null};
if(typeof value=="object"){if(ArrayBuffer.isView(value)||/^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(value)))return{bytes:copied(value)};
switch(value[Symbol.toStringTag]){case"URLSearchParams":return{bytes:host.utf8Encode(`${value}`),type:"application/x-www-form-urlencoded;charset=UTF-8"};case"Fo\
rmData":return require("internal/form-data").encode(value);case"Blob":case"File":return{bytes:require("internal/blob").joined([value]),type:value.type||void 0}}
if(typeof value.getReader=="function"){if(value.locked)throw new TypeError("Response body object should not be disturbed or locked");return{stream:value}}if(typeof value[Symbol.
asyncIterator]=="function")return{stream:require("internal/streams").ReadableStream.from(value)}}return{bytes:host.utf8Encode(`${value}`.toWellFormed()),type:"t\
ext/plain;charset=UTF-8"}}var Body=class{#bytes=null;#stream=null;#used=!1;[put2](extracted){this.#bytes=extracted.bytes??null,this.#stream=extracted.stream??null}get body(){
return this.#bytes!==null&&this.#stream===null&&(this.#stream=require("internal/streams").fromBytes(this.#bytes,()=>{this.#used=!0})),this.#stream}get bodyUsed(){
return this.#used}async[take2](){if(this.#used||this.#stream?.locked)throw new TypeError("Body is unusable: Body has already been read");return this.#bytes===null&&
this.#stream===null?null:(this.#used=!0,this.#bytes!==null?this.#bytes:require("internal/streams").toBytes(this.#stream))}async bytes(){return await this[take2]()??
new Uint8Array(0)}async arrayBuffer(){return(await this.bytes()).buffer}async text(){let bytes=await this.bytes(),text=host.utf8Decode(bytes,!1);return text.startsWith(
"\uFEFF")?text.slice(1):text}async json(){return JSON.parse(await this.text())}async blob(){let type=this.headers.get("content-type")??"";return new(require("internal/blob")).
Blob([await this.bytes()],{type})}async formData(){let type=this.headers.get("content-type")??"";if(/^multipart\/form-data\b/i.test(type)){let[,quoted,plain]=/;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.
exec(type)??[];if(quoted===void 0&&plain===void 0)throw new TypeError("Failed to parse body as FormData.");return require("internal/form-data").decode(await this.
bytes(),quoted??plain)}if(/^application\/x-www-form-urlencoded\b/i.test(type)){let form=new(require("internal/form-data")).FormData;for(let[name,value]of new(require("internal/url")).
URLSearchParams(await this.text()))form.append(name,value);return form}throw new TypeError('Content-Type was not one of "multipart/form-data" or "application/x-\
www-form-urlencoded".')}[copy](name){if(this.#used||this.#stream?.locked)throw new TypeError(`${name}.clone: Body has already been consumed.`);if(this.#bytes!==
null)return{bytes:this.#bytes};if(this.#stream===null)return{bytes:null};let[mine,other]=this.#stream.tee();return this.#stream=mine,{stream:other}}[hand](){let[
bytes,stream]=[this.#bytes,this.#stream];if(bytes!==null||stream!==null){if(this.#used||stream?.locked)throw new TypeError("Cannot construct a Request with a Re\
quest object that has already been used.");this.#used=!0}return{bytes,stream:bytes===null?stream:null}}};module2.exports={Body,extract,put:put2,take:take2,copy,
hand}}});var require_request=__commonJS({"builtin/parts/fetch/request.js"(exports2,module2){"use strict";var{Headers:Headers2}=require_headers(),{Body,extract,put:put2,copy,
hand}=require_body(),{custom,show}=require_show(),normalised=new Set(["DELETE","GET","HEAD","OPTIONS","POST","PUT"]);function methodOf(method){let name=`${method}`;
if(!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name))throw new TypeError(`'${name}' is not a valid HTTP method.`);if(/^(connect|trace|track)$/i.test(name))throw new TypeError(
`'${name}' HTTP method is unsupported.`);return normalised.has(name.toUpperCase())?name.toUpperCase():name}function urlOf(input){let{URL}=require("internal/url"),
url;try{url=new URL(input)}catch(cause){throw new TypeError(`Failed to parse URL from ${input}`,{cause})}if(url.username!==""||url.password!=="")throw new TypeError(
`Request cannot be constructed from a URL that includes credentials: ${input}`);return url.href}var settings={destination:"",referrer:"about:client",referrerPolicy:"",
mode:"cors",credentials:"same-origin",cache:"default",redirect:"follow",integrity:"",keepalive:!1,isReloadNavigation:!1,isHistoryNavigation:!1},Request2=class Request extends Body{#method="\
GET";#url;#headers;#signal;#settings={...settings};constructor(input,init=void 0){super();let from=input instanceof Request?input:void 0;this.#url=from?from.url:
urlOf(input),init?.method!==void 0?this.#method=methodOf(init.method):from&&(this.#method=from.method);for(let name of Object.keys(settings)){let value=init?.[name]??
from?.[name];value!==void 0&&(this.#settings[name]=typeof settings[name]=="boolean"?!!value:`${value}`)}if(!["follow","manual","error"].includes(this.#settings.
redirect))throw new TypeError(`Request constructor: ${this.#settings.redirect} is not an accepted type. Expected one of follow, manual, error.`);this.#headers=new Headers2(
init?.headers??from?.headers),this.#signal=init?.signal===void 0?from?.signal:init.signal??void 0;let given=init?.body!==void 0&&init.body!==null;if(given&&(this.#method===
"GET"||this.#method==="HEAD"))throw new TypeError("Request with GET/HEAD method cannot have body.");let extracted=given?extract(init.body):from?from[hand]():{bytes:null};
if(given&&extracted.stream&&init.duplex===void 0)throw new TypeError("RequestInit: duplex option is required when sending a body.");extracted.type!==void 0&&!this.#headers.
has("content-type")&&this.#headers.append("content-type",extracted.type),this[put2](extracted)}get method(){return this.#method}get url(){return this.#url}get headers(){
return this.#headers}get signal(){return this.#signal??=new(require("internal/abort")).AbortController().signal}get duplex(){return"half"}get destination(){return this.#settings.
destination}get referrer(){return this.#settings.referrer}get referrerPolicy(){return this.#settings.referrerPolicy}get mode(){return this.#settings.mode}get credentials(){
return this.#settings.credentials}get cache(){return this.#settings.cache}get redirect(){return this.#settings.redirect}get integrity(){return this.#settings.integrity}get keepalive(){
return this.#settings.keepalive}get isReloadNavigation(){return this.#settings.isReloadNavigation}get isHistoryNavigation(){return this.#settings.isHistoryNavigation}clone(){
let cloned=new Request(this.#url,{method:this.#method,headers:this.#headers,signal:this.#signal,...this.#settings});return cloned[put2](this[copy]("Request")),
cloned}[custom](depth,options,inspect){let{method,url,headers,signal}=this;return show(this,{method,url,headers,...this.#settings,signal},depth,{...options,depth:3},
inspect)}};Object.defineProperty(Request2.prototype,Symbol.toStringTag,{value:"Request",configurable:!0});module2.exports={Request:Request2,methodOf}}});var require_response=__commonJS({"builtin/parts/fetch/response.js"(exports2,module2){"use strict";var{Headers:Headers2}=require_headers(),{Body,extract,put:put2,
copy}=require_body(),{custom,show}=require_show(),facts2=Symbol("facts"),bodiless2=new Set([101,103,204,205,304]),Response2=class Response extends Body{#status=200;#statusText="";#headers;#facts={
type:"default",url:"",redirected:!1};constructor(body=null,init=void 0){if(super(),init?.status!==void 0&&(this.#status=Math.trunc(+init.status)||0,this.#status<
200||this.#status>599))throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');if(init?.statusText!==void 0&&(this.#statusText=`${init.
statusText}`,/[^\t\x20-\x7e\x80-\xff]/.test(this.#statusText)))throw new TypeError("Invalid statusText");if(this.#headers=new Headers2(init?.headers??void 0),body==
null)return;if(bodiless2.has(this.#status))throw new TypeError(`Response constructor: Invalid response status code ${this.#status}`);let extracted=extract(body);
extracted.type!==void 0&&!this.#headers.has("content-type")&&this.#headers.append("content-type",extracted.type),this[put2](extracted)}[facts2]({status,...known}){
return status!==void 0&&(this.#status=status),this.#facts={...this.#facts,...known},this}get status(){return this.#status}get statusText(){return this.#statusText}get ok(){
return this.#status>=200&&this.#status<=299}get headers(){return this.#headers}get type(){return this.#facts.type}get url(){return this.#facts.url}get redirected(){
return this.#facts.redirected}clone(){let body=this[copy]("Response"),cloned=new Response(null,{statusText:this.#statusText,headers:this.#headers})[facts2]({status:this.#status,
...this.#facts});return cloned[put2](body),cloned}static json(data,init=void 0){let text=JSON.stringify(data);if(text===void 0)throw new TypeError("Value is not\
 JSON serializable");let headers=new Headers2(init?.headers??void 0);return headers.has("content-type")||headers.append("content-type","application/json"),new Response(
text,{...init,status:init?.status,statusText:init?.statusText,headers})}static error(){return new Response()[facts2]({status:0,type:"error"})}static redirect(url,status=302){
let{URL}=require("internal/url"),to;try{to=new URL(`${url}`).href}catch(cause){throw new TypeError(`Failed to parse URL from ${url}`,{cause})}if(![301,302,303,307,
308].includes(+status))throw new RangeError(`Invalid status code ${status}`);return new Response(null,{headers:{location:to},status})}[custom](depth,options,inspect){
let{status,statusText,headers,body,bodyUsed,ok,redirected,type,url}=this;return show(this,{status,statusText,headers,body,bodyUsed,ok,redirected,type,url},depth,
{...options,depth:3},inspect)}};Object.defineProperty(Response2.prototype,Symbol.toStringTag,{value:"Response",configurable:!0});module2.exports={Response:Response2,
facts:facts2,bodiless:bodiless2}}});var{Headers}=require_headers(),{Request}=require_request(),{Response,facts,bodiless}=require_response(),{put,take}=require_body(),reasons=new Map("100 Continue|\
101 Switching Protocols|200 OK|201 Created|202 Accepted|203 Non-Authoritative Information|204 No Content|205 Reset Content|206 Partial Content|207 Multi-Status|\
300 Multiple Choices|301 Moved Permanently|302 Found|303 See Other|304 Not Modified|307 Temporary Redirect|308 Permanent Redirect|400 Bad Request|401 Unauthoriz\
ed|402 Payment Required|403 Forbidden|404 Not Found|405 Method Not Allowed|406 Not Acceptable|407 Proxy Authentication Required|408 Request Timeout|409 Conflict\
|410 Gone|411 Length Required|412 Precondition Failed|413 Payload Too Large|414 URI Too Long|415 Unsupported Media Type|416 Range Not Satisfiable|417 Expectatio\
n Failed|418 I'm a Teapot|421 Misdirected Request|422 Unprocessable Entity|423 Locked|424 Failed Dependency|425 Too Early|426 Upgrade Required|428 Precondition \
Required|429 Too Many Requests|431 Request Header Fields Too Large|451 Unavailable For Legal Reasons|500 Internal Server Error|501 Not Implemented|502 Bad Gatew\
ay|503 Service Unavailable|504 Gateway Timeout|505 HTTP Version Not Supported|507 Insufficient Storage|508 Loop Detected|511 Network Authentication Required".split(
"|").map(line=>[Number(line.slice(0,3)),line.slice(4)]));function failed(cause){return cause instanceof Error&&(cause.message=cause.message.replace(/^fetch failed: /,
"")),new TypeError("fetch failed",{cause})}var ofConnection=new Set(["connection","content-length","keep-alive","transfer-encoding"]);function sent(headers,url){
let{host:host2}=new(require("internal/url")).URL(url);return headers.filter(([name,value])=>{let key=name.toLowerCase();return!ofConnection.has(key)&&!(key==="h\
ost"&&value===host2)})}function decoded(bytes,headers){let coding=headers.get("content-encoding")?.trim().toLowerCase();if(bytes.length===0||!/^(x-)?gzip$|^deflate$/.
test(coding??""))return bytes;let{gunzip,unzlibOrRaw}=require("internal/inflate");return coding==="deflate"?unzlibOrRaw(bytes):gunzip(bytes)}async function exchange(request,bytes,signal){
signal?.throwIfAborted();let text=JSON.stringify({...request,headers:sent(request.headers,request.url),body:bytes!==null}),operation=bytes===null?host.begin("fe\
tch",text):host.begin("fetch",text,bytes),stop,aborted=signal&&new Promise((_,reject)=>{stop=()=>{host.cancel(operation.id),reject(signal.reason)},signal.addEventListener(
"abort",stop,{once:!0})});try{let{text:text2,bytes:body}=await(aborted?Promise.race([operation,aborted]):operation);return{...JSON.parse(text2),body}}catch(error){
throw signal?.aborted?error:failed(error)}finally{stop&&signal.removeEventListener("abort",stop)}}async function fetch(input,init=void 0){let request=new Request(
input,init),{protocol}=new(require("internal/url")).URL(request.url);if(protocol!=="http:"&&protocol!=="https:")throw failed(new Error("unknown scheme"));let headers=new Headers(
request.headers);headers.has("accept")||headers.set("accept","*/*");let{signal}=init??{},watched=signal??(input instanceof Request?input.signal:void 0);watched?.
throwIfAborted();let body=await request[take](),url=request.url.replace(/#.*/,""),answer=await exchange({method:request.method,url,headers:[...headers],redirect:request.
redirect},body,watched);if(request.redirect==="error"&&[301,302,303,307,308].includes(answer.status))throw failed(new Error("unexpected redirect"));let got=new Headers(
answer.headers),response=new Response(null,{headers:got,statusText:reasons.get(answer.status)??""})[facts]({status:answer.status,type:request.mode==="cors"?"bas\
ic":"default",url:answer.url,redirected:answer.url!==url});if(!bodiless.has(answer.status)&&request.method!=="HEAD")try{response[put]({bytes:decoded(answer.body??
new Uint8Array(0),got)})}catch(error){throw failed(error)}return response}module.exports={fetch,Headers,Request,Response,exchange,reasons};
