"use strict";var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,e}};var require_show=__commonJS({"builtin/parts/show.js"(exports2,module2){"use strict";var custom2=Symbol.for("nodejs.util.inspect.custom");function show2(object,fields,depth,options,inspect){
let name=object.constructor?.name||"Object";return depth!==null&&depth<0?`[${name}]`:`${name} ${inspect(fields,{...options,depth:options.depth===null?null:options.
depth-1})}`}module2.exports={custom:custom2,show:show2}}});var{Event,EventTarget,attribute}=require("internal/event"),{coded}=require("internal/errors"),{custom,show}=require_show(),making=Symbol("making"),abort=Symbol(
"abort"),AbortSignal=class AbortSignal extends EventTarget{#aborted=!1;#reason=void 0;constructor(key){if(key!==making)throw coded(TypeError,"ERR_ILLEGAL_CONST\
RUCTOR","Illegal constructor");super()}get aborted(){return this.#aborted}get reason(){return this.#reason}throwIfAborted(){if(this.#aborted)throw this.#reason}[abort](reason=new DOMException(
"This operation was aborted","AbortError")){this.#aborted||(this.#aborted=!0,this.#reason=reason,this.dispatchEvent(new Event("abort")))}[custom](depth,options,inspect){
return show(this,{aborted:this.aborted},depth,options,inspect)}static abort(reason){let signal=new AbortSignal(making);return signal[abort](reason),signal}static timeout(ms){
let delay=Number(ms);if(!(delay>=0&&delay<=Number.MAX_SAFE_INTEGER))throw coded(RangeError,"ERR_OUT_OF_RANGE",`The value of "delay" is out of range. It must be \
>= 0 && <= 4294967295. Received ${String(ms)}`);let signal=new AbortSignal(making);return require("timers").setTimeout(()=>signal[abort](new DOMException("The \
operation was aborted due to timeout","TimeoutError")),delay).unref(),signal}static any(signals){let all=[...signals],signal=new AbortSignal(making),first=all.
find(each=>each.aborted);if(first)signal[abort](first.reason);else for(let each of all)each.addEventListener("abort",()=>signal[abort](each.reason),{once:!0});return signal}};
attribute(AbortSignal.prototype,"abort");var AbortController=class{#signal=new AbortSignal(making);get signal(){return this.#signal}abort(reason){this.#signal[abort](
reason)}[custom](depth,options,inspect){return show(this,{signal:this.signal},depth,options,inspect)}};for(let[constructor,name]of[[AbortSignal,"AbortSignal"],[
AbortController,"AbortController"]])Object.defineProperty(constructor.prototype,Symbol.toStringTag,{value:name,configurable:!0});module.exports={AbortController,
AbortSignal};
