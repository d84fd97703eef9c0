"use strict";var{coded,invalidArgument,needFunction}=require("internal/errors"),promisified=Symbol.for("nodejs.util.promisify.custom");function promisify(original){needFunction(
original,"original");let custom=original[promisified];if(custom)return needFunction(custom,"util.promisify.custom"),Object.defineProperty(custom,promisified,{value:custom,
configurable:!0});function fn(...args){return new Promise((resolve,reject)=>{Reflect.apply(original,this,[...args,(error,value)=>error?reject(error):resolve(value)])})}
return Object.setPrototypeOf(fn,Object.getPrototypeOf(original)),Object.defineProperty(fn,promisified,{value:fn,configurable:!0}),Object.defineProperties(fn,Object.
getOwnPropertyDescriptors(original))}promisify.custom=promisified;function callbackify(original){needFunction(original,"original");function callbackified(...args){
let callback=args.pop();needFunction(callback,"last argument"),Reflect.apply(original,this,args).then(value=>queueMicrotask(()=>callback.call(this,null,value)),
reason=>queueMicrotask(()=>{let falsy=Object.assign(coded(Error,"ERR_FALSY_VALUE_REJECTION","Promise was rejected with falsy value"),{reason});callback.call(this,
reason||falsy)}))}let descriptors=Object.getOwnPropertyDescriptors(original);return typeof descriptors.length?.value=="number"&&descriptors.length.value++,typeof descriptors.
name?.value=="string"&&(descriptors.name.value+="Callbackified"),Object.defineProperties(callbackified,descriptors)}function inherits(constructor,superConstructor){
if(needFunction(constructor,"ctor"),needFunction(superConstructor,"superCtor"),superConstructor.prototype===void 0)throw invalidArgument("superCtor.prototype","\
of type object",void 0);Object.defineProperty(constructor,"super_",{value:superConstructor,writable:!0,configurable:!0}),Object.setPrototypeOf(constructor.prototype,
superConstructor.prototype)}var warned=new Set;function deprecate(fn,message,code){let told=!1;function deprecated(...args){return told||(told=!0,(code===void 0||
!warned.has(code))&&(warned.add(code),require("process").emitWarning(message,"DeprecationWarning",code))),new.target?Reflect.construct(fn,args,new.target):Reflect.
apply(fn,this,args)}return Object.setPrototypeOf(deprecated,fn),fn.prototype&&(deprecated.prototype=fn.prototype),deprecated}function debuglog(){return Object.assign(
()=>{},{enabled:!1})}var lazily=(module2,name)=>(...args)=>require(module2)[name](...args),inspecting=()=>require("internal/inspect");module.exports={promisify,
callbackify,inherits,deprecate,debuglog,debug:debuglog,format:lazily("internal/inspect","format"),formatWithOptions:lazily("internal/inspect","formatWithOptions"),
stripVTControlCharacters:lazily("internal/inspect","stripVTControlCharacters"),isDeepStrictEqual:(a,b)=>require("internal/deep-equal").equal(a,b,!0),toUSVString:value=>String(
value).toWellFormed(),isArray:Array.isArray,get inspect(){return inspecting().inspect},get types(){return require("util/types")},get TextEncoder(){return require("internal/encoding").
TextEncoder},get TextDecoder(){return require("internal/encoding").TextDecoder},aborted:signal=>new Promise(resolve=>{signal.aborted?resolve():signal.addEventListener(
"abort",()=>resolve(),{once:!0})}),isBoolean:value=>typeof value=="boolean",isBuffer:value=>require("buffer").Buffer.isBuffer(value),isDate:value=>require("util/types").
isDate(value),isError:value=>value instanceof Error||Object.prototype.toString.call(value)==="[object Error]",isFunction:value=>typeof value=="function",isNull:value=>value===
null,isNullOrUndefined:value=>value==null,isNumber:value=>typeof value=="number",isObject:value=>value!==null&&typeof value=="object",isPrimitive:value=>value===
null||typeof value!="object"&&typeof value!="function",isRegExp:value=>require("util/types").isRegExp(value),isString:value=>typeof value=="string",isSymbol:value=>typeof value==
"symbol",isUndefined:value=>value===void 0,_extend:(target,source)=>source===null||typeof source!="object"?target:Object.assign(target,source)};
