//! Proof Key for Code Exchange (RFC 7636), method S256. `plain` protects nobody who is attacked: where an application is allowed it, its
//! challenge becomes an S256 one before it is kept (`http::authorize::request`).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Whether `challenge` can be the S256 of anything: 32 bytes, base64url (RFC 7636 section 4.2).
pub fn is_challenge(challenge: &str) -> bool {
    URL_SAFE_NO_PAD.decode(challenge).is_ok_and(|bytes| bytes.len() == 32)
}

/// Whether `verifier` has the form of RFC 7636 section 4.1: 43 to 128 unreserved characters.
pub fn is_verifier(verifier: &str) -> bool {
    (43..=128).contains(&verifier.len()) && verifier.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
}

/// The S256 challenge of a verifier.
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Whether `verifier` is what the challenge `expected` was made from.
pub fn matches(expected: &str, verifier: &str) -> bool {
    challenge(verifier).as_bytes().ct_eq(expected.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7636_appendix_b_matches() {
        let (verifier, challenge) = ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(is_verifier(verifier) && is_challenge(challenge) && matches(challenge, verifier));
        assert!(!matches(challenge, &verifier.replace('d', "e")));
    }

    #[test]
    fn verifiers_have_43_to_128_unreserved_characters() {
        assert!(!is_verifier(&"a".repeat(42)) && is_verifier(&"a".repeat(43)));
        assert!(is_verifier(&"~".repeat(128)) && !is_verifier(&"a".repeat(129)));
        assert!(!is_verifier(&format!("{}+", "a".repeat(50))));
    }
}
