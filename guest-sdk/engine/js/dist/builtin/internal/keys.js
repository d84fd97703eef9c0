"use strict";var{asBuffer,bytesOf,coded,invalidArgument,isBytes,later,needInteger,operate,random,view}=require("internal/crypto-core"),slots=new WeakMap,making=Symbol("makin\
g"),invalidValue=(name,value,allowed)=>{let{inspect}=require("internal/inspect"),kind=name.includes(".")?"property":"argument",reason=allowed===void 0?"is inval\
id":`must be ${allowed}`;return coded(TypeError,"ERR_INVALID_ARG_VALUE",`The ${kind} '${name}' ${reason}. Received ${inspect(value)}`)},oneOf=values=>`one of: ${values.
map(value=>value===void 0?"undefined":`'${value}'`).join(", ")}`,wrongType=(type,expected)=>coded(TypeError,"ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE",`Invalid key ob\
ject type ${type}, expected ${expected}.`),keyKinds="of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey",KeyObject=class KeyObject{constructor(key,slot){
if(key!==making)throw coded(TypeError,"ERR_ILLEGAL_CONSTRUCTOR","Illegal constructor");slots.set(this,slot)}get type(){return slots.get(this).type}equals(other){
if(!(other instanceof KeyObject))throw invalidArgument("otherKeyObject","an instance of KeyObject",other);let[mine,its]=[slots.get(this),slots.get(other)];if(mine.
type!==its.type||mine.bytes.length!==its.bytes.length)return!1;let differs=0;for(let i=0;i<mine.bytes.length;i++)differs|=mine.bytes[i]^its.bytes[i];return differs===
0}get[Symbol.toStringTag](){return"KeyObject"}static from(key){let found=keyOf(key);if(found===void 0||key instanceof KeyObject)throw invalidArgument("key","an\
 instance of CryptoKey",key);return found}},SecretKeyObject=class extends KeyObject{get symmetricKeySize(){return slots.get(this).bytes.length}export(options){if(options!==
void 0&&(typeof options!="object"||options===null))throw invalidArgument("options","of type object",options);let format=options?.format,{bytes}=slots.get(this);
if(format==="jwk")return{kty:"oct",k:asBuffer(bytes).toString("base64url")};if(format!==void 0&&format!=="buffer")throw invalidValue("options.format",format,oneOf(
[void 0,"buffer","jwk"]));return asBuffer(bytes.slice())}},AsymmetricKeyObject=class extends KeyObject{get asymmetricKeyType(){return slots.get(this).info.type}get asymmetricKeyDetails(){
let{modulusLength,publicExponent,namedCurve}=slots.get(this).info;return modulusLength!==void 0?{modulusLength,publicExponent:BigInt(`0x${publicExponent}`)}:namedCurve===
void 0?{}:{namedCurve}}export(options){if(typeof options!="object"||options===null)throw invalidArgument("options","of type object",options);let{type:kind,bytes}=slots.
get(this),{format,type}=options;if(format==="jwk")return JSON.parse(operate("key.export",{kind,format},bytes).text);if(!(kind==="public"?["pkcs1","spki"]:["pkcs\
1","pkcs8","sec1"]).includes(type))throw invalidValue("options.type",type);if(format!=="pem"&&format!=="der")throw invalidValue("options.format",format);if(options.
cipher!==void 0||options.passphrase!==void 0)throw coded(Error,"ERR_CRYPTO_UNSUPPORTED_OPERATION","The server writes no encrypted private keys");let answer=operate(
"key.export",{kind,format,type},bytes);return format==="pem"?answer.text:asBuffer(answer.bytes)}},PublicKeyObject=class extends AsymmetricKeyObject{},PrivateKeyObject=class extends AsymmetricKeyObject{},
make=(Class,type,bytes,info)=>new Class(making,{type,bytes,info}),makeSecret=bytes=>make(SecretKeyObject,"secret",bytes);function makeKey({text,bytes}){let info=JSON.
parse(text);return make(info.kind==="public"?PublicKeyObject:PrivateKeyObject,info.kind,bytes,info)}var inside=new WeakMap;function keyOf(value){return value instanceof
KeyObject?value:typeof value=="object"&&value!==null?inside.get(value):void 0}var adopt=(cryptoKey,key)=>{inside.set(cryptoKey,key)},bytesOfKey=key=>slots.get(key).
bytes,isText=value=>typeof value=="string"||isBytes(value);function createSecretKey(key,encoding){if(typeof key=="string")return makeSecret(bytesOf(key,"key",encoding));
if(!isBytes(key))throw invalidArgument("key","an instance of ArrayBuffer, Buffer, TypedArray, or DataView",key);return makeSecret(view(key).slice())}function secretBytes(value){
let key=keyOf(value);if(key!==void 0){if(key.type!=="secret")throw wrongType(key.type,"secret");return bytesOfKey(key)}}var members={RSA:["n","e"],EC:["crv","x",
"y"],OKP:["crv","x"]},privateMembers={RSA:["d","p","q","dp","dq","qi"],EC:["d"],OKP:["d"]},curves={EC:["P-256","secp256k1","P-384","P-521"],OKP:["Ed25519"]};function fromJwk(want,jwk){
if(typeof jwk!="object"||jwk===null)throw invalidArgument("key.key","of type object",jwk);let{kty}=jwk;if(!Object.hasOwn(members,kty))throw invalidValue("key.kt\
y",kty,oneOf(["RSA","EC","OKP"]));let needed=want==="private"?[...members[kty],...privateMembers[kty]]:members[kty],clean={kty};for(let name of needed){if(typeof jwk[name]!=
"string")throw invalidArgument(`key.${name}`,"of type string",jwk[name]);clean[name]=jwk[name]}if(clean.crv!==void 0&&!curves[kty].includes(clean.crv))throw invalidValue(
"key.crv",clean.crv,oneOf(curves[kty]));try{return makeKey(operate("key.import",{want,format:"jwk",jwk:clean}))}catch(error){throw error.code!==void 0&&error.code!==
"ERR_CRYPTO_INVALID_KEY"?error:coded(TypeError,"ERR_CRYPTO_INVALID_JWK",kty==="OKP"?"Invalid JWK data":`Invalid JWK ${kty} key`)}}var derTypes=["pkcs1","spki","\
pkcs8","sec1"];function fromText(want,key,{format="pem",type,encoding}={}){if(!isText(key))throw invalidArgument("key.key",keyKinds,key);let bytes=bytesOf(key,"\
key",encoding);if(format==="pem")return makeKey(operate("key.import",{want,format},bytes));if(format!=="der")throw invalidValue("options.format",format);if(!derTypes.
includes(type))throw invalidValue("options.type",type);return makeKey(operate("key.import",{want,format,type},bytes))}function derive(key){return makeKey(operate(
"key.import",{want:"public",format:"der",type:"pkcs8"},bytesOfKey(key)))}function createPublicKey(input){let known=keyOf(input)??keyOf(input?.key);if(known!==void 0){
if(known.type!=="private")throw wrongType(known.type,"private");return derive(known)}if(isText(input))return fromText("public",input);if(typeof input!="object"||
input===null)throw invalidArgument("key",keyKinds,input);return input.format==="jwk"?fromJwk("public",input.key):fromText("public",input.key,input)}function createPrivateKey(input){
let known=keyOf(input)??keyOf(input?.key);if(known!==void 0)throw invalidArgument("key","of type string or an instance of ArrayBuffer, Buffer, TypedArray, or Da\
taView",known);if(isText(input))return fromText("private",input);if(typeof input!="object"||input===null)throw invalidArgument("key",keyKinds,input);return input.
format==="jwk"?fromJwk("private",input.key):fromText("private",input.key,input)}function preparePrivate(input){let known=keyOf(input)??keyOf(input?.key);if(known===
void 0)return createPrivateKey(input);if(known.type!=="private")throw wrongType(known.type,"private");return known}function preparePublic(input){let known=keyOf(
input)??keyOf(input?.key);if(known===void 0)return createPublicKey(input);if(known.type==="secret")throw wrongType("secret","public or private");return known.type===
"private"?derive(known):known}var ecCurves={"P-256":["prime256v1",32],prime256v1:["prime256v1",32],secp256r1:["prime256v1",32],"P-384":["secp384r1",48],secp384r1:[
"secp384r1",48],"P-521":["secp521r1",66],secp521r1:["secp521r1",66],secp256k1:["secp256k1",32]};function generatePair(name){let[curve,length]=name===void 0?[null,
32]:ecCurves[name];for(;;){let seed=random(length);curve==="secp521r1"&&(seed[0]&=1);try{let privateKey=makeKey(operate("key.generate",{curve},seed));return{privateKey,
publicKey:derive(privateKey)}}catch(error){if(error.code!=="ERR_CRYPTO_INVALID_KEY")throw error}}}var noRsa="The server generates no RSA keys in an Action, beca\
use it cannot be said beforehand what that takes. Generate the key elsewhere, and keep it as a secret of the Action.";function generateKeyPairSync(type,options={}){
if(typeof type!="string")throw invalidArgument("type","of type string",type);if(type==="rsa"||type==="rsa-pss")throw coded(Error,"ERR_CRYPTO_UNSUPPORTED_OPERATI\
ON",noRsa);if(type!=="ec"&&type!=="ed25519")throw invalidValue("type",type,"a supported key type");let{namedCurve,publicKeyEncoding,privateKeyEncoding}=options;
if(type==="ec"){if(typeof namedCurve!="string")throw invalidArgument("options.namedCurve","of type string",namedCurve);if(!Object.hasOwn(ecCurves,namedCurve))throw coded(
TypeError,"ERR_CRYPTO_INVALID_CURVE","Invalid EC curve name")}let{publicKey,privateKey}=generatePair(type==="ec"?namedCurve:void 0);return{publicKey:publicKeyEncoding===
void 0?publicKey:publicKey.export(publicKeyEncoding),privateKey:privateKeyEncoding===void 0?privateKey:privateKey.export(privateKeyEncoding)}}function generateKeyPair(type,options,callback){
let[given,told]=callback===void 0?[void 0,options]:[options,callback];if(typeof told!="function")throw invalidArgument("callback","of type function",told);later(
()=>generateKeyPairSync(type,given),(error,pair)=>error?told(error):told(null,pair.publicKey,pair.privateKey))}function generateKeySync(type,options){if(typeof type!=
"string")throw invalidArgument("type","of type string",type);if(typeof options!="object"||options===null)throw invalidArgument("options","of type object",options);
let{length}=options;if(type==="hmac")needInteger(length,"options.length",8);else if(type==="aes"){if(![128,192,256].includes(length))throw invalidValue("options\
.length",length,"one of: 128, 192, 256")}else throw invalidValue("type",type,"a supported key type");return makeSecret(random(Math.floor(length/8)))}function generateKey(type,options,callback){
later(()=>generateKeySync(type,options),callback)}module.exports={KeyObject,adopt,bytesOfKey,createPrivateKey,createPublicKey,createSecretKey,derive,fromJwk,generateKey,
generateKeyPair,generateKeyPairSync,generateKeySync,generatePair,invalidValue,keyOf,makeKey,makeSecret,noRsa,preparePrivate,preparePublic,secretBytes};
