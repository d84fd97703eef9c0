"use strict";var AsyncLocalStorage=class{#store;#enabled=!0;static bind(fn){return AsyncResource.bind(fn)}static snapshot(){return(fn,...args)=>fn(...args)}getStore(){return this.#enabled?
this.#store:void 0}enterWith(store){this.#enabled=!0,this.#store=store}disable(){this.#enabled=!1,this.#store=void 0}run(store,callback,...args){let before=this.#store;
this.enterWith(store);let leave=()=>{this.#store=before},result;try{result=callback(...args)}catch(error){throw leave(),error}return result instanceof Promise?result.
then(leave,leave):leave(),result}exit(callback,...args){return this.run(void 0,callback,...args)}},AsyncResource=class AsyncResource{constructor(type){this.type=
type}runInAsyncScope(fn,self,...args){return Reflect.apply(fn,self,args)}emitDestroy(){return this}asyncId(){return 1}triggerAsyncId(){return 0}bind(fn,self){return AsyncResource.
bind(fn,this.type,self)}static bind(fn,_type,self){return self===void 0?function(...args){return Reflect.apply(fn,this,args)}:fn.bind(self)}},hook={enable:()=>hook,
disable:()=>hook};module.exports={AsyncLocalStorage,AsyncResource,createHook:()=>hook,executionAsyncId:()=>1,triggerAsyncId:()=>0,executionAsyncResource:()=>({}),
asyncWrapProviders:{}};
