"use strict";var version="22.18.0",started=()=>first??=host.now(),first,mask=18,warned=(warning,type="Warning",code=void 0)=>{let{name="Warning",message}=warning instanceof Error?
warning:{name:typeof type=="object"?type?.type??"Warning":type,message:`${warning}`},id=(typeof type=="object"?type?.code:code)??warning.code;host.log(2,`(node:\
1) ${id===void 0?"":`[${id}] `}${name}: ${message}`.toWellFormed())},refuse=what=>()=>{throw Object.assign(new Error(`process.${what} is not available: an Actio\
n is not a process of its own.`),{code:"ERR_FEATURE_UNAVAILABLE_ON_PLATFORM"})};function hrtime(since=void 0){let ms=host.now(),[seconds,nanoseconds]=[Math.floor(
ms/1e3),Math.round(ms%1e3*1e6)];return since!==void 0&&(seconds-=since[0],nanoseconds-=since[1],nanoseconds<0&&([seconds,nanoseconds]=[seconds-1,nanoseconds+1e9])),
[seconds,nanoseconds]}hrtime.bigint=()=>BigInt(Math.round(host.now()*1e6));var output=level=>({isTTY:!1,writable:!0,columns:80,fd:level===1?1:2,write(chunk,...rest){
host.log(level,String(chunk).replace(/\n$/,"").toWellFormed());let callback=rest.findLast(each=>typeof each=="function");return callback&&queueMicrotask(callback),
!0},end(){},on(){return this},once(){return this},emit(){return!1},removeListener(){return this},hasColors:()=>!1,getColorDepth:()=>1}),quiet={};for(let name of[
"on","once","off","addListener","prependListener","prependOnceListener","removeListener","removeAllListeners","setMaxListeners"])quiet[name]=function(){return this};
var process={title:"node",version:`v${version}`,versions:{node:version,modules:"127"},arch:"x64",platform:"linux",release:{name:"node",lts:"Jod"},argv:["node"],
execArgv:[],execPath:"/usr/bin/node",argv0:"node",env:{},pid:1,ppid:0,exitCode:void 0,config:{target_defaults:{},variables:{}},features:{inspector:!1,debug:!1,uv:!1,
ipv6:!0,tls_alpn:!0,tls_sni:!0,tls_ocsp:!1,tls:!0},allowedNodeEnvironmentFlags:new Set,noDeprecation:!1,...quiet,emit:()=>!1,listeners:()=>[],rawListeners:()=>[],
listenerCount:()=>0,eventNames:()=>[],getMaxListeners:()=>10,nextTick(callback,...args){typeof callback!="function"&&require("internal/errors").needFunction(callback,
"callback"),queueMicrotask(()=>callback(...args))},cwd:()=>"/",chdir:refuse("chdir"),umask:value=>value===void 0?mask:([mask,value]=[value,mask])[1],uptime:()=>(host.
now()-started())/1e3,hrtime,memoryUsage:Object.assign(()=>({rss:0,heapTotal:0,heapUsed:0,external:0,arrayBuffers:0}),{rss:()=>0}),cpuUsage:()=>({user:0,system:0}),
resourceUsage:()=>({}),emitWarning:warned,getuid:()=>1e3,geteuid:()=>1e3,getgid:()=>1e3,getegid:()=>1e3,getgroups:()=>[],getBuiltinModule:name=>require("module").
isBuiltin(name)?require(name.replace(/^node:/,"")):void 0,setUncaughtExceptionCaptureCallback(){},hasUncaughtExceptionCaptureCallback:()=>!1,exit:refuse("exit"),
abort:refuse("abort"),kill:refuse("kill"),binding:refuse("binding"),dlopen:refuse("dlopen"),stdout:output(1),stderr:output(3),stdin:{isTTY:!1,fd:0,on(){return this},
once(){return this},resume(){return this},pause(){return this}}};Object.defineProperty(process,Symbol.toStringTag,{value:"process",configurable:!0});module.exports=
{process};
