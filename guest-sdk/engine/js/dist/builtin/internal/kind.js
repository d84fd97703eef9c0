"use strict";var getter=(prototype,name)=>Object.getOwnPropertyDescriptor(prototype,name).get,answers=(method,...args)=>value=>{try{return method.call(value,...args),!0}catch{
return!1}},object=test=>value=>typeof value=="object"&&value!==null&&test(value),tag=value=>Object.prototype.toString.call(value).slice(8,-1),TypedArray=Object.
getPrototypeOf(Uint8Array),typedArrayName=getter(TypedArray.prototype,Symbol.toStringTag),nothing={},isMap=object(answers(getter(Map.prototype,"size"))),isSet=object(
answers(getter(Set.prototype,"size"))),isWeakMap=object(answers(WeakMap.prototype.has,nothing)),isWeakSet=object(answers(WeakSet.prototype.has,nothing)),isDate=object(
answers(Date.prototype.getTime)),isRegExp=object(value=>value!==RegExp.prototype&&answers(getter(RegExp.prototype,"source"))(value)),isArrayBuffer=object(answers(
getter(ArrayBuffer.prototype,"byteLength"))),isSharedArrayBuffer=object(value=>typeof SharedArrayBuffer=="function"&&answers(getter(SharedArrayBuffer.prototype,
"byteLength"))(value)),isDataView=object(value=>ArrayBuffer.isView(value)&&typedArrayName.call(value)===void 0),isNumberObject=object(answers(Number.prototype.valueOf)),
isStringObject=object(answers(String.prototype.valueOf)),isBooleanObject=object(answers(Boolean.prototype.valueOf)),isBigIntObject=object(answers(BigInt.prototype.
valueOf)),isSymbolObject=object(answers(Symbol.prototype.valueOf)),isPromise=object(value=>value instanceof Promise),isNativeError=object(value=>typeof Error.isError==
"function"?Error.isError(value):value instanceof Error||Object.prototype.toString.call(value)==="[object Error]"),isError=object(value=>isNativeError(value)||value instanceof
Error),isArguments=object(value=>!(Symbol.toStringTag in value)&&tag(value)==="Arguments"),AsyncFunction=(async()=>{}).constructor,GeneratorFunction=function*(){}.
constructor,AsyncGeneratorFunction=async function*(){}.constructor,inherits=(...kinds)=>value=>typeof value=="function"&&kinds.some(kind=>kind.prototype.isPrototypeOf(
value));module.exports={isMap,isSet,isWeakMap,isWeakSet,isDate,isRegExp,isArrayBuffer,isSharedArrayBuffer,isDataView,isPromise,isNativeError,isError,isArguments,
isNumberObject,isStringObject,isBooleanObject,isBigIntObject,isSymbolObject,isTypedArray:value=>ArrayBuffer.isView(value)&&typedArrayName.call(value)!==void 0,typedArrayName:value=>typedArrayName.
call(value),isAsyncFunction:inherits(AsyncFunction,AsyncGeneratorFunction),isGeneratorFunction:inherits(GeneratorFunction,AsyncGeneratorFunction),isBoxed:value=>isNumberObject(
value)||isStringObject(value)||isBooleanObject(value)||isBigIntObject(value)||isSymbolObject(value)};
