//! `at_hash` and `c_hash` (OpenID Connect Core sections 3.1.3.6 and 3.3.2.11): what binds an access token and a code to the ID token
//! that came with them, so that neither can be exchanged for somebody else's on the way.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The left half of the hash of a token or code, base64url. The hash is that of the algorithm which signs the ID token, here always
/// one that ends in 256.
pub fn half_hash(secret: &str) -> String {
    let digest = Sha256::digest(secret.as_bytes());
    let (left, _) = digest.split_at(digest.len() / 2);
    URL_SAFE_NO_PAD.encode(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hashes_are_those_of_the_examples_in_openid_connect_core() {
        // Appendix A.3, A.4 and A.6.
        assert_eq!(half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"), "77QmUPtjPfzWtF2AnpK9RQ");
        assert_eq!(half_hash("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"), "LDktKdoQak3Pk0cnXxCltA");
    }
}
