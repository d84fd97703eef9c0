//! PEM (RFC 7468), as lenient as people's files: other blocks may stand around the key.

use zeroize::Zeroizing;

use super::{Encoding, unsupported};
use crate::sandbox::script::crypto::refusal;
use crate::sandbox::script::host::Refusal;

/// The first key, and how it is encoded; only a private one if it has to be.
pub fn decode(text: &[u8], private: bool) -> Result<(Encoding, Zeroizing<Vec<u8>>), Refusal> {
    for block in pem::parse_many(text).map_err(|_| unsupported())? {
        let encoding = match block.tag() {
            "PRIVATE KEY" => Encoding::Pkcs8,
            "RSA PRIVATE KEY" => Encoding::Pkcs1,
            "EC PRIVATE KEY" => Encoding::Sec1,
            "PUBLIC KEY" if !private => Encoding::Spki,
            "RSA PUBLIC KEY" if !private => Encoding::Pkcs1,
            "CERTIFICATE" | "X509 CERTIFICATE" if !private => Encoding::Certificate,
            "ENCRYPTED PRIVATE KEY" => return Err(encrypted()),
            _ => continue,
        };
        if block.headers().get("Proc-Type").is_some() {
            return Err(encrypted());
        }
        return Ok((encoding, Zeroizing::new(block.into_contents())));
    }
    Err(unsupported())
}

/// A block with this label.
pub fn encode(label: &str, der: &[u8]) -> String {
    let block = pem::Pem::new(label, der);
    pem::encode_config(&block, pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF))
}

fn encrypted() -> Refusal {
    refusal("ERR_CRYPTO_UNSUPPORTED_OPERATION", "The server takes no encrypted private keys: store it decrypted, as a secret of the Action")
}
