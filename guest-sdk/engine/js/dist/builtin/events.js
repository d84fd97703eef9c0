"use strict";var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,e}};var require_events=__commonJS({"node_modules/events/events.js"(exports2,module2){"use strict";var R=typeof Reflect=="object"?Reflect:null,ReflectApply=R&&typeof R.
apply=="function"?R.apply:function(target,receiver,args){return Function.prototype.apply.call(target,receiver,args)},ReflectOwnKeys;R&&typeof R.ownKeys=="functi\
on"?ReflectOwnKeys=R.ownKeys:Object.getOwnPropertySymbols?ReflectOwnKeys=function(target){return Object.getOwnPropertyNames(target).concat(Object.getOwnPropertySymbols(
target))}:ReflectOwnKeys=function(target){return Object.getOwnPropertyNames(target)};function ProcessEmitWarning(warning){console&&console.warn&&console.warn(warning)}
var NumberIsNaN=Number.isNaN||function(value){return value!==value};function EventEmitter2(){EventEmitter2.init.call(this)}module2.exports=EventEmitter2;module2.
exports.once=once2;EventEmitter2.EventEmitter=EventEmitter2;EventEmitter2.prototype._events=void 0;EventEmitter2.prototype._eventsCount=0;EventEmitter2.prototype.
_maxListeners=void 0;var defaultMaxListeners=10;function checkListener(listener){if(typeof listener!="function")throw new TypeError('The "listener" argument mus\
t be of type Function. Received type '+typeof listener)}Object.defineProperty(EventEmitter2,"defaultMaxListeners",{enumerable:!0,get:function(){return defaultMaxListeners},
set:function(arg){if(typeof arg!="number"||arg<0||NumberIsNaN(arg))throw new RangeError('The value of "defaultMaxListeners" is out of range. It must be a non-ne\
gative number. Received '+arg+".");defaultMaxListeners=arg}});EventEmitter2.init=function(){(this._events===void 0||this._events===Object.getPrototypeOf(this)._events)&&
(this._events=Object.create(null),this._eventsCount=0),this._maxListeners=this._maxListeners||void 0};EventEmitter2.prototype.setMaxListeners=function(n){if(typeof n!=
"number"||n<0||NumberIsNaN(n))throw new RangeError('The value of "n" is out of range. It must be a non-negative number. Received '+n+".");return this._maxListeners=
n,this};function _getMaxListeners(that){return that._maxListeners===void 0?EventEmitter2.defaultMaxListeners:that._maxListeners}EventEmitter2.prototype.getMaxListeners=
function(){return _getMaxListeners(this)};EventEmitter2.prototype.emit=function(type){for(var args=[],i=1;i<arguments.length;i++)args.push(arguments[i]);var doError=type===
"error",events=this._events;if(events!==void 0)doError=doError&&events.error===void 0;else if(!doError)return!1;if(doError){var er;if(args.length>0&&(er=args[0]),
er instanceof Error)throw er;var err=new Error("Unhandled error."+(er?" ("+er.message+")":""));throw err.context=er,err}var handler=events[type];if(handler===void 0)
return!1;if(typeof handler=="function")ReflectApply(handler,this,args);else for(var len=handler.length,listeners=arrayClone(handler,len),i=0;i<len;++i)ReflectApply(
listeners[i],this,args);return!0};function _addListener(target,type,listener,prepend){var m,events,existing;if(checkListener(listener),events=target._events,events===
void 0?(events=target._events=Object.create(null),target._eventsCount=0):(events.newListener!==void 0&&(target.emit("newListener",type,listener.listener?listener.
listener:listener),events=target._events),existing=events[type]),existing===void 0)existing=events[type]=listener,++target._eventsCount;else if(typeof existing==
"function"?existing=events[type]=prepend?[listener,existing]:[existing,listener]:prepend?existing.unshift(listener):existing.push(listener),m=_getMaxListeners(target),
m>0&&existing.length>m&&!existing.warned){existing.warned=!0;var w=new Error("Possible EventEmitter memory leak detected. "+existing.length+" "+String(type)+" l\
isteners added. Use emitter.setMaxListeners() to increase limit");w.name="MaxListenersExceededWarning",w.emitter=target,w.type=type,w.count=existing.length,ProcessEmitWarning(
w)}return target}EventEmitter2.prototype.addListener=function(type,listener){return _addListener(this,type,listener,!1)};EventEmitter2.prototype.on=EventEmitter2.
prototype.addListener;EventEmitter2.prototype.prependListener=function(type,listener){return _addListener(this,type,listener,!0)};function onceWrapper(){if(!this.
fired)return this.target.removeListener(this.type,this.wrapFn),this.fired=!0,arguments.length===0?this.listener.call(this.target):this.listener.apply(this.target,
arguments)}function _onceWrap(target,type,listener){var state={fired:!1,wrapFn:void 0,target,type,listener},wrapped=onceWrapper.bind(state);return wrapped.listener=
listener,state.wrapFn=wrapped,wrapped}EventEmitter2.prototype.once=function(type,listener){return checkListener(listener),this.on(type,_onceWrap(this,type,listener)),
this};EventEmitter2.prototype.prependOnceListener=function(type,listener){return checkListener(listener),this.prependListener(type,_onceWrap(this,type,listener)),
this};EventEmitter2.prototype.removeListener=function(type,listener){var list,events,position,i,originalListener;if(checkListener(listener),events=this._events,
events===void 0)return this;if(list=events[type],list===void 0)return this;if(list===listener||list.listener===listener)--this._eventsCount===0?this._events=Object.
create(null):(delete events[type],events.removeListener&&this.emit("removeListener",type,list.listener||listener));else if(typeof list!="function"){for(position=
-1,i=list.length-1;i>=0;i--)if(list[i]===listener||list[i].listener===listener){originalListener=list[i].listener,position=i;break}if(position<0)return this;position===
0?list.shift():spliceOne(list,position),list.length===1&&(events[type]=list[0]),events.removeListener!==void 0&&this.emit("removeListener",type,originalListener||
listener)}return this};EventEmitter2.prototype.off=EventEmitter2.prototype.removeListener;EventEmitter2.prototype.removeAllListeners=function(type){var listeners,
events,i;if(events=this._events,events===void 0)return this;if(events.removeListener===void 0)return arguments.length===0?(this._events=Object.create(null),this.
_eventsCount=0):events[type]!==void 0&&(--this._eventsCount===0?this._events=Object.create(null):delete events[type]),this;if(arguments.length===0){var keys=Object.
keys(events),key;for(i=0;i<keys.length;++i)key=keys[i],key!=="removeListener"&&this.removeAllListeners(key);return this.removeAllListeners("removeListener"),this.
_events=Object.create(null),this._eventsCount=0,this}if(listeners=events[type],typeof listeners=="function")this.removeListener(type,listeners);else if(listeners!==
void 0)for(i=listeners.length-1;i>=0;i--)this.removeListener(type,listeners[i]);return this};function _listeners(target,type,unwrap){var events=target._events;if(events===
void 0)return[];var evlistener=events[type];return evlistener===void 0?[]:typeof evlistener=="function"?unwrap?[evlistener.listener||evlistener]:[evlistener]:unwrap?
unwrapListeners(evlistener):arrayClone(evlistener,evlistener.length)}EventEmitter2.prototype.listeners=function(type){return _listeners(this,type,!0)};EventEmitter2.
prototype.rawListeners=function(type){return _listeners(this,type,!1)};EventEmitter2.listenerCount=function(emitter,type){return typeof emitter.listenerCount=="\
function"?emitter.listenerCount(type):listenerCount.call(emitter,type)};EventEmitter2.prototype.listenerCount=listenerCount;function listenerCount(type){var events=this.
_events;if(events!==void 0){var evlistener=events[type];if(typeof evlistener=="function")return 1;if(evlistener!==void 0)return evlistener.length}return 0}EventEmitter2.
prototype.eventNames=function(){return this._eventsCount>0?ReflectOwnKeys(this._events):[]};function arrayClone(arr,n){for(var copy=new Array(n),i=0;i<n;++i)copy[i]=
arr[i];return copy}function spliceOne(list,index){for(;index+1<list.length;index++)list[index]=list[index+1];list.pop()}function unwrapListeners(arr){for(var ret=new Array(
arr.length),i=0;i<ret.length;++i)ret[i]=arr[i].listener||arr[i];return ret}function once2(emitter,name){return new Promise(function(resolve,reject){function errorListener(err){
emitter.removeListener(name,resolver),reject(err)}function resolver(){typeof emitter.removeListener=="function"&&emitter.removeListener("error",errorListener),resolve(
[].slice.call(arguments))}eventTargetAgnosticAddListener(emitter,name,resolver,{once:!0}),name!=="error"&&addErrorHandlerIfEventEmitter(emitter,errorListener,{once:!0})})}
function addErrorHandlerIfEventEmitter(emitter,handler,flags){typeof emitter.on=="function"&&eventTargetAgnosticAddListener(emitter,"error",handler,flags)}function eventTargetAgnosticAddListener(emitter,name,listener,flags){
if(typeof emitter.on=="function")flags.once?emitter.once(name,listener):emitter.on(name,listener);else if(typeof emitter.addEventListener=="function")emitter.addEventListener(
name,function wrapListener(arg){flags.once&&emitter.removeEventListener(name,wrapListener),listener(arg)});else throw new TypeError('The "emitter" argument must\
 be of type EventEmitter. Received type '+typeof emitter)}}});var EventEmitter=require_events(),{coded,needFunction}=require("internal/errors"),errorMonitor=Symbol("events.errorMonitor"),emit=EventEmitter.prototype.emit;for(let method of[
"on","addListener","once","prependListener","prependOnceListener","off","removeListener"]){let original=EventEmitter.prototype[method];EventEmitter.prototype[method]=
function(type,listener){return needFunction(listener,"listener"),original.call(this,type,listener)}}EventEmitter.prototype.emit=function(type,...args){if(type===
"error"&&(this.listenerCount(errorMonitor)>0&&emit.call(this,errorMonitor,...args),this.listenerCount("error")===0&&!(args[0]instanceof Error))){let shown=require("internal/inspect").
inspect(args[0]);throw Object.assign(coded(Error,"ERR_UNHANDLED_ERROR",`Unhandled error. (${shown})`),{context:args[0]})}return emit.call(this,type,...args)};function abortError(signal){
return Object.assign(new Error("The operation was aborted",{cause:signal.reason}),{name:"AbortError",code:"ABORT_ERR"})}function once(emitter,name,options=void 0){
let signal=options?.signal;return new Promise((resolve,reject)=>{if(signal?.aborted){reject(abortError(signal));return}let isTarget=typeof emitter.addEventListener==
"function"&&typeof emitter.on!="function",listen=(event,listener)=>isTarget?emitter.addEventListener(event,listener,{once:!0}):emitter.once(event,listener),forget=(event,listener)=>isTarget?
emitter.removeEventListener(event,listener):emitter.removeListener(event,listener),settle=act=>value=>{forget(name,done),forget("error",failed),act(value)},failed=settle(
reject),done=(...args)=>settle(resolve)(args);listen(name,done),name!=="error"&&!isTarget&&listen("error",failed),signal?.addEventListener("abort",()=>settle(reject)(
abortError(signal)),{once:!0})})}function on(emitter,name,options=void 0){let events=[],waiting=[],failure,finished=!1,handler=(...args)=>waiting.length>0?waiting.
shift().resolve({value:args,done:!1}):events.push(args),fail=error=>{waiting.length>0?waiting.shift().reject(error):failure={error},close()};function close(){emitter.
removeListener(name,handler),emitter.removeListener("error",fail),finished=!0;for(let{resolve}of waiting.splice(0))resolve({value:void 0,done:!0});return Promise.
resolve({value:void 0,done:!0})}if(options?.signal?.aborted)throw abortError(options.signal);return options?.signal?.addEventListener("abort",()=>fail(abortError(
options.signal)),{once:!0}),emitter.on(name,handler),name!=="error"&&emitter.on("error",fail),{next(){if(events.length>0)return Promise.resolve({value:events.shift(),
done:!1});if(failure){let{error}=failure;return failure=void 0,Promise.reject(error)}return finished?Promise.resolve({value:void 0,done:!0}):new Promise((resolve,reject)=>waiting.
push({resolve,reject}))},return:close,throw(error){return fail(error),Promise.resolve({value:void 0,done:!0})},[Symbol.asyncIterator](){return this}}}Object.assign(
EventEmitter,{EventEmitter,once,on,errorMonitor,captureRejections:!1,captureRejectionSymbol:Symbol.for("nodejs.rejection"),getEventListeners:(emitter,name)=>emitter.
listeners?.(name)??[],getMaxListeners:emitter=>emitter.getMaxListeners?.()??EventEmitter.defaultMaxListeners,setMaxListeners:(count=EventEmitter.defaultMaxListeners,...emitters)=>emitters.
forEach(emitter=>emitter.setMaxListeners?.(count)),listenerCount:(emitter,name)=>emitter.listenerCount(name),addAbortListener(signal,listener){return signal.aborted?
queueMicrotask(()=>listener()):signal.addEventListener("abort",listener,{once:!0}),{[Symbol.dispose??Symbol.for("Symbol.dispose")]:()=>signal.removeEventListener(
"abort",listener)}}});Object.defineProperty(EventEmitter,"name",{value:"EventEmitter",configurable:!0});module.exports=EventEmitter;
