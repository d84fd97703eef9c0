"use strict";async function buffer(stream){let{Buffer}=require("buffer"),chunks=[];for await(let chunk of stream)chunks.push(typeof chunk=="string"?Buffer.from(chunk):chunk);
return Buffer.concat(chunks)}var text=async stream=>(await buffer(stream)).toString();module.exports={buffer,text,arrayBuffer:async stream=>new Uint8Array(await buffer(
stream)).buffer,blob:async stream=>new(require("internal/blob")).Blob([await buffer(stream)]),json:async stream=>JSON.parse(await text(stream))};
