"use strict";var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,e}};var require_error=__commonJS({"builtin/parts/inspect/error.js"(exports2,module2){"use strict";function head(error){try{return Error.prototype.toString.call(error)}catch{
return"Error"}}function stackOf(error){let{stack}=error;if(typeof stack!="string")return stack?String(stack):head(error);if(stack!==""&&!/^\s+at /.test(stack))return stack;
let frames=stack.trimEnd();return frames===""?head(error):`${head(error)}
${frames}`}function withClass(stack,constructor,name,prefix){if(constructor!==null&&!(name.endsWith("Error")&&stack.startsWith(name)&&/^($|:|\n)/.test(stack.slice(
name.length))))return stack;let length=name.length;if(constructor===null){let[,found=""]=/^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack)??/^([a-z_A-Z0-9-]*Error)$/.
exec(stack)??[];length=found.length}return name===prefix?stack:prefix.includes(name)?length===0?`${prefix}: ${stack}`:`${prefix}${stack.slice(length)}`:`${prefix}\
 [${name}]${stack.slice(length)}`}function formatError(ctx,error,constructor,prefixFor,keys){let name=error.name==null?"Error":String(error.name),stack=stackOf(
error);if(!ctx.showHidden)for(let key of["name","message","stack"]){let at=keys.indexOf(key);at!==-1&&(typeof error[key]!="string"||stack.includes(error[key]))&&
keys.splice(at,1)}"cause"in error&&!keys.includes("cause")&&keys.push("cause"),Array.isArray(error.errors)&&!keys.includes("errors")&&keys.push("errors");let fallback=/^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.
exec(stack)?.[1]??"Error";stack=withClass(stack,constructor,name,prefixFor(fallback));let message=typeof error.message=="string"&&error.message!==""?stack.indexOf(
error.message):-1;return stack.indexOf(`
    at`,message===-1?0:message+error.message.length)===-1&&(stack=`[${stack}]`),ctx.indentation===0?stack:stack.replaceAll(`
`,`
${" ".repeat(ctx.indentation)}`)}module2.exports={formatError}}});var require_text=__commonJS({"builtin/parts/inspect/text.js"(exports2,module2){"use strict";var named={"\b":"\\b","	":"\\t","\n":"\\n","\f":"\\f","\r":"\\r","\\":"\
\\\\"},unsafe=/[\x00-\x1f'\\\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/,everyUnsafe=new RegExp(unsafe,"g");function escaped(character){
if(named[character])return named[character];if(character==="'")return"\\'";let code=character.charCodeAt(0);return code>255?`\\u${code.toString(16)}`:`\\x${code.
toString(16).toUpperCase().padStart(2,"0")}`}function quote(text2){if(!unsafe.test(text2))return`'${text2}'`;let mark="'";text2.includes("'")&&(text2.includes('\
"')?!text2.includes("`")&&!text2.includes("${")&&(mark="`"):mark='"');let kept=mark==="'"?void 0:"'";return mark+text2.replace(everyUnsafe,character=>character===
kept?character:escaped(character))+mark}var plainKey=/^[a-zA-Z_][a-zA-Z_0-9]*$/;function grouped(digits,fromTheLeft){return digits.replace(fromTheLeft?/\d{3}(?=\d)/g:
/\d(?=(\d{3})+$)/g,"$&_")}function number2(value,separated){if(Object.is(value,-0))return"-0";if(!separated||!Number.isFinite(value))return`${value}`;let[whole,
fraction]=String(value).split(".");return String(value).includes("e")?`${value}`:fraction===void 0?grouped(whole):`${grouped(whole)}.${grouped(fraction,!0)}`}function primitive(ctx,value){
switch(typeof value){case"string":{let trailer="",text2=value;if(text2.length>ctx.maxStringLength){let more=text2.length-ctx.maxStringLength;text2=text2.slice(0,
ctx.maxStringLength),trailer=`... ${more} more character${more>1?"s":""}`}return ctx.compact!==!0&&text2.length>16&&text2.length>ctx.breakLength-ctx.indentation-
4&&text2.includes(`
`)?text2.split(/(?<=\n)/).map(line=>ctx.stylize(quote(line),"string")).join(` +
${" ".repeat(ctx.indentation+2)}`)+trailer:ctx.stylize(quote(text2),"string")+trailer}case"number":return ctx.stylize(number2(value,ctx.numericSeparator),"numbe\
r");case"bigint":return ctx.stylize(`${ctx.numericSeparator?grouped(String(value)):value}n`,"bigint");case"boolean":return ctx.stylize(`${value}`,"boolean");case"\
undefined":return ctx.stylize("undefined","undefined");default:return ctx.stylize(Symbol.prototype.toString.call(value),"symbol")}}var controls=/[\u001B\u009B](?:\[|\(|\?)*[0-9;]*[A-Za-z]/g,
stripColours2=text2=>text2.replace(controls,""),zeroWidth=code=>code<=31||code>=127&&code<=159||code>=768&&code<=879||code>=8203&&code<=8207||code>=8400&&code<=
8447||code>=65024&&code<=65039||code>=65056&&code<=65071||code>=917760&&code<=917999,fullWidth=code=>code>=4352&&(code<=4447||code===9001||code===9002||code>=11904&&
code<=12871&&code!==12351||code>=12880&&code<=19903||code>=19968&&code<=42182||code>=43360&&code<=43388||code>=44032&&code<=55203||code>=63744&&code<=64255||code>=
65040&&code<=65049||code>=65072&&code<=65131||code>=65281&&code<=65376||code>=65504&&code<=65510||code>=110592&&code<=110593||code>=127488&&code<=127569||code>=
127744&&code<=128591||code>=129280&&code<=129535||code>=131072&&code<=262141);function width2(text2,coloured){let plain=coloured?stripColours2(text2):text2;if(/^[\x20-\x7e]*$/.
test(plain))return plain.length;let columns=0;for(let character of plain.normalize("NFC")){let code=character.codePointAt(0);columns+=fullWidth(code)?2:zeroWidth(
code)?0:1}return columns}module2.exports={quote,plainKey,number:number2,primitive,width:width2,stripColours:stripColours2}}});var require_layout=__commonJS({"builtin/parts/inspect/layout.js"(exports2,module2){"use strict";var{width:width2}=require_text();function fits(ctx,entries,start,base){
let total=entries.length+start;if(total+entries.length>ctx.breakLength)return!1;for(let entry of entries)if(total+=ctx.colors?width2(entry,!0):entry.length,total>
ctx.breakLength)return!1;return base===""||!base.includes(`
`)}function columns(ctx,entries,value){let shown=ctx.maxArrayLength<entries.length?entries.length-1:entries.length,separator=2,widths=entries.slice(0,shown).map(
entry=>width2(entry,ctx.colors)),total=widths.reduce((sum,each)=>sum+each+separator,0),widest=widths.reduce((most,each)=>Math.max(most,each),0),cell=widest+separator;
if(cell*3+ctx.indentation>=ctx.breakLength||total/cell<=5&&widest>6)return entries;let biased=Math.max(cell-3-Math.sqrt(cell-total/entries.length),1),count=Math.
min(Math.round(Math.sqrt(2.5*biased*shown)/biased),Math.floor((ctx.breakLength-ctx.indentation)/cell),ctx.compact*4,15);if(count<=1)return entries;let wide=[];for(let column=0;column<
count;column++){let most=0;for(let i=column;i<shown;i+=count)most=Math.max(most,widths[i]);wide.push(most+separator)}let right=!0;if(value!==void 0)for(let i=0;i<
entries.length&&right;i++)right=typeof value[i]=="number"||typeof value[i]=="bigint";let lines=[];for(let from=0;from<shown;from+=count){let last=Math.min(from+
count,shown)-1,line="";for(let i=from;i<last;i++){let padding=wide[i-from]+entries[i].length-widths[i];line+=right?`${entries[i]}, `.padStart(padding):`${entries[i]}\
, `.padEnd(padding)}line+=right?entries[last].padStart(wide[last-from]+entries[last].length-widths[last]-separator):entries[last],lines.push(line)}return shown<
entries.length&&lines.push(entries[shown]),lines}function layout(ctx,entries,base,[open,close],isList,depth,value){let head=base===""?"":`${base} `,indentation=`\

${" ".repeat(ctx.indentation)}`;if(ctx.compact===!0){if(fits(ctx,entries,0,base))return`${open}${base===""?"":` ${base}`} ${entries.join(", ")} ${close}`;let begin=base===
""&&open.length===1?" ":`${base===""?"":` ${base}`}${indentation}  `;return`${open}${begin}${entries.join(`,${indentation}  `)} ${close}`}if(typeof ctx.compact==
"number"&&ctx.compact>=1){let before=entries.length,lines=isList&&before>6?columns(ctx,entries,value):entries;if(ctx.currentDepth-depth<ctx.compact&&before===lines.
length){let start=lines.length+ctx.indentation+open.length+base.length+10;if(fits(ctx,lines,start,base)){let joined=lines.join(", ");if(!joined.includes(`
`))return`${head}${open} ${joined} ${close}`}}return`${head}${open}${indentation}  ${lines.join(`,${indentation}  `)}${indentation}${close}`}return`${head}${open}${indentation}\
  ${entries.join(`,${indentation}  `)}${indentation}${close}`}module2.exports={layout}}});var require_contents=__commonJS({"builtin/parts/inspect/contents.js"(exports2,module2){"use strict";var{quote,plainKey,number:number2,width:width2}=require_text(),
more=(count,what)=>`... ${count} more ${what}${count>1?"s":""}`,limit=(ctx,length)=>Math.min(Math.max(0,ctx.maxArrayLength),length);function property(ctx,format2,value,depth,key,inList){
let descriptor=Object.getOwnPropertyDescriptor(value,key)??{value:value[key],enumerable:!0},gap=" ",text2;if(descriptor.value!==void 0){let indent=ctx.compact!==
!0||inList?2:3;ctx.indentation+=indent,text2=format2(ctx,descriptor.value,depth),indent===3&&ctx.breakLength<width2(text2,ctx.colors)&&(gap=`
${" ".repeat(ctx.indentation)}`),ctx.indentation-=indent}else descriptor.get!==void 0?text2=accessor(ctx,format2,value,depth,descriptor,key):text2=descriptor.set!==
void 0?ctx.stylize("[Setter]","special"):ctx.stylize("undefined","undefined");return`${label(ctx,key,descriptor)}:${gap}${text2}`}function label(ctx,key,{enumerable}){
if(typeof key=="symbol"){let name=`[${ctx.stylize(Symbol.prototype.toString.call(key),"symbol")}]`;return enumerable===!1?`[${name}]`:name}return key==="__proto\
__"?"['__proto__']":enumerable===!1?`[${key.replace(/[\x00-\x1f'\\\x7f-\x9f]/g,character=>quote(character).slice(1,-1))}]`:plainKey.test(key)?ctx.stylize(key,"n\
ame"):ctx.stylize(quote(key),"string")}function accessor(ctx,format2,value,depth,descriptor,key){let kind=descriptor.set!==void 0?"Getter/Setter":"Getter";if(!(ctx.
getters===!0||ctx.getters==="get"&&descriptor.set===void 0||ctx.getters==="set"&&descriptor.set!==void 0))return ctx.stylize(`[${kind}]`,"special");try{let found=descriptor.
get.call(ctx.receiver??value);ctx.indentation+=2;let text2=found===null||typeof found!="object"?`[${kind}: ${format2(ctx,found,depth)}]`:`[${kind}] ${format2(ctx,
found,depth)}`;return ctx.indentation-=2,text2}catch(error){return ctx.stylize(`[${kind}: <Inspection threw (${error?.message})>]`,"special")}}function element(ctx,format2,value,depth,index){
let descriptor=Object.getOwnPropertyDescriptor(value,index);if(descriptor?.get!==void 0||descriptor?.set!==void 0)return property(ctx,format2,value,depth,index,
!0).slice(`'${index}': `.length);ctx.indentation+=2;let text2=format2(ctx,value[index],depth);return ctx.indentation-=2,text2}function array(ctx,format2,value,depth){
let output=[],shown=limit(ctx,value.length),index=0;for(;index<value.length&&output.length<shown;){if(Object.hasOwn(value,index)){output.push(element(ctx,format2,
value,depth,index++));continue}let from=index;for(;index<value.length&&!Object.hasOwn(value,index);)index++;let holes=index-from;output.push(ctx.stylize(`<${holes}\
 empty item${holes>1?"s":""}>`,"undefined"))}return index<value.length&&output.push(more(value.length-index,"item")),output}function typedArray(ctx,value){let shown=limit(
ctx,value.length),big=value.length>0&&typeof value[0]=="bigint",output=[];for(let i=0;i<shown;i++)output.push(big?ctx.stylize(`${value[i]}n`,"bigint"):ctx.stylize(
number2(value[i],ctx.numericSeparator),"number"));return value.length>shown&&output.push(more(value.length-shown,"item")),output}function members(ctx,size,iterator,one){
let output=[],shown=limit(ctx,size);ctx.indentation+=2;for(let member of iterator){if(output.length>=shown)break;output.push(one(member))}return size>shown&&output.
push(more(size-shown,"item")),ctx.indentation-=2,output}var sizeOf=(type,value)=>Object.getOwnPropertyDescriptor(type.prototype,"size").get.call(value),set=(ctx,format2,value,depth)=>members(
ctx,sizeOf(Set,value),Set.prototype.values.call(value),member=>format2(ctx,member,depth)),map=(ctx,format2,value,depth)=>members(ctx,sizeOf(Map,value),Map.prototype.
entries.call(value),([key,held])=>`${format2(ctx,key,depth)} => ${format2(ctx,held,depth)}`);function arrayBuffer(ctx,value){let bytes;try{bytes=new Uint8Array(
value)}catch{return[ctx.stylize("(detached)","special")]}let shown=limit(ctx,bytes.length),text2=Array.from(bytes.subarray(0,shown),byte=>byte.toString(16).padStart(
2,"0")).join(" ");return bytes.length>shown&&(text2+=` ${more(bytes.length-shown,"byte")}`),[`${ctx.stylize("[Uint8Contents]","special")}: <${text2}>`,`[byteLen\
gth]: ${ctx.stylize(`${bytes.length}`,"number")}`]}function dataView(ctx,format2,value,depth){ctx.indentation+=2;let shown=["byteLength","byteOffset","buffer"].
map(key=>`[${key}]: ${format2(ctx,value[key],depth)}`);return ctx.indentation-=2,shown}module2.exports={property,array,typedArray,set,map,arrayBuffer,dataView}}});var require_inspect=__commonJS({"builtin/parts/inspect/index.js"(exports2,module2){"use strict";var kind=require("internal/kind"),{formatError}=require_error(),
{layout}=require_layout(),contents=require_contents(),{primitive,quote,stripColours:stripColours2,width:width2}=require_text(),custom=Symbol.for("nodejs.util.in\
spect.custom"),defaults={showHidden:!1,depth:2,colors:!1,customInspect:!0,showProxy:!1,maxArrayLength:100,maxStringLength:1e4,breakLength:80,compact:3,sorted:!1,
getters:!1,numericSeparator:!1};function inspect2(value,options){let ctx={...defaults,seen:[],indentation:0,currentDepth:0,circular:void 0,budget:{},userOptions:void 0,
stylize:plain};if(typeof options=="boolean")arguments[2]!==void 0&&(ctx.depth=arguments[2]),arguments[3]!==void 0&&(ctx.colors=arguments[3]),ctx.showHidden=options;else if(options)
for(let key of Object.keys(options))Object.hasOwn(defaults,key)||key==="stylize"?ctx[key]=options[key]:ctx.userOptions=options;return ctx.colors&&(ctx.stylize=coloured),
ctx.maxArrayLength??=1/0,ctx.maxStringLength??=1/0,format2(ctx,value,0)}var plain=text2=>text2;function coloured(text2,style){let colour=inspect2.styles[style];
if(colour===void 0||inspect2.colors[colour]===void 0)return text2;let[on,off]=inspect2.colors[colour];return`\x1B[${on}m${text2}\x1B[${off}m`}function format2(ctx,value,depth){
if(typeof value!="object"&&typeof value!="function"||value===null)return value===null?ctx.stylize("null","null"):primitive(ctx,value);if(ctx.customInspect){let own=value[custom];
if(typeof own=="function"&&own!==inspect2&&value.constructor?.prototype!==value){let left=ctx.depth===null?null:ctx.depth-depth,answer=own.call(value,left,given(
ctx),inspect2);if(answer!==value)return(typeof answer=="object"?format2(ctx,answer,depth):`${answer}`).replaceAll(`
`,`
${" ".repeat(ctx.indentation)}`)}}return ctx.seen.includes(value)?(ctx.circular??=new Map,ctx.circular.has(value)||ctx.circular.set(value,ctx.circular.size+1),ctx.
stylize(`[Circular *${ctx.circular.get(value)}]`,"special")):formatObject(ctx,value,depth)}function given(ctx){let options={...ctx.userOptions};for(let key of Object.
keys(defaults))options[key]=ctx[key];return options.stylize=ctx.stylize,options}function constructorName(ctx,object,depth){let at=object,first;for(;at;){let found=Object.
getOwnPropertyDescriptor(at,"constructor");if(typeof found?.value=="function"&&found.value.name!==""&&instance(object,found.value))return String(found.value.name);
at=Object.getPrototypeOf(at),first===void 0&&(first=at)}if(first===null)return null;let shown=typeof object=="function"?"Function":"Object";if(ctx.depth!==null&&
depth>ctx.depth)return`${shown} <Complex prototype>`;let above=constructorName(ctx,first,depth+1);return above===null?`${shown} <${inspect2(first,{...given(ctx),
customInspect:!1,depth:-1,colors:!1})}>`:`${shown} <${above}>`}function instance(object,constructor){try{return object instanceof constructor}catch{return!1}}function prefix(constructor,tag,fallback,size=""){
return constructor===null?`[${fallback}${size}: null prototype] ${tag!==""&&fallback!==tag?`[${tag}] `:""}`:`${constructor}${size} ${tag!==""&&constructor!==tag?
`[${tag}] `:""}`}function keysOf(ctx,value){let symbols=Object.getOwnPropertySymbols(value);return ctx.showHidden?[...Object.getOwnPropertyNames(value),...symbols]:
[...Object.keys(value),...symbols.filter(symbol=>Object.prototype.propertyIsEnumerable.call(value,symbol))]}var index=/^(0|[1-9][0-9]*)$/,otherKeys=(ctx,value)=>keysOf(
ctx,value).filter(key=>typeof key=="symbol"||!index.test(key)||key>=2**32-1);function functionBase(ctx,value,constructor,tag){let source=Function.prototype.toString.
call(value);if(source.startsWith("class")&&source.endsWith("}")){let head=source.slice(5,source.indexOf("{")).replace(/\/\/.*?\n|\/\*[^]*?\*\//g,"");if(!head.includes(
"(")||/^(\s+[^(]*?)\s*extends/.test(head))return classBase(value,constructor,tag)}let type=`${kind.isAsyncFunction(value)?"Async":""}${kind.isGeneratorFunction(
value)?"Generator":""}Function`,base=`[${type}${constructor===null?" (null prototype)":""}`;return base+=value.name===""?" (anonymous)]":`: ${typeof value.name==
"string"?value.name:format2(ctx,value.name,0)}]`,constructor!==type&&constructor!==null&&(base+=` ${constructor}`),tag!==""&&constructor!==tag?`${base} [${tag}]`:
base}function classBase(value,constructor,tag){let base=`class ${Object.hasOwn(value,"name")&&value.name||"(anonymous)"}`;if(constructor!=="Function"&&constructor!==
null&&(base+=` [${constructor}]`),tag!==""&&constructor!==tag&&(base+=` [${tag}]`),constructor===null)return`[${base} extends null]`;let above=Object.getPrototypeOf(
value).name;return above?`[${base} extends ${above}]`:`[${base}]`}function boxedBase(ctx,value,constructor,tag,keys){let[type,held]=kind.isNumberObject(value)?[
"Number",Number.prototype.valueOf.call(value)]:kind.isStringObject(value)?["String",String.prototype.valueOf.call(value)]:kind.isBooleanObject(value)?["Boolean",
Boolean.prototype.valueOf.call(value)]:kind.isBigIntObject(value)?["BigInt",BigInt.prototype.valueOf.call(value)]:["Symbol",Symbol.prototype.valueOf.call(value)];
type==="String"&&keys.splice(0,value.length);let base=`[${type}`;return type!==constructor&&(base+=constructor===null?" (null prototype)":` (${constructor})`),base+=
`: ${primitive({...ctx,stylize:plain,compact:!0},held)}]`,tag!==""&&tag!==constructor&&(base+=` [${tag}]`),keys.length!==0||ctx.stylize===plain?base:ctx.stylize(
base,type.toLowerCase())}var sizeOf=(type,value)=>Object.getOwnPropertyDescriptor(type.prototype,"size").get.call(value);function shapeOf(ctx,value,constructor,tag,depth){
let iterable=Symbol.iterator in value||constructor===null;if(iterable&&Array.isArray(value)){let before=constructor!=="Array"||tag!==""?prefix(constructor,tag,"\
Array",`(${value.length})`):"",keys2=otherKeys(ctx,value);return value.length===0&&keys2.length===0?`${before}[]`:{braces:[`${before}[`,"]"],keys:keys2,isList:!0,
entries:contents.array}}if(iterable&&(kind.isSet(value)||kind.isMap(value))){let[name,entries]=kind.isSet(value)?["Set",contents.set]:["Map",contents.map],size=sizeOf(
name==="Set"?Set:Map,value),before=prefix(constructor,tag,name,`(${size})`),keys2=keysOf(ctx,value);return size===0&&keys2.length===0?`${before}{}`:{braces:[`${before}\
{`,"}"],keys:keys2,entries}}if(iterable&&kind.isTypedArray(value)){let before=prefix(constructor,tag,kind.typedArrayName(value),`(${value.length})`),keys2=otherKeys(
ctx,value);return value.length===0&&keys2.length===0&&!ctx.showHidden?`${before}[]`:{braces:[`${before}[`,"]"],keys:keys2,isList:!0,entries:(_,__,array)=>contents.
typedArray(ctx,array)}}let keys=keysOf(ctx,value),shape=(name,more)=>({braces:[`${prefix(constructor,tag,name)}{`,"}"],keys,...more});if(kind.isArguments(value))
return keys.length===0?"[Arguments] {}":{braces:["[Arguments] {","}"],keys};let finished=(base,style)=>keys.length===0?ctx.stylize(base,style):{base,braces:["{",
"}"],keys},named=(text2,name)=>prefix(constructor,tag,name)===`${name} `?text2:prefix(constructor,tag,name)+text2;if(constructor==="Object"&&!isSpecial(value)){
let before=tag===""?"":prefix(constructor,tag,"Object");return keys.length===0?`${before}{}`:{braces:[`${before}{`,"}"],keys}}if(typeof value=="function")return finished(
functionBase(ctx,value,constructor,tag),"special");if(kind.isRegExp(value)){let text2=named(RegExp.prototype.toString.call(value),"RegExp");return ctx.depth!==null&&
depth>ctx.depth?ctx.stylize(text2,"regexp"):finished(text2,"regexp")}if(kind.isDate(value)){let invalid=Number.isNaN(Date.prototype.getTime.call(value));return finished(
named(invalid?"Invalid Date":Date.prototype.toISOString.call(value),"Date"),"date")}if(kind.isError(value))return finished(formatError(ctx,value,constructor,fallback=>prefix(
constructor,tag,fallback).slice(0,-1),keys),"error");if(kind.isArrayBuffer(value)||kind.isSharedArrayBuffer(value))return shape(kind.isArrayBuffer(value)?"Array\
Buffer":"SharedArrayBuffer",{entries:(_,__,buffer)=>contents.arrayBuffer(ctx,buffer)});if(kind.isDataView(value))return shape("DataView",{entries:contents.dataView});
if(kind.isPromise(value))return shape("Promise",{entries:()=>[ctx.stylize("<pending>","special")]});if(kind.isWeakSet(value))return shape("WeakSet",{entries:()=>[
ctx.stylize("<items unknown>","special")]});if(kind.isWeakMap(value))return shape("WeakMap",{entries:()=>[ctx.stylize("<items unknown>","special")]});if(kind.isBoxed(
value)){let base=boxedBase(ctx,value,constructor,tag,keys);return keys.length===0?base:{base,braces:["{","}"],keys}}return keys.length===0?`${prefix(constructor,
tag,"Object")}{}`:shape("Object")}var isSpecial=value=>Object.prototype.toString.call(value)!=="[object Object]"&&typeof value[Symbol.toStringTag]!="string";function formatObject(ctx,value,depth){
let constructor=constructorName(ctx,value,depth),tag=value[Symbol.toStringTag],own=ctx.showHidden?Object.hasOwn:(object,key)=>Object.prototype.propertyIsEnumerable.
call(object,key);(typeof tag!="string"||tag!==""&&own(value,Symbol.toStringTag))&&(tag="");let shape=shapeOf(ctx,value,constructor,tag,depth);if(typeof shape=="\
string")return shape;if(ctx.depth!==null&&depth>ctx.depth){let name=prefix(constructor,tag,Array.isArray(value)?"Array":"Object").slice(0,-1);return ctx.stylize(
constructor===null?name:`[${name}]`,"special")}let{keys,isList=!1,entries,braces}=shape,{base=""}=shape,inside=depth+1;ctx.seen.push(value),ctx.currentDepth=inside;
let{indentation}=ctx,output;try{output=entries===void 0?[]:entries(ctx,format2,value,inside);for(let key of keys)output.push(contents.property(ctx,format2,value,
inside,key,isList))}catch(error){if(!(error instanceof RangeError))throw error;return ctx.seen.pop(),ctx.indentation=indentation,ctx.stylize(`[${prefix(constructor,
tag,"Object").slice(0,-1)}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`,"special")}if(ctx.circular?.has(value)){let reference=ctx.stylize(
`<ref *${ctx.circular.get(value)}>`,"special");ctx.compact===!0?braces[0]=`${reference} ${braces[0]}`:base=base===""?reference:`${reference} ${base}`}if(ctx.seen.
pop(),ctx.sorted){let order=ctx.sorted===!0?void 0:ctx.sorted;output=isList?[...output.slice(0,output.length-keys.length),...output.slice(output.length-keys.length).
sort(order)]:output.sort(order)}let text2=layout(ctx,output,base,braces,isList,inside,value);return ctx.budget[ctx.indentation]=(ctx.budget[ctx.indentation]??0)+
text2.length,ctx.budget[ctx.indentation]>2**27&&(ctx.depth=-1),text2}inspect2.custom=custom;inspect2.defaultOptions=defaults;inspect2.colors={__proto__:null,reset:[
0,0],bold:[1,22],dim:[2,22],italic:[3,23],underline:[4,24],inverse:[7,27],red:[31,39],green:[32,39],yellow:[33,39],blue:[34,39],magenta:[35,39],cyan:[36,39],white:[
37,39],grey:[90,39],gray:[90,39]};inspect2.styles={__proto__:null,special:"cyan",number:"yellow",bigint:"yellow",boolean:"yellow",undefined:"grey",null:"bold",string:"\
green",symbol:"green",date:"magenta",regexp:"red",module:"underline"};module2.exports={inspect:inspect2,quote,width:width2,stripColours:stripColours2}}});var{inspect,width,stripColours}=require_inspect(),{number}=require_text(),text=value=>typeof value=="bigint"?`${value}n`:typeof value=="symbol"?"NaN":void 0;function saysNothing(value){
if(Object.hasOwn(value,"toString")||Object.hasOwn(value,Symbol.toPrimitive))return!1;let at=value;do if(at=Object.getPrototypeOf(at),at===null)return!0;while(!Object.
hasOwn(at,"toString")&&!Object.hasOwn(at,Symbol.toPrimitive));let{constructor}=at;return typeof constructor=="function"&&/^[A-Z]/.test(constructor.name)&&globalThis[constructor.
name]===constructor}function json(value){try{return String(JSON.stringify(value))}catch(error){if(/circular/i.test(error?.message))return"[Circular]";throw error}}
var directives={s(value){return typeof value=="number"?number(value):typeof value=="bigint"?`${value}n`:typeof value!="object"||value===null||!saysNothing(value)?
String(value):inspect(value,{...this,depth:0,colors:!1,compact:3})},d:value=>text(value)??number(Number(value)),i:value=>text(value)??number(parseInt(value)),f:value=>typeof value==
"symbol"?"NaN":number(parseFloat(value)),j:json,o(value){return inspect(value,{...this,showHidden:!0,showProxy:!0,depth:4})},O(value){return inspect(value,this)},
c:()=>""};function formatWithOptions(options,...args){let[first]=args,next=0,output="";if(typeof first=="string"){if(args.length===1)return first;next=1,output=
first.replace(/%([sdifjoOc%])/g,(whole,directive)=>directive==="%"?"%":next<args.length?directives[directive].call(options,args[next++]):whole)}for(;next<args.length;next++)
next>0&&(output+=" "),output+=typeof args[next]=="string"?args[next]:inspect(args[next],options);return output}var format=(...args)=>formatWithOptions(void 0,...args);
module.exports={inspect,format,formatWithOptions,getStringWidth:value=>width(value,!0),stripVTControlCharacters:value=>stripColours(String(value))};
