"use strict";var kind=require("internal/kind"),keysOf=(value,strict)=>{let keys=Object.keys(value);if(!strict)return keys;for(let symbol of Object.getOwnPropertySymbols(value))
Object.prototype.propertyIsEnumerable.call(value,symbol)&&keys.push(symbol);return keys};function boxed(value){for(let[is,type]of[[kind.isNumberObject,Number],[
kind.isStringObject,String],[kind.isBooleanObject,Boolean],[kind.isBigIntObject,BigInt],[kind.isSymbolObject,Symbol]])if(is(value))return type.prototype.valueOf.
call(value)}var same=(a,b,strict)=>strict?Object.is(a,b):a==b||a!==a&&b!==b;function equal(a,b,strict,seen=[]){if(same(a,b,strict))return!0;if(typeof a!="object"||
typeof b!="object"||a===null||b===null||strict&&Object.getPrototypeOf(a)!==Object.getPrototypeOf(b)||Array.isArray(a)!==Array.isArray(b)||Object.prototype.toString.
call(a)!==Object.prototype.toString.call(b)||Array.isArray(a)&&a.length!==b.length)return!1;for(let is of[kind.isDate,kind.isRegExp,kind.isError,kind.isMap,kind.
isSet,kind.isTypedArray,kind.isBoxed,kind.isArrayBuffer,kind.isDataView])if(is(a)!==is(b))return!1;if(kind.isDate(a)&&!Object.is(a.getTime(),b.getTime())||kind.
isRegExp(a)&&(String(a)!==String(b)||a.lastIndex!==b.lastIndex)||kind.isError(a)&&(a.message!==b.message||a.name!==b.name||!equal(a.cause,b.cause,strict,seen)||
!equal(a.errors,b.errors,strict,seen))||kind.isBoxed(a)&&!Object.is(boxed(a),boxed(b)))return!1;if(ArrayBuffer.isView(a)||kind.isArrayBuffer(a)){if(!bytesEqual(
a,b))return!1;if(kind.isTypedArray(a))return!0}if(kind.isWeakMap(a)||kind.isWeakSet(a)||kind.isPromise(a))return!1;if(seen.some(([left,right])=>left===a&&right===
b))return!0;seen.push([a,b]);let answer=members(a,b,strict,seen);return seen.pop(),answer}function bytesEqual(a,b){let[left,right]=[a,b].map(value=>ArrayBuffer.
isView(value)?new Uint8Array(value.buffer,value.byteOffset,value.byteLength):new Uint8Array(value));return left.length===right.length&&left.every((byte,i)=>byte===
right[i])}function members(a,b,strict,seen){let keys=keysOf(a,strict);if(keys.length!==keysOf(b,strict).length)return!1;for(let key of keys)if(!Object.prototype.
propertyIsEnumerable.call(b,key)||!equal(a[key],b[key],strict,seen))return!1;return kind.isSet(a)?a.size===b.size&&pairs([...a],[...b],(left,right)=>equal(left,
right,strict,seen)):kind.isMap(a)?a.size===b.size&&pairs([...a],[...b],(left,right)=>equal(left[0],right[0],strict,seen)&&equal(left[1],right[1],strict,seen)):!0}
function pairs(left,right,matches){return left.every(one=>{let at=right.findIndex(other=>matches(one,other));return at===-1?!1:(right.splice(at,1),!0)})}module.
exports={equal};
