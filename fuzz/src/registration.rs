//! What an application that registers itself says: any bytes, under one mode and the other.
//!
//! - A refusal is one of RFC 7591's two, in one bounded line.
//! - What is taken leads to applications by redirects that the Management API takes, and nowhere by a scheme that runs.
//! - No name or text that is kept holds markup's brackets where people see it, or a character that only deceives.
//! - What is told again is read as the same, and laid over an application it makes none of our own.

use anteroom::http::authorize::target::leads_to_an_application;
use anteroom::http::management::urls;
use anteroom::http::register::metadata::{members, read};
use anteroom::identity::client::named::deceives;
use anteroom::identity::client::third_party::SecurityMode;

/// Characters of a description.
const LONGEST: usize = 1024;
/// Bytes that are kept of a body: twenty redirects, four links, ten addresses and the texts.
const KEPT: usize = 64 * 1024;

pub fn run(data: &[u8]) {
    for mode in [SecurityMode::Permissive, SecurityMode::Strict] {
        let said = match members(data).and_then(|members| read(&members, mode)) {
            Ok(said) => said,
            Err(error) => {
                assert!(["invalid_redirect_uri", "invalid_client_metadata"].contains(&error.error), "{error:?}");
                assert!(error.description.chars().count() <= LONGEST && !error.description.contains(char::is_control), "{error:?}");
                continue;
            }
        };
        assert!((1..=20).contains(&said.redirect_uris.len()));
        for uri in &said.redirect_uris {
            assert!(urls::callback(uri).is_ok() && leads_to_an_application(uri), "{uri:?}");
        }
        for uri in [&said.logo_uri, &said.client_uri, &said.policy_uri, &said.tos_uri].into_iter().flatten() {
            assert!(uri.starts_with("https://") || uri.to_ascii_lowercase().starts_with("http"), "{uri:?}");
        }
        assert!(!said.client_name.trim().is_empty() && !said.client_name.contains(['<', '>']), "{:?}", said.client_name);
        let texts = [Some(&said.client_name), said.software_id.as_ref(), said.software_version.as_ref()];
        assert!(texts.into_iter().flatten().chain(&said.contacts).all(|text| !text.chars().any(deceives)), "{said:?}");
        assert!(mode == SecurityMode::Permissive || !said.grant_types.iter().any(|grant| grant == "client_credentials"));
        let told = serde_json::to_vec(&said).unwrap();
        assert!(told.len() <= KEPT, "{} bytes", told.len());
        assert_eq!(members(&told).and_then(|members| read(&members, mode)).unwrap(), said);
    }
}
