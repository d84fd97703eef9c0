"use strict";var __getOwnPropNames=Object.getOwnPropertyNames;var __commonJS=(cb,mod)=>function(){try{return mod||(0,cb[__getOwnPropNames(cb)[0]])((mod={exports:{}}).exports,mod),mod.exports}catch(e){throw mod=0,e}};var require_algorithms=__commonJS({"builtin/parts/crypto/algorithms.js"(exports2,module2){"use strict";var{Buffer:Buffer2,asBuffer,coded:coded2,isBytes,random,view}=require("internal/crypto-core"),
{bytesOfKey:bytesOfKey2,createPrivateKey,createPublicKey,fromJwk,generatePair,makeSecret,noRsa}=require("internal/keys");function dom2(name,message,cause){let error=new DOMException(
message,name);return cause!==void 0&&Object.defineProperty(error,"cause",{value:cause,configurable:!0,writable:!0}),error}var unrecognized=()=>dom2("NotSupporte\
dError","Unrecognized algorithm name"),unsupportedFormat=(name,format)=>dom2("NotSupportedError",`Unable to import ${name} using ${format} format`),malformed=cause=>dom2(
"DataError","Invalid keyData",cause);function dataOf2(data,place){if(!isBytes(data))throw coded2(TypeError,"ERR_INVALID_ARG_TYPE",`${place} is not instance of A\
rrayBuffer, Buffer, TypedArray, or DataView.`);return view(data).slice()}var argument2=(method,which)=>`Failed to execute '${method}' on 'SubtleCrypto': ${which}\
 argument`,buffer2=bytes=>bytes.byteLength===bytes.buffer.byteLength?bytes.buffer:view(bytes).slice().buffer,hashNames={"SHA-1":"sha1","SHA-256":"sha256","SHA-3\
84":"sha384","SHA-512":"sha512","SHA3-256":"sha3-256","SHA3-384":"sha3-384","SHA3-512":"sha3-512"},canonicalHash=given=>{let name=typeof given=="object"&&given!==
null?given.name:given,found=Object.keys(hashNames).find(each=>each===`${name}`.toUpperCase());if(found===void 0)throw unrecognized();return found},hashOf2=given=>hashNames[canonicalHash(
given)];function numberOf2(value,name){let number=Number(value);if(value===void 0||!Number.isInteger(number)||number<0||number>2**32-1)throw coded2(TypeError,"E\
RR_INVALID_ARG_VALUE",`'${name}' of the algorithm is not a number from 0 to 4294967295`);return number}var asymmetricUsages={public:["verify"],private:["sign"],
secret:void 0};function checkJwk(jwk,kty,{extractable,usages},use){if(typeof jwk!="object"||jwk===null||jwk.kty===void 0||isBytes(jwk))throw malformed();if(jwk.
kty!==kty)throw dom2("DataError",'Invalid JWK "kty" Parameter');if(usages.length>0&&jwk.use!==void 0&&jwk.use!==use)throw dom2("DataError",'Invalid JWK "use" Pa\
rameter');if(Array.isArray(jwk.key_ops)&&usages.some(usage=>!jwk.key_ops.includes(usage)))throw dom2("DataError","Key operations and usage mismatch");if(jwk.ext===
!1&&extractable)throw dom2("DataError",'JWK "ext" Parameter and extractable mismatch')}function checkAlg(jwk,expected){if(jwk.alg!==void 0&&expected!==void 0&&jwk.
alg!==expected)throw dom2("DataError",'JWK "alg" does not match the requested algorithm')}function symmetric({usages,use,alg,lengthOf,generated,secretForever,raw}){
return{usages:{secret:usages},secretForever,import(format,data,algorithm,options){let bytes=data;if(format==="jwk"&&!secretForever){if(checkJwk(data,"oct",options,
use),typeof data.k!="string")throw malformed();bytes=view(Buffer2.from(data.k,"base64url")).slice()}else if(format!=="raw")throw unsupportedFormat(algorithm.name,
format);let details=lengthOf(bytes,algorithm);return format==="jwk"&&checkAlg(data,alg(details)),{key:makeSecret(bytes),details}},export(format,{key,known,usages:given,
extractable}){if(format==="raw")return buffer2(bytesOfKey2(key).slice());if(format!=="jwk")throw dom2("NotSupportedError",`Unable to export ${known.name} using ${format}\
 format`);return{key_ops:given,ext:extractable,alg:alg(known),kty:"oct",k:asBuffer(bytesOfKey2(key)).toString("base64url")}},generate:generated===void 0?void 0:
algorithm=>{let bits=generated(algorithm),bytes=random(bits/8),{length,...more}=lengthOf(bytes,algorithm);return{key:makeSecret(bytes),details:{length,...more}}},
bits:raw??generated}}var aesLength=({length})=>{if(![128,192,256].includes(length))throw dom2("OperationError","Invalid key length");return length},aes=(mode,usages)=>symmetric(
{usages:[...usages,"wrapKey","unwrapKey"],use:"enc",alg:({length})=>`A${length}${mode}`,lengthOf(bytes){if(![16,24,32].includes(bytes.length))throw dom2("DataEr\
ror","Invalid key length");return{length:bytes.length*8}},generated:aesLength}),blockBits={"SHA-1":512,"SHA-256":512,"SHA-384":1024,"SHA-512":1024},hmac=symmetric(
{usages:["sign","verify"],use:"sig",alg:({hash})=>({"SHA-1":"HS1","SHA-256":"HS256","SHA-384":"HS384","SHA-512":"HS512"})[hash.name],lengthOf(bytes,algorithm){let name=canonicalHash(
algorithm.hash);if(blockBits[name]===void 0)throw unrecognized();if(bytes.length===0)throw dom2("DataError","Zero-length key is not supported");return{hash:{name},
length:bytes.length*8}},generated({hash,length}){let bits=length??blockBits[canonicalHash(hash)];if(!Number.isInteger(bits)||bits<=0||bits%8!==0||bits>65536)throw dom2(
"OperationError","Invalid key length");return bits}}),password=symmetric({usages:["deriveKey","deriveBits"],lengthOf:()=>({}),secretForever:!0});function imported(format,data){
try{return format==="spki"?createPublicKey({key:data,format:"der",type:"spki"}):createPrivateKey({key:data,format:"der",type:"pkcs8"})}catch(error){throw malformed(
error)}}function importedJwk(jwk){try{return fromJwk(jwk.d===void 0?"public":"private",jwk)}catch(error){throw malformed(error)}}function exportAsymmetric(format,{
key,known,usages,extractable},alg,raw){let wanted={spki:"public",pkcs8:"private",raw:raw===void 0?"none":"public"}[format];if(format==="jwk")return{key_ops:usages,
ext:extractable,...key.export({format:"jwk"}),...alg===void 0?{}:{alg}};if(wanted===void 0||wanted==="none")throw dom2("NotSupportedError",`Unable to export ${known.
name} using ${format} format`);if(key.type!==wanted)throw dom2("InvalidAccessError",`Unable to export a raw ${known.name} ${key.type} key`.replace("raw ",""));return buffer2(
format==="raw"?raw(key):bytesOfKey2(key).slice())}function rsa(use,usages,alg){return{usages,import(format,data,algorithm,options){let hash={name:canonicalHash(
algorithm.hash)};if(!["spki","pkcs8","jwk"].includes(format))throw unsupportedFormat(algorithm.name,format);format==="jwk"&&(checkJwk(data,"RSA",options,use),checkAlg(
data,alg(hash.name)));let key=format==="jwk"?importedJwk(data):imported(format,data);if(key.asymmetricKeyType!=="rsa")throw dom2("DataError","Invalid key type");
let{modulusLength,publicExponent}=key.asymmetricKeyDetails,digits=publicExponent.toString(16),exponent=Buffer2.from(digits.padStart(digits.length+digits.length%
2,"0"),"hex");return{key,details:{modulusLength,publicExponent:view(exponent).slice(),hash}}},export:(format,slots)=>exportAsymmetric(format,slots,alg(slots.known.
hash.name)),generate(){throw dom2("NotSupportedError",noRsa)}}}var bitsOf=hash=>hash.slice(hash.indexOf("-")+1),nodeCurves={prime256v1:"P-256",secp384r1:"P-384",
secp521r1:"P-521"},lengths={"P-256":32,"P-384":48,"P-521":66},needCurve=name=>{if(!Object.hasOwn(lengths,name))throw dom2("NotSupportedError","Unrecognized name\
dCurve");return name};function fromPoint(curve,bytes){let length=lengths[curve];if(bytes.length!==1+2*length||bytes[0]!==4)throw malformed();let[x,y]=[bytes.subarray(
1,1+length),bytes.subarray(1+length)].map(half=>asBuffer(half).toString("base64url"));return importedJwk({kty:"EC",crv:curve,x,y})}function toPoint(key){let{x,y}=key.
export({format:"jwk"});return Uint8Array.of(4,...Buffer2.from(x,"base64url"),...Buffer2.from(y,"base64url"))}var ecdsa={usages:asymmetricUsages,import(format,data,algorithm,options){
let namedCurve=needCurve(algorithm.namedCurve);if(!["raw","spki","pkcs8","jwk"].includes(format))throw unsupportedFormat("ECDSA",format);if(format==="jwk"&&(checkJwk(
data,"EC",options,"sig"),data.crv!==namedCurve))throw dom2("DataError",'JWK "crv" does not match the requested algorithm');let key=format==="raw"?fromPoint(namedCurve,
data):format==="jwk"?importedJwk(data):imported(format,data);if(key.asymmetricKeyType!=="ec")throw dom2("DataError","Invalid key type");if(nodeCurves[key.asymmetricKeyDetails.
namedCurve]!==namedCurve)throw dom2("DataError","Named curve mismatch");return{key,details:{namedCurve}}},export:(format,slots)=>exportAsymmetric(format,slots,void 0,
toPoint),generate:({namedCurve})=>({pair:generatePair(needCurve(namedCurve)),details:{namedCurve}})},ed25519={usages:asymmetricUsages,import(format,data,algorithm,options){
if(!["raw","spki","pkcs8","jwk"].includes(format))throw unsupportedFormat("Ed25519",format);if(format==="jwk"&&(checkJwk(data,"OKP",options,"sig"),data.crv!=="E\
d25519"))throw dom2("DataError",'JWK "crv" Parameter and algorithm name mismatch');let key=format==="raw"?importedJwk({kty:"OKP",crv:"Ed25519",x:asBuffer(data).
toString("base64url")}):format==="jwk"?importedJwk(data):imported(format,data);if(key.asymmetricKeyType!=="ed25519")throw dom2("DataError","Invalid key type");return{
key,details:{}}},export:(format,slots)=>exportAsymmetric(format,slots,void 0,key=>view(Buffer2.from(key.export({format:"jwk"}).x,"base64url"))),generate:()=>({pair:generatePair(
void 0),details:{}})},crypting=["encrypt","decrypt"],algorithms2={HMAC:hmac,"AES-GCM":aes("GCM",crypting),"AES-CBC":aes("CBC",crypting),"AES-CTR":aes("CTR",crypting),
PBKDF2:password,HKDF:password,"RSASSA-PKCS1-v1_5":rsa("sig",asymmetricUsages,hash=>`RS${bitsOf(hash)}`),"RSA-PSS":rsa("sig",asymmetricUsages,hash=>`PS${bitsOf(hash)}`),
"RSA-OAEP":rsa("enc",{public:["encrypt","wrapKey"],private:["decrypt","unwrapKey"]},hash=>hash==="SHA-1"?"RSA-OAEP":`RSA-OAEP-${bitsOf(hash)}`),ECDSA:ecdsa,Ed25519:ed25519},
possible={digest:Object.keys(hashNames),sign:["HMAC","RSASSA-PKCS1-v1_5","RSA-PSS","ECDSA","Ed25519"],encrypt:["AES-GCM","AES-CBC","AES-CTR","RSA-OAEP"],deriveBits:[
"PBKDF2","HKDF"],importKey:Object.keys(algorithms2)};possible.verify=possible.sign;possible.decrypt=possible.encrypt;possible.generateKey=possible.importKey;function normalized2(given,operation){
let algorithm=typeof given=="string"?{name:given}:given;if(typeof algorithm!="object"||algorithm===null||algorithm.name===void 0)throw coded2(TypeError,"ERR_MIS\
SING_OPTION","'algorithm' needs a 'name'");let wanted=`${algorithm.name}`.toUpperCase(),name=possible[operation].find(each=>each.toUpperCase()===wanted);if(name===
void 0)throw unrecognized();return{...algorithm,name}}module2.exports={algorithms:algorithms2,argument:argument2,buffer:buffer2,dataOf:dataOf2,dom:dom2,hashOf:hashOf2,
normalized:normalized2,numberOf:numberOf2}}});var{base64,coded,operate}=require("internal/crypto-core"),{adopt,bytesOfKey}=require("internal/keys"),{algorithms,argument,buffer,dataOf,dom,hashOf,normalized,numberOf}=require_algorithms(),
making=Symbol("making"),usagesInOrder=["encrypt","decrypt","sign","verify","deriveKey","deriveBits","wrapKey","unwrapKey"],CryptoKey=class{#slots;constructor(key,slots){
if(key!==making)throw coded(TypeError,"ERR_ILLEGAL_CONSTRUCTOR","Illegal constructor");this.#slots=slots,adopt(this,slots.key)}get type(){return this.#slots.key.
type}get extractable(){return this.#slots.extractable}get algorithm(){return this.#slots.algorithm}get usages(){return this.#slots.usages}get[Symbol.toStringTag](){
return"CryptoKey"}static trusted(key){if(typeof key!="object"||key===null||!(#slots in key))throw coded(TypeError,"ERR_INVALID_ARG_TYPE",'The "key" argument mus\
t be an instance of CryptoKey.');return key.#slots}},{trusted}=CryptoKey;delete CryptoKey.trusted;function makeCryptoKey(key,algorithm,extractable,usages){let ordered=usagesInOrder.
filter(usage=>usages.includes(usage)),trustedAlgorithm=Object.freeze({...algorithm});return new CryptoKey(making,{key,algorithm:{...algorithm},known:trustedAlgorithm,
extractable:!!extractable,usages:ordered,may:new Set(ordered)})}var notValid="The requested operation is not valid for the provided key";function sentences(usage){
return usage==="sign"||usage==="verify"?["Key algorithm mismatch",`Unable to use this key to ${usage}`]:usage.startsWith("derive")?["Key algorithm mismatch",`ba\
seKey does not have ${usage} usage`]:[notValid,notValid]}function allowed(key,algorithm,usage){let slots=trusted(key),[mismatch,missing]=sentences(usage);if(slots.
known.name!==algorithm.name)throw dom("InvalidAccessError",mismatch);if(!slots.may.has(usage))throw dom("InvalidAccessError",missing);return slots}function checkUsages(given){
if(!Array.isArray(given))throw coded(TypeError,"ERR_INVALID_ARG_TYPE",'The "keyUsages" argument must be an instance of Array.');for(let usage of given)if(!usagesInOrder.
includes(usage))throw coded(TypeError,"ERR_INVALID_ARG_VALUE",`Value '${usage}' is not a valid KeyUsage`);return given}function needUsages(key,usages,possible){
if(usages.find(usage=>!possible.includes(usage))!==void 0)throw dom("SyntaxError",`Unsupported key usage for an ${key.startsWith("AES")?"AES":key} key`)}function importKey(format,data,given,extractable,usages){
let algorithm=normalized(given,"importKey");checkUsages(usages);let spec=algorithms[algorithm.name],{key,details}=spec.import(format,format==="jwk"?data:dataOf(
data,argument("importKey","2nd")),algorithm,{extractable,usages});if(needUsages(algorithm.name,usages,spec.usages[key.type]),usages.length===0&&key.type!=="publ\
ic")throw dom("SyntaxError","Usages cannot be empty when importing a private key.".replace("private",key.type));if(spec.secretForever&&extractable)throw dom("Sy\
ntaxError",`${algorithm.name} keys are not extractable`);return makeCryptoKey(key,{name:algorithm.name,...details},extractable,usages)}function exportKey(format,key){
let slots=trusted(key);if(!slots.extractable)throw dom("InvalidAccessError","key is not extractable");return algorithms[slots.known.name].export(format,slots)}function generateKey(given,extractable,usages){
let algorithm=normalized(given,"generateKey");checkUsages(usages);let spec=algorithms[algorithm.name];if(spec.generate===void 0)throw dom("NotSupportedError","U\
nrecognized algorithm name");let all=Object.values(spec.usages).flat();needUsages(algorithm.name,usages,all);let secretKind=spec.usages.secret===void 0?"private":
"secret";if(!usages.some(usage=>spec.usages[secretKind].includes(usage)))throw dom("SyntaxError","Usages cannot be empty when creating a key.");let{key,pair,details}=spec.
generate(algorithm),named={name:algorithm.name,...details};return key!==void 0?makeCryptoKey(key,named,extractable,usages):{publicKey:makeCryptoKey(pair.publicKey,
named,!0,usages.filter(usage=>spec.usages.public.includes(usage))),privateKey:makeCryptoKey(pair.privateKey,named,extractable,usages.filter(usage=>spec.usages.private.
includes(usage)))}}var failed=error=>error.name==="Error"&&error.code!==void 0||error.message.startsWith("Unsupported state")||error instanceof RangeError||error instanceof
TypeError;function attempt(work){try{return work()}catch(error){throw error instanceof DOMException||!failed(error)?error:dom("OperationError","The operation fa\
iled for an operation-specific reason",error)}}var keyed=slots=>base64(bytesOfKey(slots.key));function schemeOf(algorithm,{known}){switch(known.name){case"RSASS\
A-PKCS1-v1_5":return{hash:hashOf(known.hash)};case"RSA-PSS":return{hash:hashOf(known.hash),pss:!0,salt:numberOf(algorithm.saltLength,"saltLength")};case"ECDSA":
return{hash:hashOf(algorithm.hash),p1363:!0};default:return{hash:null}}}function sign(given,key,data){let algorithm=normalized(given,"sign"),slots=allowed(key,algorithm,
"sign"),bytes=dataOf(data,argument("sign","3rd"));if(algorithm.name==="HMAC")return buffer(operate("hmac",{hash:hashOf(slots.known.hash),key:keyed(slots)},bytes).
bytes);if(slots.key.type!=="private")throw dom("InvalidAccessError","Unable to use this key to sign");return attempt(()=>buffer(operate("sign",{key:keyed(slots),
...schemeOf(algorithm,slots)},bytes).bytes))}function verify(given,key,signature,data){let algorithm=normalized(given,"verify"),slots=allowed(key,algorithm,"ver\
ify"),[claimed,bytes]=[dataOf(signature,argument("verify","3rd")),dataOf(data,argument("verify","4th"))];if(algorithm.name==="HMAC"){let mac=operate("hmac",{hash:hashOf(
slots.known.hash),key:keyed(slots)},bytes).bytes;return mac.length===claimed.length&&require("internal/random").timingSafeEqual(mac,claimed)}return attempt(()=>operate(
"verify",{key:keyed(slots),signature:base64(claimed),...schemeOf(algorithm,slots)},bytes).text==="true")}function cipher(operation,algorithm,slots,bytes){let decrypt=operation===
"decrypt",key=keyed(slots);if(algorithm.name==="RSA-OAEP"){let label=algorithm.label===void 0?null:base64(dataOf(algorithm.label,"algorithm.label")),wanted=decrypt?
"private":"public";if(slots.key.type!==wanted)throw dom("InvalidAccessError",notValid);return operate(`oaep.${operation}`,{key,hash:hashOf(slots.known.hash),label},
bytes).bytes}if(algorithm.name!=="AES-GCM"){let[mode,name]=algorithm.name==="AES-CBC"?["cbc","iv"]:["ctr","counter"],iv=dataOf(algorithm[name],`algorithm.${name}`);
if(iv.length!==16)throw dom("OperationError",`algorithm.${name} must contain exactly 16 bytes`);return operate("cipher",{mode,key,iv:base64(iv),decrypt,padding:mode===
"cbc"},bytes).bytes}let bits=algorithm.tagLength??128;if(![32,64,96,104,112,120,128].includes(bits))throw dom("OperationError",`${bits} is not a valid AES-GCM t\
ag length`);let ask={key,iv:base64(dataOf(algorithm.iv,"algorithm.iv")),aad:algorithm.additionalData===void 0?"":base64(dataOf(algorithm.additionalData,"algorit\
hm.additionalData"))},tag=bits/8;if(!decrypt)return operate("gcm.seal",ask,bytes).bytes.subarray(0,bytes.length+tag);if(bytes.length<tag)throw dom("OperationErr\
or","The provided data is too small.");let at=bytes.length-tag;return operate("gcm.open",{...ask,tag:base64(bytes.subarray(at))},bytes.subarray(0,at)).bytes}function crypt(operation,usage,given,key,data){
let algorithm=normalized(given,operation),slots=allowed(key,algorithm,usage),bytes=dataOf(data,argument(operation,"3rd"));return attempt(()=>buffer(cipher(operation,
algorithm,slots,bytes)))}function derived(algorithm,slots,bits){if(bits==null)throw dom("OperationError","length cannot be null");if(bits%8!==0)throw dom("Opera\
tionError","length must be a multiple of 8");let length=bits/8,salt=base64(dataOf(algorithm.salt,"algorithm.salt")),hash=hashOf(algorithm.hash);if(algorithm.name===
"HKDF")return operate("hkdf",{hash,salt,info:base64(dataOf(algorithm.info,"algorithm.info")),length},bytesOfKey(slots.key)).bytes;let iterations=numberOf(algorithm.
iterations,"iterations");if(iterations===0)throw dom("OperationError","iterations cannot be zero");return operate("pbkdf2",{hash,salt,iterations,length},bytesOfKey(
slots.key)).bytes}function deriveBits(given,key,length){let algorithm=normalized(given,"deriveBits"),slots=allowed(key,algorithm,"deriveBits");return attempt(()=>buffer(
derived(algorithm,slots,length)))}function deriveKey(given,key,wanted,extractable,usages){let algorithm=normalized(given,"deriveBits"),target=normalized(wanted,
"importKey"),slots=allowed(key,algorithm,"deriveKey"),length=algorithms[target.name].bits?.(target);if(length===void 0)throw dom("NotSupportedError","Unrecogniz\
ed algorithm name");let bits=attempt(()=>derived(algorithm,slots,length));return importKey("raw",bits,wanted,extractable,usages)}function wrapKey(format,key,wrappingKey,given){
let exported=exportKey(format,key),bytes=format==="jwk"?host.utf8Encode(JSON.stringify(exported)):new Uint8Array(exported);return crypt("encrypt","wrapKey",given,
wrappingKey,bytes)}function unwrapKey(format,wrapped,unwrappingKey,given,keyAlgorithm,extractable,usages){let bytes=new Uint8Array(crypt("decrypt","unwrapKey",given,
unwrappingKey,wrapped)),data=bytes;if(format==="jwk")try{data=JSON.parse(host.utf8Decode(bytes,!1))}catch{throw dom("DataError","Invalid wrapped JWK key")}return importKey(
format,data,keyAlgorithm,extractable,usages)}var digest=(given,data)=>buffer(operate("digest",{hash:hashOf(normalized(given,"digest").name)},dataOf(data,argument(
"digest","2nd"))).bytes),SubtleCrypto=class{constructor(key){if(key!==making)throw coded(TypeError,"ERR_ILLEGAL_CONSTRUCTOR","Illegal constructor")}async digest(algorithm,data){
return digest(algorithm,data)}async encrypt(algorithm,key,data){return crypt("encrypt","encrypt",algorithm,key,data)}async decrypt(algorithm,key,data){return crypt(
"decrypt","decrypt",algorithm,key,data)}async sign(algorithm,key,data){return sign(algorithm,key,data)}async verify(algorithm,key,signature,data){return verify(
algorithm,key,signature,data)}async importKey(format,data,algorithm,extractable,usages){return importKey(format,data,algorithm,extractable,usages)}async exportKey(format,key){
return exportKey(format,key)}async generateKey(algorithm,extractable,usages){return generateKey(algorithm,extractable,usages)}async deriveBits(algorithm,key,length=null){
return deriveBits(algorithm,key,length)}async deriveKey(algorithm,key,wanted,extractable,usages){return deriveKey(algorithm,key,wanted,extractable,usages)}async wrapKey(format,key,wrappingKey,algorithm){
return wrapKey(format,key,wrappingKey,algorithm)}async unwrapKey(format,wrapped,key,algorithm,keyAlgorithm,extractable,usages){return unwrapKey(format,wrapped,key,
algorithm,keyAlgorithm,extractable,usages)}get[Symbol.toStringTag](){return"SubtleCrypto"}};module.exports={CryptoKey,SubtleCrypto,subtle:new SubtleCrypto(making)};
