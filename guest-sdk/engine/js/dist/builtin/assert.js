"use strict";var{coded,invalidArgument,needFunction}=require("internal/errors"),inspect=value=>require("internal/inspect").inspect(value,{depth:1e3,maxArrayLength:1/0,sorted:!0}),
equal=(a,b,strict)=>require("internal/deep-equal").equal(a,b,strict),AssertionError=class extends Error{constructor({message,actual,expected,operator,generatedMessage=message===
void 0,stackStartFn}){super(message===void 0?generated(actual,expected,operator):String(message)),this.code="ERR_ASSERTION",this.generatedMessage=generatedMessage,
this.actual=actual,this.expected=expected,this.operator=operator,Error.captureStackTrace?.(this,stackStartFn)}};Object.defineProperty(AssertionError.prototype,"\
name",{value:"AssertionError",writable:!0,configurable:!0});var lines=(sign,value)=>inspect(value).split(`
`).map(line=>`${sign} ${line}`).join(`
`),primitive=value=>typeof value!="object"&&typeof value!="function";function generated(actual,expected,operator){switch(operator){case"strictEqual":return primitive(
actual)&&primitive(expected)?`Expected values to be strictly equal:

${inspect(actual)} !== ${inspect(expected)}
`:`Expected values to be strictly equal:
+ actual - expected

${lines("+",actual)}
${lines("-",expected)}
`;case"deepStrictEqual":return`Expected values to be strictly deep-equal:
+ actual - expected

${lines("+",actual)}
${lines("-",expected)}
`;case"deepEqual":return`Expected values to be loosely deep-equal:

${inspect(actual)}

should loosely deep-equal

${inspect(expected)}`;case"notStrictEqual":return`Expected "actual" to be strictly unequal to: ${inspect(expected)}`;case"notDeepStrictEqual":return`Expected "a\
ctual" not to be strictly deep-equal to: ${inspect(expected)}`;case"notDeepEqual":return`Expected "actual" not to be loosely deep-equal to: ${inspect(expected)}`;default:
return`${inspect(actual)} ${operator} ${inspect(expected)}`}}function check(holds,actual,expected,message,operator,stackStartFn){if(!holds)throw message instanceof
Error?message:new AssertionError({message,actual,expected,operator,stackStartFn})}function ok(value,message){if(value)return;if(message instanceof Error)throw message;
let text=message??(arguments.length===0?"No value argument passed to `assert.ok()`":"The expression evaluated to a falsy value");throw new AssertionError({message:text,
generatedMessage:message===void 0,actual:value,expected:!0,operator:"==",stackStartFn:ok})}function fail(message="Failed"){throw message instanceof Error?message:
new AssertionError({message,operator:"fail",generatedMessage:arguments.length===0,stackStartFn:fail})}var comparison=(operator,holds)=>{function compare(actual,expected,message){
if(arguments.length<2)throw coded(TypeError,"ERR_MISSING_ARGS",'The "actual" and "expected" arguments must be specified');check(holds(actual,expected),actual,expected,
message,operator,compare)}return Object.defineProperty(compare,"name",{value:operator})};function expectThrown(error,expected,message,operator){if(expected===void 0)
return;if(typeof expected=="function"){if(expected.prototype!==void 0&&error instanceof expected)return;(Error.isPrototypeOf(expected)||expected===Error)&&check(
!1,error,expected,message??`The error is expected to be an instance of "${expected.name}". Received "${error?.constructor?.name??inspect(error)}"

Error message:

${error?.message}`,operator),Reflect.apply(expected,{},[error])!==!0&&check(!1,error,expected,message??`The ${expected.name?`"${expected.name}"`:""} validation \
function is expected to return "true". Received ${inspect(!1)}

Caught error:

${inspect(error)}`,operator);return}if(expected instanceof RegExp){check(expected.test(String(error)),error,expected,message??`The input did not match the regul\
ar expression ${inspect(expected)}. Input:

${inspect(String(error))}
`,operator);return}let keys=Object.keys(expected);expected instanceof Error&&keys.push("name","message");for(let key of keys){let matches=expected[key]instanceof
RegExp&&typeof error?.[key]=="string"?expected[key].test(error[key]):equal(error?.[key],expected[key],!0);check(matches,error,expected,message??generated(error?.[key],
expected[key],"deepStrictEqual"),operator)}}var arranged=(expected,message)=>typeof expected=="string"?[void 0,expected]:[expected,message],absent=(kind,expected,message)=>`\
Missing expected ${kind}${expected?.name?` (${expected.name})`:""}${message?`: ${message}`:"."}`;function throws(fn,...rest){needFunction(fn,"fn");let[expected,
message]=arranged(...rest),thrown;try{fn()}catch(error){thrown={error}}if(thrown===void 0)throw new AssertionError({message:absent("exception",expected,message),
expected,operator:"throws",stackStartFn:throws});expectThrown(thrown.error,expected,message,"throws")}function doesNotThrow(fn,...rest){needFunction(fn,"fn");let[
,message]=arranged(...rest);try{fn()}catch(error){throw new AssertionError({message:`Got unwanted exception${message?`: ${message}`:"."}
Actual message: "${error?.message}"`,actual:error,operator:"doesNotThrow",stackStartFn:doesNotThrow})}}async function settled(promise){let given=typeof promise==
"function"?promise():promise;if(typeof given?.then!="function")throw invalidArgument("promiseFn","of type function or an instance of Promise",promise);return given}
async function rejects(promise,...rest){let[expected,message]=arranged(...rest),thrown;try{await settled(promise)}catch(error){thrown={error}}if(thrown===void 0)
throw new AssertionError({message:absent("rejection",expected,message),expected,operator:"rejects",stackStartFn:rejects});expectThrown(thrown.error,expected,message,
"rejects")}async function doesNotReject(promise,...rest){let[,message]=arranged(...rest);try{await settled(promise)}catch(error){throw new AssertionError({message:`\
Got unwanted rejection${message?`: ${message}`:"."}
Actual message: "${error?.message}"`,actual:error,operator:"doesNotReject",stackStartFn:doesNotReject})}}var pattern=(wanted,operator,sentence)=>(string,regexp,message)=>{
if(!(regexp instanceof RegExp))throw invalidArgument("regexp","an instance of RegExp",regexp);check(typeof string=="string"&&regexp.test(string)===wanted,string,
regexp,message??`${sentence} ${inspect(regexp)}. Input:

${inspect(string)}
`,operator)},assert=Object.assign((value,message)=>ok(value,message),{AssertionError,ok,fail,throws,doesNotThrow,rejects,doesNotReject,equal:comparison("==",(a,b)=>a==
b||a!==a&&b!==b),notEqual:comparison("!=",(a,b)=>a!=b&&!(a!==a&&b!==b)),strictEqual:comparison("strictEqual",Object.is),notStrictEqual:comparison("notStrictEqua\
l",(a,b)=>!Object.is(a,b)),deepEqual:comparison("deepEqual",(a,b)=>equal(a,b,!1)),notDeepEqual:comparison("notDeepEqual",(a,b)=>!equal(a,b,!1)),deepStrictEqual:comparison(
"deepStrictEqual",(a,b)=>equal(a,b,!0)),notDeepStrictEqual:comparison("notDeepStrictEqual",(a,b)=>!equal(a,b,!0)),match:pattern(!0,"match","The input did not ma\
tch the regular expression"),doesNotMatch:pattern(!1,"doesNotMatch","The input was expected to not match the regular expression"),ifError(value){if(value!=null)
throw new AssertionError({message:`ifError got unwanted exception: ${value instanceof Error?value.message:inspect(value)}`,actual:value,expected:null,operator:"\
ifError"})}});assert.strict=Object.assign((value,message)=>ok(value,message),assert,{equal:assert.strictEqual,notEqual:assert.notStrictEqual,deepEqual:assert.deepStrictEqual,
notDeepEqual:assert.notDeepStrictEqual});assert.strict.strict=assert.strict;module.exports=assert;
