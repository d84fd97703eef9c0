//! Cross-site request forgery: a form is taken only from our own page, shown to the same browser for the same login.
//!
//! Two checks that fail apart. The token in the form is an HMAC of the transaction's id under the browser's secret, which a foreign
//! site can neither read nor plant; nothing needs to be stored. The `Origin` header, where the browser sends one, must be ours.

use aws_lc_rs::hmac;
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;
use url::Url;

/// The token of the forms of one login in one browser.
pub fn token(browser_secret: &str, transaction_id: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, browser_secret.as_bytes());
    URL_SAFE_NO_PAD.encode(hmac::sign(&key, format!("csrf\0{transaction_id}").as_bytes()))
}

/// Whether `given` is the token.
pub fn matches(browser_secret: &str, transaction_id: &str, given: Option<&str>) -> bool {
    token(browser_secret, transaction_id).as_bytes().ct_eq(given.unwrap_or_default().as_bytes()).into()
}

/// Whether the request comes from a page of this server: from the public URL, or from the host that the request itself names (a
/// browser does not let a page choose that). A request without `Origin` is left to the token.
pub fn same_origin(headers: &HeaderMap, public_url: &Url) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    if origin == public_url.origin().ascii_serialization() {
        return true;
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    origin.split_once("://").is_some_and(|(_, authority)| Some(authority) == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_fits_its_own_login_and_browser_alone() {
        let good = token("browser", "login");
        assert!(matches("browser", "login", Some(&good)));
        assert!(!matches("browser", "other", Some(&good)));
        assert!(!matches("another", "login", Some(&good)));
        assert!(!matches("browser", "login", Some("")));
        assert!(!matches("browser", "login", None));
    }

    #[test]
    fn only_our_own_pages_may_send_forms() {
        let url = Url::parse("https://id.example.com").unwrap();
        let with = |origin: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "127.0.0.1:8080".parse().unwrap());
            headers.insert(header::ORIGIN, origin.parse().unwrap());
            same_origin(&headers, &url)
        };
        assert!(with("https://id.example.com") && with("http://127.0.0.1:8080"));
        for foreign in ["null", "https://evil.example", "https://id.example.com.evil.example", "https://id.example.com:444", ""] {
            assert!(!with(foreign), "{foreign}");
        }
        assert!(same_origin(&HeaderMap::new(), &url));
    }
}
