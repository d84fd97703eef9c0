"use strict";function coded(Base,code,message){let error=new Base(message);return error.code=code,error}function received(value){if(value==null)return` Received ${value}`;if(typeof value==
"function")return` Received function ${value.name}`;if(typeof value=="object")return value.constructor?.name?` Received an instance of ${value.constructor.name}`:
` Received ${require("internal/inspect").inspect(value,{depth:-1})}`;let shown=require("internal/inspect").inspect(value,{colors:!1});return shown.length>28&&(shown=
`${shown.slice(0,25)}...`),` Received type ${typeof value} (${shown})`}var invalidArgument=(name,expected,value)=>coded(TypeError,"ERR_INVALID_ARG_TYPE",`The "${name}\
" ${name.includes(".")?"property":"argument"} must be ${expected}.${received(value)}`);function needFunction(value,name){if(typeof value!="function")throw invalidArgument(
name,"of type function",value)}module.exports={coded,invalidArgument,needFunction};
