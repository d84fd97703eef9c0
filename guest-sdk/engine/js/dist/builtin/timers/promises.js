"use strict";var timers=require("timers");function abortError(signal){return Object.assign(new Error("The operation was aborted",{cause:signal.reason}),{name:"AbortError",code:"\
ABORT_ERR"})}function waitFor(start,clear,value,signal){return new Promise((resolve,reject)=>{if(signal?.aborted){reject(abortError(signal));return}let timer=start(
()=>resolve(value));signal?.addEventListener("abort",()=>{clear(timer),reject(abortError(signal))},{once:!0})})}var setTimeout=(delay,value,options)=>waitFor(done=>timers.
setTimeout(done,delay),timers.clearTimeout,value,options?.signal),setImmediate=(value,options)=>waitFor(done=>timers.setImmediate(done),timers.clearImmediate,value,
options?.signal);async function*setInterval(delay,value,options){for(;;)yield await setTimeout(delay,value,options)}module.exports={setTimeout,setImmediate,setInterval,
scheduler:{wait:(delay,options)=>setTimeout(delay,void 0,options),yield:setImmediate}};
