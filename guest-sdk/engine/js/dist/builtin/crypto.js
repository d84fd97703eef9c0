"use strict";var parts={hash:["Hash","Hmac","createHash","createHmac","hash"],random:["getRandomValues","randomBytes","randomFill","randomFillSync","randomInt","randomUUID",
"timingSafeEqual"],derive:["hkdf","hkdfSync","pbkdf2","pbkdf2Sync","scrypt","scryptSync"],keys:["KeyObject","createPrivateKey","createPublicKey","createSecretKe\
y","generateKey","generateKeyPair","generateKeyPairSync","generateKeySync"],sign:["Sign","Verify","createSign","createVerify","sign","verify"],cipher:["Cipheriv",
"Decipheriv","createCipheriv","createDecipheriv","getCipherInfo","getCiphers","privateDecrypt","publicEncrypt"]},load={hash:()=>require("internal/hash"),random:()=>require("internal/random"),
derive:()=>require("internal/derive"),keys:()=>require("internal/keys"),sign:()=>require("internal/sign"),cipher:()=>require("internal/cipher")};function lazy(name,get){
let settle=value=>Object.defineProperty(module.exports,name,{value,writable:!0,configurable:!0,enumerable:!0});Object.defineProperty(module.exports,name,{get(){
let value=get();return settle(value),value},set:settle,configurable:!0,enumerable:!0})}for(let part of Object.keys(parts))for(let name of parts[part])lazy(name,
()=>load[part]()[name]);lazy("webcrypto",()=>require("internal/webcrypto").crypto);lazy("subtle",()=>require("internal/webcrypto").crypto.subtle);lazy("pseudoRa\
ndomBytes",()=>require("internal/random").randomBytes);lazy("prng",()=>require("internal/random").randomBytes);lazy("rng",()=>require("internal/random").randomBytes);
for(let name of["createDiffieHellman","createDiffieHellmanGroup","createECDH","diffieHellman","getDiffieHellman","generatePrime","generatePrimeSync","checkPrime",
"checkPrimeSync","privateEncrypt","publicDecrypt"])module.exports[name]=()=>{let{coded}=require("internal/errors");throw coded(Error,"ERR_FEATURE_UNAVAILABLE_ON\
_PLATFORM",`crypto.${name} is not available in Actions`)};module.exports.getHashes=()=>{let{hashes}=require("internal/crypto-core");return[...["SHA1","SHA224","\
SHA256","SHA384","SHA512"].map(name=>`RSA-${name}`),...hashes]};module.exports.getCurves=()=>["prime256v1","secp256k1","secp384r1","secp521r1"];module.exports.getFips=
()=>0;module.exports.constants=Object.freeze({RSA_PKCS1_PADDING:1,RSA_NO_PADDING:3,RSA_PKCS1_OAEP_PADDING:4,RSA_PKCS1_PSS_PADDING:6,RSA_PSS_SALTLEN_DIGEST:-1,RSA_PSS_SALTLEN_MAX_SIGN:-2,
RSA_PSS_SALTLEN_AUTO:-2,POINT_CONVERSION_COMPRESSED:2,POINT_CONVERSION_UNCOMPRESSED:4,POINT_CONVERSION_HYBRID:6});
