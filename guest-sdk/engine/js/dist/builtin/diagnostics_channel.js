"use strict";var channels=new Map,Channel=class{#subscribers=[];constructor(name){this.name=name}get hasSubscribers(){return this.#subscribers.length>0}subscribe(subscriber){
this.#subscribers=[...this.#subscribers,subscriber]}unsubscribe(subscriber){let before=this.#subscribers.length;return this.#subscribers=this.#subscribers.filter(
each=>each!==subscriber),this.#subscribers.length<before}publish(message){for(let subscriber of this.#subscribers)subscriber(message,this.name)}bindStore(){}unbindStore(){}runStores(_message,fn,self,...args){
return Reflect.apply(fn,self,args)}};function channel(name){return channels.has(name)||channels.set(name,new Channel(name)),channels.get(name)}var call=(fn,_message,self,...args)=>Reflect.
apply(fn,self,args);module.exports={Channel,channel,hasSubscribers:name=>channels.get(name)?.hasSubscribers??!1,subscribe:(name,subscriber)=>channel(name).subscribe(
subscriber),unsubscribe:(name,subscriber)=>channel(name).unsubscribe(subscriber),tracingChannel:()=>({hasSubscribers:!1,subscribe(){},unsubscribe(){},traceSync:call,
tracePromise:call,traceCallback:(fn,_position,_message,self,...args)=>Reflect.apply(fn,self,args)})};
