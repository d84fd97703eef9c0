//! RSA-OAEP (RFC 8017 section 7.1).
//!
//! PKCS #1 v1.5 is not offered: whoever sees whether such a decryption succeeds can read other people's ciphertexts.

use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OAEP_SHA384_MGF1SHA384, OAEP_SHA512_MGF1SHA512, OaepAlgorithm, OaepPrivateDecryptingKey,
    OaepPublicEncryptingKey, PrivateDecryptingKey, PublicEncryptingKey,
};
use serde::Deserialize;

use super::hash::Hash;
use super::key::{PrivateKey, PublicKey, rsa_nanos};
use super::verify::public_rsa;
use super::work::Work;
use super::{Binary, refusal};
use crate::sandbox::script::host::Refusal;

/// What encryption and decryption need besides the text.
#[derive(Deserialize)]
pub struct Oaep {
    key: Binary,
    hash: Hash,
    label: Option<Binary>,
}

/// `crypto.oaep.encrypt`.
pub fn encrypt(Oaep { key, hash, label }: Oaep, plaintext: Vec<u8>) -> Result<Work, Refusal> {
    let algorithm = algorithm(hash)?;
    let public = PublicKey::from_spki(&key)?;
    let PublicKey::Rsa { modulus, .. } = &public else { return Err(not_rsa()) };
    Ok(Work::new(public_rsa(modulus.len()) + 20_000, move || {
        let key = PublicEncryptingKey::from_der(&public.spki()?).and_then(|key| Ok(OaepPublicEncryptingKey::new(key)?));
        let key = key.map_err(|_| refusal("ERR_CRYPTO_OPERATION_FAILED", "RSA-OAEP needs a key of 2048 to 8192 bits"))?;
        if plaintext.len() > key.max_plaintext_size(algorithm) {
            let message = "error:0200006E:rsa routines::data too large for key size";
            return Err(refusal("ERR_OSSL_RSA_DATA_TOO_LARGE_FOR_KEY_SIZE", message));
        }
        let mut out = vec![0; key.ciphertext_size()];
        let encrypted = key.encrypt(algorithm, &plaintext, &mut out, label.as_deref());
        let length = encrypted.map_err(|_| refusal("ERR_CRYPTO_OPERATION_FAILED", "RSA-OAEP failed"))?.len();
        out.truncate(length);
        Ok((String::new(), out))
    }))
}

/// `crypto.oaep.decrypt`.
pub fn decrypt(Oaep { key, hash, label }: Oaep, ciphertext: Vec<u8>) -> Result<Work, Refusal> {
    let algorithm = algorithm(hash)?;
    let private = PrivateKey::from_pkcs8(&key)?;
    let PrivateKey::Rsa(_, bits) = private else { return Err(not_rsa()) };
    Ok(Work::new(rsa_nanos(bits), move || {
        let undecodable = || refusal("ERR_OSSL_RSA_OAEP_DECODING_ERROR", "error:02000079:rsa routines::oaep decoding error");
        let key = PrivateDecryptingKey::from_pkcs8(&private.pkcs8()?).map_err(|_| undecodable())?;
        let key = OaepPrivateDecryptingKey::new(key).map_err(|_| undecodable())?;
        let mut out = vec![0; key.min_output_size()];
        let length = key.decrypt(algorithm, &ciphertext, &mut out, label.as_deref()).map_err(|_| undecodable())?.len();
        out.truncate(length);
        Ok((String::new(), out))
    }))
}

fn algorithm(hash: Hash) -> Result<&'static OaepAlgorithm, Refusal> {
    Ok(match hash {
        Hash::Sha1 => &OAEP_SHA1_MGF1SHA1,
        Hash::Sha256 => &OAEP_SHA256_MGF1SHA256,
        Hash::Sha384 => &OAEP_SHA384_MGF1SHA384,
        Hash::Sha512 => &OAEP_SHA512_MGF1SHA512,
        _ => return Err(refusal("ERR_OSSL_EVP_INVALID_DIGEST", "Invalid digest used")),
    })
}

fn not_rsa() -> Refusal {
    let message = "error:03000096:digital envelope routines::operation not supported for this keytype";
    refusal("ERR_OSSL_EVP_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE", message)
}
