"use strict";var kind=require("internal/kind"),refused=text=>new DOMException(`${text} could not be cloned.`,"DataCloneError"),errors={Error,EvalError,RangeError,ReferenceError,
SyntaxError,TypeError,URIError};function clone(value,seen,transferred){if(typeof value=="symbol")throw refused(String(value));if(typeof value=="function")throw refused(
Function.prototype.toString.call(value));if(typeof value!="object"||value===null)return value;if(seen.has(value))return seen.get(value);let kept=made2=>(seen.set(
value,made2),made2),inner=part=>clone(part,seen,transferred);if(kind.isBoxed(value)){if(kind.isSymbolObject(value))throw refused("#<Symbol>");return kept(Object(
value.valueOf()))}if(kind.isDate(value))return kept(new Date(Date.prototype.getTime.call(value)));if(kind.isRegExp(value))return kept(new RegExp(value.source,value.
flags));if(kind.isArrayBuffer(value))return kept(transferred.has(value)?value.transfer():value.slice(0));if(ArrayBuffer.isView(value)){let buffer=inner(value.buffer),
View=kind.isTypedArray(value)?globalThis[kind.typedArrayName(value)]:DataView;return kept(new View(buffer,value.byteOffset,kind.isTypedArray(value)?value.length:
value.byteLength))}if(kind.isMap(value)){let made2=kept(new Map);for(let[key,held]of[...value])made2.set(inner(key),inner(held));return made2}if(kind.isSet(value)){
let made2=kept(new Set);for(let member of[...value])made2.add(inner(member));return made2}if(kind.isError(value)){let Base=Object.hasOwn(errors,value.name)?errors[value.
name]:Error,made2=kept(Object.create(Base.prototype));return Object.defineProperties(made2,Object.getOwnPropertyDescriptors(new Base(value.message))),typeof value.
stack=="string"&&Object.defineProperty(made2,"stack",{value:value.stack,writable:!0,configurable:!0}),Object.hasOwn(value,"cause")&&Object.defineProperty(made2,
"cause",{value:inner(value.cause),writable:!0,configurable:!0}),made2}if(value[Symbol.toStringTag]==="Blob"||value[Symbol.toStringTag]==="File")return kept(value.
slice(0,value.size,value.type));if(kind.isPromise(value)||kind.isWeakMap(value)||kind.isWeakSet(value)||Object.prototype.toString.call(value)==="[object WeakRef\
]")throw refused(`#<${value.constructor?.name??"Object"}>`);let made=kept(Array.isArray(value)?new Array(value.length):{});for(let key of Object.keys(value))Object.
defineProperty(made,key,{value:inner(value[key]),writable:!0,enumerable:!0,configurable:!0});return made}function structuredClone(value,options=void 0){if(arguments.
length===0)throw Object.assign(new TypeError('The "value" argument must be specified'),{code:"ERR_MISSING_ARGS"});return clone(value,new Map,new Set(options?.transfer??
[]))}module.exports={structuredClone};
