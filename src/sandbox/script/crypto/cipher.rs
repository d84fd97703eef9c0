//! AES without authentication: CBC and CTR.

use aws_lc_rs::cipher::{
    AES_128, AES_192, AES_256, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext, PaddedBlockDecryptingKey,
    PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::iv::FixedLength;
use serde::Deserialize;

use super::work::Work;
use super::{Binary, refusal};
use crate::sandbox::script::host::Refusal;

/// What a cipher needs besides its text.
#[derive(Deserialize)]
pub struct Cipher {
    mode: Mode,
    key: Binary,
    iv: Binary,
    decrypt: bool,
    /// PKCS #7; without it only whole blocks are taken.
    padding: bool,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Cbc,
    Ctr,
}

/// `crypto.cipher`: encrypts or decrypts.
pub fn cipher(Cipher { mode, key, iv, decrypt, padding }: Cipher, bytes: Vec<u8>) -> Result<Work, Refusal> {
    let algorithm = match key.len() {
        16 => &AES_128,
        24 => &AES_192,
        32 => &AES_256,
        _ => return Err(refusal("ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length")),
    };
    let iv = FixedLength::<16>::try_from(&*iv).map_err(|_| refusal("ERR_CRYPTO_INVALID_IV", "Invalid initialization vector"))?;
    let whole = bytes.len().is_multiple_of(16) && !(bytes.is_empty() && padding && decrypt);
    if matches!(mode, Mode::Cbc) && !whole && (decrypt || !padding) {
        return Err(refusal("ERR_OSSL_WRONG_FINAL_BLOCK_LENGTH", "error:1C80006B:Provider routines::wrong final block length"));
    }
    Ok(Work::new((bytes.len() as u64).saturating_mul(2) + 2_000, move || {
        let key = UnboundCipherKey::new(algorithm, &key).map_err(|_| refusal("ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length"))?;
        let done = match (decrypt, padding) {
            (false, _) => encrypt(mode, key, iv, padding, bytes),
            (true, _) => undo(mode, key, iv, padding, bytes),
        };
        let bytes = done.map_err(|_| refusal("ERR_OSSL_BAD_DECRYPT", "error:1C800064:Provider routines::bad decrypt"))?;
        Ok((String::new(), bytes))
    }))
}

fn encrypt(mode: Mode, key: UnboundCipherKey, iv: FixedLength<16>, padding: bool, mut bytes: Vec<u8>) -> Result<Vec<u8>, Unspecified> {
    let context = EncryptionContext::Iv128(iv);
    match mode {
        Mode::Cbc if padding => PaddedBlockEncryptingKey::cbc_pkcs7(key)?.less_safe_encrypt(&mut bytes, context)?,
        Mode::Cbc => EncryptingKey::cbc(key)?.less_safe_encrypt(&mut bytes, context)?,
        Mode::Ctr => EncryptingKey::ctr(key)?.less_safe_encrypt(&mut bytes, context)?,
    };
    Ok(bytes)
}

fn undo(mode: Mode, key: UnboundCipherKey, iv: FixedLength<16>, padding: bool, mut bytes: Vec<u8>) -> Result<Vec<u8>, Unspecified> {
    let context = DecryptionContext::Iv128(iv);
    let length = match mode {
        Mode::Cbc if padding => PaddedBlockDecryptingKey::cbc_pkcs7(key)?.decrypt(&mut bytes, context)?.len(),
        Mode::Cbc => DecryptingKey::cbc(key)?.decrypt(&mut bytes, context)?.len(),
        Mode::Ctr => DecryptingKey::ctr(key)?.decrypt(&mut bytes, context)?.len(),
    };
    bytes.truncate(length);
    Ok(bytes)
}
