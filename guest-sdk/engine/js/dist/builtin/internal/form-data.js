"use strict";var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,e}};var require_show=__commonJS({"builtin/parts/show.js"(exports2,module2){"use strict";var custom2=Symbol.for("nodejs.util.inspect.custom");function show2(object,fields,depth,options,inspect){
let name=object.constructor?.name||"Object";return depth!==null&&depth<0?`[${name}]`:`${name} ${inspect(fields,{...options,depth:options.depth===null?null:options.
depth-1})}`}module2.exports={custom:custom2,show:show2}}});var{Blob,File,joined}=require("internal/blob"),{needFunction}=require("internal/errors"),{custom,show}=require_show(),text=value=>`${value}`.toWellFormed();function entry(name,value,filename){
if(!(value instanceof Blob))return[text(name),text(value)];let file=value instanceof File&&filename===void 0?value:new File([value],filename===void 0?"blob":text(
filename),{type:value.type,lastModified:value.lastModified});return[text(name),file]}function check(given,method,least,value,filename){if(given<least)throw new TypeError(
`FormData.${method}: ${least} argument${least>1?"s":""} required, but only ${given} found.`);if(filename&&!(value instanceof Blob))throw new TypeError(`FormData\
.${method}: Expected value ("${text(value)}") to be an instance of Blob.`)}var FormData=class{#entries=[];constructor(form=void 0){if(form!==void 0)throw new TypeError(
"FormData constructor: Argument 1 could not be converted to: undefined.")}append(name,value,filename=void 0){check(arguments.length,"append",2,value,arguments.length>
2),this.#entries.push(entry(name,value,filename))}set(name,value,filename=void 0){check(arguments.length,"set",2,value,arguments.length>2);let made=entry(name,value,
filename),at=this.#entries.findIndex(([key])=>key===made[0]);at===-1?this.#entries.push(made):this.#entries=this.#entries.map((each,i)=>i===at?made:each).filter(
([key],i)=>i<=at||key!==made[0])}delete(name){check(arguments.length,"delete",1),this.#entries=this.#entries.filter(([key])=>key!==text(name))}get(name){return check(
arguments.length,"get",1),this.#entries.find(([key])=>key===text(name))?.[1]??null}getAll(name){return check(arguments.length,"getAll",1),this.#entries.filter(([
key])=>key===text(name)).map(([,value])=>value)}has(name){return check(arguments.length,"has",1),this.#entries.some(([key])=>key===text(name))}forEach(callback,self=void 0){
needFunction(callback,"callback");for(let[name,value]of this)callback.call(self,value,name,this)}*entries(){for(let[name,value]of this.#entries)yield[name,value]}*keys(){
for(let[name]of this.#entries)yield name}*values(){for(let[,value]of this.#entries)yield value}[custom](depth,options,inspect){let fields={};for(let[name,value]of this.#entries)
Object.hasOwn(fields,name)?fields[name]=Array.isArray(fields[name])?[...fields[name],value]:[fields[name],value]:fields[name]=value;return show(this,fields,depth,
options,inspect)}};Object.defineProperties(FormData.prototype,{[Symbol.iterator]:{value:FormData.prototype.entries,writable:!0,configurable:!0},[Symbol.toStringTag]:{
value:"FormData",configurable:!0}});var escaped=name=>name.replace(/\r?\n|\r/g,"%0D%0A").replaceAll('"',"%22");function encode(form){let boundary=`----formdata-\
undici-0${String(Math.floor(Math.random()*1e11)).padStart(11,"0")}`,parts=[];for(let[name,value]of form){let head=`--${boundary}\r
Content-Disposition: form-data; name="${escaped(name)}"`;typeof value=="string"?parts.push(`${head}\r
\r
${value.replace(/\r?\n|\r/g,`\r
`)}\r
`):parts.push(`${head}; filename="${escaped(value.name)}"\r
Content-Type: ${value.type||"application/octet-stream"}\r
\r
`,value,`\r
`)}return parts.push(`--${boundary}--\r
`),{bytes:joined(parts),type:`multipart/form-data; boundary=${boundary}`}}var unquoted=value=>value.replaceAll("%22",'"').replaceAll("%0D%0A",`\r
`);function decode(bytes,boundary){let{Buffer:Buffer2}=require("buffer"),body=Buffer2.from(bytes.buffer,bytes.byteOffset,bytes.length),malformed=()=>new TypeError(
"Failed to parse body as FormData."),form=new FormData,dash=`--${boundary}`,at=body.indexOf(dash);if(at===-1)throw malformed();for(;;){if(at+=dash.length,body.latin1Slice(
at,at+2)==="--")return form;let head=body.indexOf(`\r
\r
`,at),next=body.indexOf(`\r
${dash}`,head===-1?at:head+2);if(head===-1||next===-1)throw malformed();let headers=body.utf8Slice(at,head),[,name]=/\bname="([^"]*)"/i.exec(headers.replace(/filename\*?="[^"]*"/i,
""))??[];if(name===void 0)throw malformed();let[,filename]=/\bfilename="([^"]*)"/i.exec(headers)??[],content=body.subarray(head+4,Math.max(next,head+4));filename===
void 0?form.append(unquoted(name),content.toString()):form.append(unquoted(name),new File([content],unquoted(filename),{type:/^content-type:\s*(.+?)\s*$/im.exec(
headers)?.[1]??"text/plain"})),at=next+2}}module.exports={FormData,encode,decode};
