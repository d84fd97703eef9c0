"use strict";var{missing}=require("internal/missing"),builtinModules=["assert","assert/strict","async_hooks","buffer","child_process","cluster","console","constants","crypto",
"dgram","diagnostics_channel","dns","dns/promises","domain","events","fs","fs/promises","http","http2","https","inspector","module","net","os","path","path/posi\
x","path/win32","perf_hooks","process","punycode","querystring","readline","readline/promises","repl","stream","stream/consumers","stream/promises","stream/web",
"string_decoder","sys","timers","timers/promises","tls","trace_events","tty","url","util","util/types","v8","vm","wasi","worker_threads","zlib"];function Module(id=""){
this.id=id,this.exports={}}module.exports=Object.assign(Module,missing("module","an Action loads modules with the require it is given.","createRequire register \
syncBuiltinESMExports findSourceMap SourceMap"),{Module,builtinModules,isBuiltin:name=>builtinModules.includes(`${name}`.replace(/^node:/,""))});
