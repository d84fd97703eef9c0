"use strict";module.exports=host=>{let levels={debug:0,log:1,info:1,warn:2,error:3},counts=new Map,timers=new Map,indentation="",format=args=>args.length===1&&typeof args[0]==
"string"?args[0]:require("internal/inspect").format(...args);function write(level,text){host.log(level,(indentation===""?text:indentation+text.replaceAll(`
`,`
${indentation}`)).toWellFormed())}function duration(ms){let two=value=>String(value).padStart(2,"0");if(ms>=36e5){let minutes=Math.floor(ms/6e4);return`${Math.floor(
minutes/60)}:${two(minutes%60)}:${two(Math.round(ms%6e4/1e3))} (h:mm:ss)`}return ms>=6e4?`${Math.floor(ms/6e4)}:${(ms%6e4/1e3).toFixed(3).padStart(6,"0")} (m:ss\
.mmm)`:ms>=1e3?`${(ms/1e3).toFixed(3)}s`:`${Number(ms.toFixed(3))}ms`}function elapsed(label,data){if(!timers.has(label)){console.warn(`Warning: No such label '${label}\
' for console.time()`);return}let text=`${label}: ${duration(host.now()-timers.get(label))}`;write(1,data.length===0?text:format(["%s",text,...data]))}let console={
trace(...args){let stack=new Error().stack.split(`
`).filter(line=>/^\s+at /.test(line)).slice(1).join(`
`),said=args.length===0?"Trace":`Trace: ${format(args)}`;write(3,stack===""?said:`${said}
${stack}`)},dir(value,options){write(1,require("internal/inspect").inspect(value,{customInspect:!1,...options}))},dirxml(...args){console.log(...args)},assert(condition,...args){
condition||(typeof args[0]=="string"?console.warn(`Assertion failed: ${args[0]}`,...args.slice(1)):console.warn("Assertion failed",...args))},clear(){},count(label="\
default"){let name=`${label}`;counts.set(name,(counts.get(name)??0)+1),console.log(`${name}: ${counts.get(name)}`)},countReset(label="default"){counts.delete(`${label}`)||
console.warn(`Warning: Count for '${label}' does not exist`)},group(...args){args.length>0&&console.log(...args),indentation+="  "},groupCollapsed(...args){console.
group(...args)},groupEnd(){indentation=indentation.slice(2)},time(label="default"){let name=`${label}`;timers.has(name)?console.warn(`Warning: Label '${name}' a\
lready exists for console.time()`):timers.set(name,host.now())},timeEnd(label="default"){elapsed(`${label}`,[]),timers.delete(`${label}`)},timeLog(label="defaul\
t",...data){elapsed(`${label}`,data)},table(data,columns){data===null||typeof data!="object"?console.log(data):write(1,require("internal/table").table(data,columns))}};
for(let[name,level]of Object.entries(levels))console[name]=(...args)=>write(level,format(args));return console};
