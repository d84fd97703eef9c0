"use strict";var{needFunction}=require("internal/errors"),waiting=new Map,lastId=0,longest=2**31-1,Timeout=class Timeout{#callback;#args;#delay;#repeat;#due=0;#ref=!0;#operation;#id=++lastId;constructor(callback,delay,args,repeat){
this.#callback=callback,this.#args=args,this.#delay=delay>=1&&delay<=longest?Math.trunc(delay):repeat==="immediate"?0:1,this.#repeat=repeat===!0,this.#start()}#start(){
this.#due=host.now()+this.#delay;let begun=host.begin("timer",String(this.#delay));this.#operation=begun.id,waiting.set(this.#id,this);let{id}=begun;begun.then(
()=>Timeout.#ended(id),error=>{this.#stop(),console.error(error)})}static#ended(operation){let owner;for(let timer of waiting.values())timer.#operation===operation&&
(owner=timer);if(owner===void 0)return;let first=owner;for(let timer of waiting.values())(timer.#due<first.#due||timer.#due===first.#due&&timer.#id<first.#id)&&
(first=timer);owner.#operation=first.#operation,first.#operation=void 0,first.#run()}#run(){waiting.delete(this.#id);try{Reflect.apply(this.#callback,this,this.#args)}catch(error){
console.error("Uncaught",error)}this.#repeat&&!waiting.has(this.#id)&&this.#start()}#stop(){waiting.delete(this.#id)&&this.#operation!==void 0&&host.cancel(this.#operation),
this.#operation=void 0,this.#repeat=!1}ref(){return this.#ref=!0,this}unref(){return this.#ref=!1,this}hasRef(){return this.#ref}refresh(){let repeat=this.#repeat;
return this.#stop(),this.#repeat=repeat,this.#start(),this}close(){return this.#stop(),this}[Symbol.toPrimitive](){return this.#id}[Symbol.dispose??Symbol.for("\
Symbol.dispose")](){this.#stop()}static clear(timer){timer instanceof Timeout?timer.#stop():(typeof timer=="number"||typeof timer=="string")&&waiting.get(Number(
timer))?.#stop()}},Immediate=class extends Timeout{constructor(callback,args){super(callback,0,args,"immediate")}};function setTimeout(callback,delay=1,...args){
return needFunction(callback,"callback"),new Timeout(callback,Number(delay),args,!1)}function setInterval(callback,delay=1,...args){return needFunction(callback,
"callback"),new Timeout(callback,Number(delay),args,!0)}function setImmediate(callback,...args){return needFunction(callback,"callback"),new Immediate(callback,
args)}var clearTimeout=timer=>Timeout.clear(timer),clearInterval=timer=>Timeout.clear(timer),clearImmediate=timer=>Timeout.clear(timer);for(let[fn,name]of[[setTimeout,
"setTimeout"],[setImmediate,"setImmediate"]])Object.defineProperty(fn,Symbol.for("nodejs.util.promisify.custom"),{enumerable:!0,get:()=>require("timers/promises")[name]});
module.exports={setTimeout,setInterval,setImmediate,clearTimeout,clearInterval,clearImmediate,get promises(){return require("timers/promises")}};
