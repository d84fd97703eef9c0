"use strict";var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,e}};var require_http_request=__commonJS({"builtin/parts/http-request.js"(exports2,module2){"use strict";var{Readable,Writable}=require("stream"),{coded}=require("internal/errors"),
token=/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;function validateHeaderName2(name){if(typeof name!="string"||!token.test(name))throw coded(TypeError,"ERR_INVALID_HTTP_TO\
KEN",`Header name must be a valid HTTP token ["${name}"]`)}function validateHeaderValue2(name,value){if(value===void 0)throw coded(TypeError,"ERR_HTTP_INVALID_H\
EADER_VALUE",`Invalid value "undefined" for header "${name}"`);if(/[^\t\x20-\x7e\x80-\xff]/.test(`${value}`))throw coded(TypeError,"ERR_INVALID_CHAR",`Invalid c\
haracter in header content ["${name}"]`)}var single=new Set("age authorization content-length content-type etag expires from host if-modified-since if-unmodifie\
d-since last-modified location max-forwards proxy-authorization referer retry-after server user-agent".split(" ")),Socket=class extends require("events"){constructor(request){
super(),this.destroy=error=>{request.destroy(error)},this.connecting=this.destroyed=!1,this.readable=this.writable=this.encrypted=this.authorized=!0;for(let name of[
"setTimeout","setKeepAlive","setNoDelay","ref","unref","cork","uncork","pause","resume"])this[name]=()=>this}address(){return{}}},IncomingMessage2=class extends Readable{constructor(answer,statusMessage,socket){
super({highWaterMark:65536}),this.statusCode=answer.status,this.statusMessage=statusMessage,this.httpVersion="1.1",this.httpVersionMajor=1,this.httpVersionMinor=
1,this.complete=!1,this.aborted=!1,this.url="",this.method=null,this.socket=this.connection=socket,this.rawHeaders=answer.headers.flat(),this.rawTrailers=[],this.
trailers={},this.headers={};for(let[name,value]of answer.headers){let key=name.toLowerCase();key==="set-cookie"?(this.headers[key]??=[]).push(value):Object.hasOwn(
this.headers,key)?single.has(key)||(this.headers[key]+=`${key==="cookie"?"; ":", "}${value}`):this.headers[key]=value}this.bytes=answer.body}get headersDistinct(){
let distinct={};for(let i=0;i<this.rawHeaders.length;i+=2)(distinct[this.rawHeaders[i].toLowerCase()]??=[]).push(this.rawHeaders[i+1]);return distinct}setTimeout(){
return this}_read(){this.bytes!==null&&this.bytes.length>0&&this.push(require("buffer").Buffer.from(this.bytes.buffer,this.bytes.byteOffset,this.bytes.length)),
this.bytes=null,this.complete=!0,this.push(null)}};function optionsOf(args,defaultProtocol){let{URL,urlToHttpOptions}=require("url"),options={};typeof args[0]==
"string"?options=urlToHttpOptions(new URL(args.shift())):args[0]instanceof URL&&(options=urlToHttpOptions(args.shift())),typeof args[0]=="object"&&args[0]!==null&&
(options={...options,...args.shift()});let protocol=options.protocol??options.agent?.protocol??defaultProtocol;if(protocol!==defaultProtocol)throw coded(TypeError,
"ERR_INVALID_PROTOCOL",`Protocol "${protocol}" not supported. Expected "${defaultProtocol}"`);let path=options.path??"/";if(/[^\x21-\u00ff]/.test(path))throw coded(
TypeError,"ERR_UNESCAPED_CHARACTERS","Request path contains unescaped characters");return[{...options,protocol,path},typeof args[0]=="function"?args[0]:void 0]}
var ClientRequest2=class extends Writable{#headers=new Map;#chunks=[];#controller=new(require("internal/abort")).AbortController;#timer;#closed=!1;constructor(defaultProtocol,args){
super({autoDestroy:!1,emitClose:!1,decodeStrings:!0});let[options,callback]=optionsOf([...args],defaultProtocol),method=options.method===void 0||options.method===
null?"GET":options.method;if(typeof method!="string"||!token.test(method))throw coded(TypeError,"ERR_INVALID_HTTP_TOKEN",`Method must be a valid HTTP token ["${method}\
"]`);if(this.method=method.toUpperCase(),this.path=options.path,this.protocol=options.protocol,this.host=options.hostname??options.host??"localhost",this.port=options.
port??options.defaultPort,this.agent=options.agent,this.res=null,this.socket=this.connection=null,this.aborted=this.reusedSocket=this.headersSent=!1,Array.isArray(
options.headers))for(let i=0;i+1<options.headers.length;i+=2)this.setHeader(options.headers[i],options.headers[i+1]);else for(let name of Object.keys(options.headers??
{}))options.headers[name]!==void 0&&this.setHeader(name,options.headers[name]);options.auth&&!this.hasHeader("authorization")&&this.setHeader("Authorization",`B\
asic ${require("buffer").Buffer.from(options.auth).toString("base64")}`),callback&&this.once("response",callback),options.timeout&&this.setTimeout(options.timeout),
queueMicrotask(()=>{this.socket=this.connection=new Socket(this),this.emit("socket",this.socket)});let{signal}=options;signal?.aborted?queueMicrotask(()=>this.destroy(
abortError(signal))):signal?.addEventListener("abort",()=>this.destroy(abortError(signal)),{once:!0})}setHeader(name,value){validateHeaderName2(name);for(let each of Array.
isArray(value)?value:[value])validateHeaderValue2(name,each);return this.#headers.set(name.toLowerCase(),[name,Array.isArray(value)?value.map(String):value]),this}appendHeader(name,value){
let before=this.getHeader(name);return this.setHeader(name,before===void 0?value:[before,value].flat())}getHeader(name){return this.#headers.get(name.toLowerCase())?.[1]}hasHeader(name){
return this.#headers.has(name.toLowerCase())}removeHeader(name){this.#headers.delete(name.toLowerCase())}getHeaderNames(){return[...this.#headers.keys()]}getRawHeaderNames(){
return[...this.#headers.values()].map(([name])=>name)}getHeaders(){return Object.assign(Object.create(null),Object.fromEntries([...this.#headers].map(([key,[,value]])=>[
key,value])))}flushHeaders(){}setNoDelay(){return this}setSocketKeepAlive(){return this}onSocket(){}setTimeout(ms,callback){let timers=require("timers");return timers.
clearTimeout(this.#timer),callback&&this.once("timeout",callback),ms>0&&(this.#timer=timers.setTimeout(()=>this.emit("timeout"),ms)),this}abort(){this.aborted||
(this.aborted=!0,queueMicrotask(()=>this.emit("abort")),this.destroy())}_write(chunk,_encoding,done){this.#chunks.push(chunk),done()}_final(done){done(),this.destroyed||
this.#send()}_destroy(error,done){this.#controller.abort(),this.res?.destroy(error??void 0),done(error??(this.res===null?Object.assign(coded(Error,"ECONNRESET",
"socket hang up")):null)),queueMicrotask(()=>this.#close())}#close(){this.#closed||(this.#closed=!0,require("timers").clearTimeout(this.#timer),this.emit("close"))}async#send(){
let{exchange,reasons}=require("internal/fetch"),headers=[...this.#headers.values()].flatMap(([name,value])=>Array.isArray(value)?value.map(each=>[name,each]):[[
name,`${value}`]]),port=this.port?`:${this.port}`:"",host=this.host.includes(":")&&!this.host.startsWith("[")?`[${this.host}]`:this.host,body=this.#chunks.length===
0?null:new Uint8Array(require("buffer").Buffer.concat(this.#chunks));this.headersSent=!0;let answer;try{let url=new(require("internal/url")).URL(`${this.protocol}\
//${host}${port}${this.path}`).href;answer=await exchange({method:this.method,url,headers,redirect:"manual"},body,this.#controller.signal)}catch(error){this.destroyed||
this.destroy(error.cause??error);return}if(this.destroyed)return;require("timers").clearTimeout(this.#timer);let response=new IncomingMessage2(answer,reasons.get(
answer.status)??"",this.socket);response.req=this,this.res=response,response.once("close",()=>this.#close()),this.emit("response",response)||response.resume()}};
function abortError(signal){return Object.assign(new Error("The operation was aborted",{cause:signal.reason}),{name:"AbortError",code:"ABORT_ERR"})}module2.exports=
{ClientRequest:ClientRequest2,IncomingMessage:IncomingMessage2,validateHeaderName:validateHeaderName2,validateHeaderValue:validateHeaderValue2}}});var{ClientRequest,IncomingMessage,validateHeaderName,validateHeaderValue}=require_http_request(),{missing}=require("internal/missing"),Agent=class extends require("events"){constructor(options=void 0){
super(),this.options={...options},this.keepAlive=!!options?.keepAlive,this.maxSockets=options?.maxSockets??1/0,this.maxFreeSockets=options?.maxFreeSockets??256,
this.requests={},this.sockets={},this.freeSockets={}}destroy(){}getName({host="localhost",port="",localAddress=""}={}){return`${host}:${port}:${localAddress}`}},
methods="ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH P\
URGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE";function forProtocol(protocol,defaultPort){class ProtocolAgent extends Agent{protocol=protocol;defaultPort=defaultPort}
Object.defineProperty(ProtocolAgent,"name",{value:"Agent"});let request=(...args)=>new ClientRequest(protocol,args);return{...missing(protocol.slice(0,-1),"an A\
ction is called, it does not listen.","createServer Server ServerResponse OutgoingMessage"),request,get(...args){let made=request(...args);return made.end(),made},
Agent:ProtocolAgent,globalAgent:new ProtocolAgent({keepAlive:!0}),ClientRequest,IncomingMessage,validateHeaderName,validateHeaderValue,METHODS:methods.split(" "),
STATUS_CODES:Object.fromEntries(require("internal/fetch").reasons),maxHeaderSize:16384,setMaxIdleHTTPParsers(){}}}module.exports={forProtocol};
