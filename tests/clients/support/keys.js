// Keys of applications that prove themselves by a signature.

import { generateKeyPairSync } from 'node:crypto';

const HASHES = { RS256: ['RSASSA-PKCS1-v1_5', 'SHA-256'], RS384: ['RSASSA-PKCS1-v1_5', 'SHA-384'], PS256: ['RSA-PSS', 'SHA-256'] };

/** A fresh pair: the public half in PEM for the server, the private half as the Web's libraries take it, and in PEM for others. */
export async function key(alg) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [name, hash] = HASHES[alg];
  const bytes = privateKey.export({ type: 'pkcs8', format: 'der' });
  const sign = await crypto.subtle.importKey('pkcs8', bytes, { name, hash }, false, ['sign']);
  return { pem: publicKey.export({ type: 'spki', format: 'pem' }), sign, privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }) };
}
