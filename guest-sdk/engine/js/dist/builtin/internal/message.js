"use strict";var{Event,EventTarget,attribute}=require("internal/event"),put=Symbol("put"),pair=Symbol("pair"),MessageEvent=class extends Event{#data;#ports;constructor(type,options=void 0){
super(type,options),this.#data=options?.data??null,this.#ports=options?.ports??[]}get data(){return this.#data}get ports(){return this.#ports}get origin(){return""}get lastEventId(){
return""}get source(){return null}},MessagePort=class extends EventTarget{#other;#waiting=[];#started=!1;#closed=!1;[pair](other){this.#other=other}[put](data){
this.#closed||(this.#waiting.push(data),this.#started&&this.#drain())}#drain(){require("timers").setImmediate(()=>{this.#closed||this.#waiting.length===0||(this.
dispatchEvent(new MessageEvent("message",{data:this.#waiting.shift()})),this.#waiting.length>0&&this.#drain())})}postMessage(data,options=void 0){let transfer=Array.
isArray(options)?options:options?.transfer;this.#other?.[put](require("internal/clone").structuredClone(data,{transfer}))}start(){this.#started||(this.#started=
!0,this.#waiting.length>0&&this.#drain())}close(){this.#closed=!0,this.#other=void 0}addEventListener(type,listener,options){super.addEventListener(type,listener,
options),type==="message"&&this.start()}on(type,listener){return this.addEventListener(type,event=>listener(event.data)),this}ref(){}unref(){}};attribute(MessagePort.
prototype,"message");attribute(MessagePort.prototype,"messageerror");var MessageChannel=class{port1=new MessagePort;port2=new MessagePort;constructor(){this.port1[pair](
this.port2),this.port2[pair](this.port1)}};module.exports={MessageChannel,MessageEvent,MessagePort};
