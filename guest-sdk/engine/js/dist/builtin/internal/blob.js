"use strict";var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,e}};var require_show=__commonJS({"builtin/parts/show.js"(exports2,module2){"use strict";var custom2=Symbol.for("nodejs.util.inspect.custom");function show2(object,fields,depth,options,inspect){
let name=object.constructor?.name||"Object";return depth!==null&&depth<0?`[${name}]`:`${name} ${inspect(fields,{...options,depth:options.depth===null?null:options.
depth-1})}`}module2.exports={custom:custom2,show:show2}}});var{custom,show}=require_show(),bytes=Symbol("bytes");function bytesOf(part){return part instanceof Blob?part[bytes]:ArrayBuffer.isView(part)?new Uint8Array(part.
buffer,part.byteOffset,part.byteLength).slice():/^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(part))?new Uint8Array(part).slice():host.
utf8Encode(`${part}`.toWellFormed())}function joined(parts){let chunks=parts.map(bytesOf),whole=new Uint8Array(chunks.reduce((sum,chunk)=>sum+chunk.length,0)),at=0;
for(let chunk of chunks)whole.set(chunk,at),at+=chunk.length;return whole}var typeOf=type=>type===void 0||/[^\x20-\x7e]/.test(`${type}`)?"":`${type}`.toLowerCase(),
Blob=class Blob{#type;constructor(parts=[],options=void 0){if(parts===null||typeof parts!="object"||typeof parts[Symbol.iterator]!="function")throw new TypeError(
'The "sources" argument must be a sequence');let lines=options?.endings==="native"?part=>typeof part=="string"?part.replace(/\r\n?/g,`
`):part:part=>part;Object.defineProperty(this,bytes,{value:joined(Array.from(parts,lines))}),this.#type=typeOf(options?.type)}get size(){return this[bytes].length}get type(){
return this.#type}slice(start=0,end=this.size,type=""){let at=value=>value<0?Math.max(this.size+value,0):Math.min(value,this.size);return new Blob([this[bytes].
subarray(at(+start),at(+end))],{type})}async text(){return host.utf8Decode(this[bytes],!1)}async arrayBuffer(){return this[bytes].slice().buffer}async bytes(){return this[bytes].
slice()}stream(){return require("internal/streams").fromBytes(this[bytes].slice())}[custom](depth,options,inspect){return show(this,{size:this.size,type:this.type},
depth,options,inspect)}},File=class extends Blob{#name;#lastModified;constructor(parts,name,options=void 0){if(arguments.length<2)throw new TypeError('The "file\
Bits" and "fileName" arguments must be specified');super(parts,options),this.#name=`${name}`,this.#lastModified=options?.lastModified===void 0?host.now():Math.trunc(
+options.lastModified)||0}get name(){return this.#name}get lastModified(){return this.#lastModified}get webkitRelativePath(){return""}[custom](depth,options,inspect){
return show(this,{size:this.size,type:this.type,name:this.name,lastModified:this.lastModified},depth,options,inspect)}};for(let[constructor,name]of[[Blob,"Blob"],
[File,"File"]])Object.defineProperty(constructor.prototype,Symbol.toStringTag,{value:name,configurable:!0});module.exports={Blob,File,joined};
