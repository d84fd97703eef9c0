//! `crypto.<name>`: the cryptography of script Actions, on the server's own.
//!
//! An operation takes JSON and bytes and gives JSON and bytes. Nothing is kept between two of them: key material comes with each
//! call, so that there are no handles to leak, to count or to guess. The standard's rules (usages, encodings, defaults) are
//! JavaScript; here is what JavaScript must not do itself, because it would be slow, or slower for one key than for another.
//!
//! Fuel counts the guest's instructions and not the host's, so each operation says beforehand what it will take ([`Work`]), pays
//! for it from the guest's fuel, and only then runs: a password hash of 10⁹ rounds ends as a loop without end does.

mod cipher;
mod derive;
mod gcm;
mod hash;
mod key;
mod oaep;
mod sign;
mod verify;
mod work;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _};
use wasmtime::StoreContextMut;
use zeroize::Zeroizing;

use self::work::Work;
use super::host::{Refusal, Said};
use crate::sandbox::state::State;

/// Runs the operation `name`.
///
/// # Errors
/// A trap when the Action cannot pay for it.
pub async fn call(store: &mut StoreContextMut<'_, State>, name: &str, text: &str, bytes: Vec<u8>) -> wasmtime::Result<Said> {
    let key = if name.starts_with("key.") { bytes.len() } else { 0 };
    work::pay_for_reading(store, text.len(), key)?;
    match plan(name, text, bytes) {
        Ok(work) => work.pay_and_run(store).await,
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Runs an operation that nobody pays for, for tests and fuzz targets: what it said, or the message of its refusal.
pub fn unpaid(name: &str, text: &str, bytes: &[u8]) -> Result<(String, Vec<u8>), String> {
    plan(name, text, bytes.to_vec()).and_then(Work::run).map_err(|refusal| refusal.message)
}

/// What an operation would do, with its price.
fn plan(name: &str, text: &str, bytes: Vec<u8>) -> Result<Work, Refusal> {
    match name {
        "digest" => hash::digest(ask(text)?, bytes),
        "hmac" => hash::hmac(ask(text)?, bytes),
        "pbkdf2" => derive::pbkdf2(ask(text)?, bytes),
        "hkdf" => derive::hkdf(ask(text)?, bytes),
        "scrypt" => derive::scrypt(ask(text)?, bytes),
        "cipher" => cipher::cipher(ask(text)?, bytes),
        "gcm.seal" => gcm::seal(ask(text)?, bytes),
        "gcm.open" => gcm::open(ask(text)?, bytes),
        "key.import" => key::import(ask(text)?, bytes),
        "key.export" => key::export(ask(text)?, bytes),
        "key.generate" => key::generate(ask(text)?, bytes),
        "sign" => sign::sign(ask(text)?, bytes),
        "verify" => verify::verify(ask(text)?, bytes),
        "oaep.encrypt" => oaep::encrypt(ask(text)?, bytes),
        "oaep.decrypt" => oaep::decrypt(ask(text)?, bytes),
        _ => Err(Refusal::new("the server has no such cryptographic operation")),
    }
}

fn ask<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    super::json::from_str(text).map_err(|error| Refusal::new(error.to_string()))
}

/// A refusal with a code.
fn refusal(code: &str, message: impl Into<String>) -> Refusal {
    Refusal { name: None, code: Some(code.to_owned()), message: message.into() }
}

/// Bytes in JSON, as base64. They may be a secret, so they are wiped.
struct Binary(Zeroizing<Vec<u8>>);

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(from)?);
        let bytes = STANDARD.decode(text.as_bytes()).map_err(|_| D::Error::custom("not base64"))?;
        Ok(Self(Zeroizing::new(bytes)))
    }
}

impl std::ops::Deref for Binary {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests;
