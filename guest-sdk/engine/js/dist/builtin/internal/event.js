"use strict";var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,e}};var require_show=__commonJS({"builtin/parts/show.js"(exports2,module2){"use strict";var custom2=Symbol.for("nodejs.util.inspect.custom");function show2(object,fields,depth,options,inspect){
let name=object.constructor?.name||"Object";return depth!==null&&depth<0?`[${name}]`:`${name} ${inspect(fields,{...options,depth:options.depth===null?null:options.
depth-1})}`}module2.exports={custom:custom2,show:show2}}});var{coded,invalidArgument}=require("internal/errors"),{custom,show}=require_show(),state=Symbol("state"),Event=class Event{#type;#bubbles;#cancelable;#composed;#prevented=!1;#time;static NONE=0;static CAPTURING_PHASE=1;static AT_TARGET=2;static BUBBLING_PHASE=3;[state]={
target:null,dispatching:!1,stopped:!1,stoppedNow:!1,passive:!1,prevented:!1};constructor(type,options=void 0){if(arguments.length===0)throw coded(TypeError,"ERR\
_MISSING_ARGS",'The "type" argument must be specified');this.#type=`${type}`,this.#bubbles=!!options?.bubbles,this.#cancelable=!!options?.cancelable,this.#composed=
!!options?.composed,this.#time=require("internal/performance").performance.now()}get type(){return this.#type}get bubbles(){return this.#bubbles}get cancelable(){
return this.#cancelable}get composed(){return this.#composed}get defaultPrevented(){return this.#cancelable&&this.#prevented}get returnValue(){return!this.defaultPrevented}get timeStamp(){
return this.#time}get target(){return this[state].target}get srcElement(){return this[state].target}get currentTarget(){return this[state].dispatching?this[state].
target:null}get eventPhase(){return this[state].dispatching?Event.AT_TARGET:Event.NONE}get cancelBubble(){return this[state].stopped}set cancelBubble(value){value&&
(this[state].stopped=!0)}get isTrusted(){return!1}composedPath(){return this[state].dispatching?[this[state].target]:[]}preventDefault(){this[state].passive||(this.#prevented=
!0)}stopPropagation(){this[state].stopped=!0}stopImmediatePropagation(){this[state].stopped=this[state].stoppedNow=!0}[custom](depth,options,inspect){return show(
this,{type:this.type,defaultPrevented:this.defaultPrevented,cancelable:this.cancelable,timeStamp:this.timeStamp},depth,options,inspect)}},CustomEvent=class extends Event{#detail;constructor(type,options=void 0){
super(type,options),this.#detail=options?.detail??null}get detail(){return this.#detail}},EventTarget=class{[state]=new Map;addEventListener(type,listener,options=void 0){
if(arguments.length<2)throw coded(TypeError,"ERR_MISSING_ARGS",'The "type" and "listener" arguments must be specified');if(listener==null)return;if(typeof listener!=
"function"&&typeof listener!="object")throw invalidArgument("listener","an instance of EventListener",listener);let{once=!1,passive=!1,signal,capture=!1}=typeof options==
"object"&&options!==null?options:{capture:!!options};if(signal?.aborted)return;let name=`${type}`,listeners=this[state].get(name)??[];listeners.some(other=>other.
listener===listener&&other.capture===!!capture)||(this[state].set(name,[...listeners,{listener,once:!!once,passive:!!passive,capture:!!capture,removed:!1}]),signal?.
addEventListener("abort",()=>this.removeEventListener(name,listener,options),{once:!0}))}removeEventListener(type,listener,options=void 0){let capture=!!(typeof options==
"object"&&options!==null?options.capture:options),listeners=this[state].get(`${type}`)??[],found=listeners.find(other=>other.listener===listener&&other.capture===
capture);found!==void 0&&(found.removed=!0,this[state].set(`${type}`,listeners.filter(other=>other!==found)))}dispatchEvent(event){if(!(event instanceof Event))
throw invalidArgument("event","an instance of Event",event);let dispatch=event[state];if(dispatch.dispatching)throw coded(Error,"ERR_EVENT_RECURSION",`The event\
 "${event.type}" is already being dispatched`);dispatch.target=this,dispatch.dispatching=!0;for(let entry of this[state].get(event.type)??[])if(!entry.removed){
entry.once&&this.removeEventListener(event.type,entry.listener,entry.capture),dispatch.passive=entry.passive;try{let{listener}=entry,answer=typeof listener=="fu\
nction"?listener.call(this,event):listener.handleEvent(event);answer instanceof Promise&&answer.then(void 0,report)}catch(error){report(error)}if(dispatch.stoppedNow)
break}return dispatch.dispatching=!1,dispatch.passive=!1,!event.defaultPrevented}[custom](depth,options,inspect){return show(this,{},depth,options,inspect)}};function report(error){
console.error(error)}function attribute(prototype,type){let handlers=new WeakMap;Object.defineProperty(prototype,`on${type}`,{configurable:!0,enumerable:!0,get(){
return handlers.get(this)?.handler??null},set(handler){let known=handlers.get(this);if(known&&this.removeEventListener(type,known.listener),handlers.delete(this),
typeof handler!="function")return;let listener=event=>handler.call(this,event);handlers.set(this,{handler,listener}),this.addEventListener(type,listener)}})}for(let[
constructor,name]of[[Event,"Event"],[CustomEvent,"CustomEvent"],[EventTarget,"EventTarget"]])Object.defineProperty(constructor.prototype,Symbol.toStringTag,{value:name,
configurable:!0});module.exports={Event,CustomEvent,EventTarget,attribute};
