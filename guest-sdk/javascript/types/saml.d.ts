// `api.samlResponse` (guest-sdk/engine/js/api/shared/saml.js). `A` is the whole `api`.

type Scalar = string | number | boolean | null;

/** Shapes the SAML response. Nothing happens where the login answers another protocol. */
export interface SamlResponse<A> {
  /** At most 100 attributes; texts of at most 2,048 characters; 102,400 bytes in all as JSON. */
  setAttribute(name: string, value: Scalar | Scalar[]): A;
  setAudience(audience: string): A;
  setRecipient(recipient: string): A;
  setDestination(destination: string): A;
  setIssuer(issuer: string): A;
  setRelayState(relayState: string): A;
  /** 3,600 unless set. */
  setLifetimeInSeconds(seconds: number): A;
  /** The response instead of the assertion. */
  setSignResponse(sign: boolean): A;
  setSignatureAlgorithm(algorithm: 'rsa-sha256' | 'rsa-sha1'): A;
  setDigestAlgorithm(algorithm: 'sha256' | 'sha1'): A;
  setNameIdentifierFormat(format: string): A;
  /** At most 10, of at most 500 bytes. */
  setNameIdentifierProbes(probes: string[]): A;
  setAuthnContextClassRef(reference: string): A;
  setCreateUpnClaim(create: boolean): A;
  setPassthroughClaimsWithNoMapping(passthrough: boolean): A;
  setMapUnknownClaimsAsIs(map: boolean): A;
  setMapIdentities(map: boolean): A;
  setTypedAttributes(typed: boolean): A;
  setIncludeAttributeNameFormat(include: boolean): A;
  /** PEM, at most 4,096 bytes, as for the four that follow. */
  setSigningCert(certificate: string): A;
  setCert(certificate: string): A;
  /** Never in a record. */
  setKey(key: string): A;
  setEncryptionCert(certificate: string): A;
  setEncryptionPublicKey(key: string): A;
  setEncryptionAlgorithm(algorithm: string): A;
}
