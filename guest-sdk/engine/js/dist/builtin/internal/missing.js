"use strict";function refusal(module2,name,sentence){return Object.assign(new Error(`${module2}.${name} is not available: ${sentence}`),{code:"ERR_FEATURE_UNAVAILABLE_ON_PLA\
TFORM"})}function missing(module2,sentence,names,more={}){let exports2={};for(let name of names.split(" "))exports2[name]=/^[A-Z]/.test(name)?{[name]:class{constructor(){
throw refusal(module2,name,sentence)}}}[name]:{[name](...args){let callback=args.at(-1);if(module2.endsWith("promises"))return Promise.reject(refusal(module2,name,
sentence));if(typeof callback=="function"&&!name.endsWith("Sync")&&!/^(create|watch)/.test(name)){queueMicrotask(()=>callback(refusal(module2,name,sentence)));return}
throw refusal(module2,name,sentence)}}[name];return Object.assign(exports2,more)}module.exports={missing};
