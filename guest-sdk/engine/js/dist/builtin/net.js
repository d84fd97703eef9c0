"use strict";var v4=/^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;function isIPv6(value){let text=`${value}`.replace(/%[^\s]+$/,"");if(!text.includes(":")||/[^0-9a-f:.]/i.
test(text))return!1;try{return new(require("internal/url")).URL(`http://[${text}]/`).hostname!==""}catch{return!1}}var isIPv4=value=>v4.test(`${value}`);module.
exports=require("internal/missing").missing("net","an Action has no sockets; fetch, http and https are there.","connect createConnection createServer Server Soc\
ket Stream BlockList SocketAddress",{isIPv4,isIPv6,isIP:value=>isIPv4(value)?4:isIPv6(value)?6:0,getDefaultAutoSelectFamily:()=>!0,setDefaultAutoSelectFamily(){}});
