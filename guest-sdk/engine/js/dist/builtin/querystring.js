"use strict";function escape(value){let text=typeof value=="string"?value:typeof value=="object"?String(value):`${value}`;try{return encodeURIComponent(text)}catch{throw Object.
assign(new URIError("URI malformed"),{code:"ERR_INVALID_URI"})}}function unescapeBuffer(text){let{Buffer}=require("buffer"),bytes=Buffer.from(text),output=[];for(let i=0;i<
bytes.length;i++){let hex=bytes[i]===37?/^[0-9a-f]{2}/i.exec(bytes.latin1Slice(i+1,i+3)):null;output.push(hex?parseInt(hex[0],16):bytes[i]),hex&&(i+=2)}return Buffer.
from(output)}function unescape(text){try{return decodeURIComponent(text)}catch{return unescapeBuffer(text).toString()}}function primitive(value){switch(typeof value){case"\
string":return value;case"number":return Number.isFinite(value)?`${value}`:"";case"bigint":case"boolean":return`${value}`;default:return""}}function stringify(object,separator,equals,options){
let encode=typeof options?.encodeURIComponent=="function"?options.encodeURIComponent:module.exports.escape;return object===null||typeof object!="object"?"":Object.
keys(object).flatMap(key=>{let name=encode(key)+(equals||"=");return Array.isArray(object[key])?object[key].map(value=>name+encode(primitive(value))):[name+encode(
primitive(object[key]))]}).join(separator||"&")}function parse(text,separator,equals,options){let output={__proto__:null};if(typeof text!="string"||text.length===
0)return output;let decode=typeof options?.decodeURIComponent=="function"?options.decodeURIComponent:module.exports.unescape,most=typeof options?.maxKeys=="numb\
er"?options.maxKeys:1e3,mark=equals?`${equals}`:"=",parts=text.split(separator?`${separator}`:"&");most>0&&(parts=parts.slice(0,most));let decoded=part=>{let plain=part.
replaceAll("+"," ");if(!plain.includes("%")&&decode===unescape)return plain;try{return decode(plain)}catch{return unescape(plain)}};for(let part of parts){if(part===
"")continue;let at=part.indexOf(mark),key=decoded(at===-1?part:part.slice(0,at)),value=at===-1?"":decoded(part.slice(at+mark.length));key in output?Array.isArray(
output[key])?output[key].push(value):output[key]=[output[key],value]:output[key]=value}return output}module.exports={escape,unescape,unescapeBuffer,stringify,parse,
encode:stringify,decode:parse};
