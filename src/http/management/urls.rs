//! Which URLs an application may register.
//!
//! Stricter than Auth0 in two points, because a registered URL receives authorization codes: plain http for loopback names only
//! (RFC 9700 section 4.1), and no scheme that a browser runs or opens by itself.

use url::{Host, Url};

use crate::http::authorize::redirects::{ANY, ORGANIZATION, is_pattern};

/// The longest URL that is registered, in bytes.
const MAX_URL: usize = 1024;

/// Schemes that are code or local data in a browser.
const FORBIDDEN: [&str; 11] = ["javascript", "data", "vbscript", "file", "blob", "about", "filesystem", "view-source", "ws", "wss", "ftp"];

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn parse(text: &str) -> Result<Url, String> {
    if text.len() > MAX_URL {
        return Err(format!("String is too long ({} chars), maximum {MAX_URL}", text.len()));
    }
    // The parser forgives blanks, tabs and backslashes; two readers of one URL must not.
    if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\' || c == '*') {
        return Err("A URL holds no blanks, backslashes or wildcards: list every URL by itself".to_owned());
    }
    let url = Url::parse(text).map_err(|_| "Object didn't pass validation for format absolute-uri".to_owned())?;
    // The parser does not tell an empty user name from none.
    let authority = text.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    if !url.username().is_empty() || url.password().is_some() || authority.contains('@') {
        return Err("A URL with a user name or password is not taken".to_owned());
    }
    if FORBIDDEN.contains(&url.scheme()) {
        return Err(format!("The scheme {} is not taken", url.scheme()));
    }
    // Where slashes are missing or too many, the parser finds a host that another reader does not.
    let two_slashes = |rest: &str| rest.starts_with("://") && !rest.starts_with(":///");
    if matches!(url.scheme(), "http" | "https") && !text.get(url.scheme().len()..).is_some_and(two_slashes) {
        return Err("Object didn't pass validation for format absolute-uri".to_owned());
    }
    // `localhost:3000/cb` would otherwise be a URL of the scheme "localhost".
    if !text.contains("://") && !url.scheme().contains('.') {
        return Err("Object didn't pass validation for format absolute-uri".to_owned());
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err("Plain http is taken for loopback names only; use https".to_owned());
    }
    Ok(url)
}

/// A callback or logout URL: absolute, without a fragment (RFC 6749 section 3.1.2).
pub fn callback(text: &str) -> Result<(), String> {
    if text.contains('#') {
        return Err("A URL with a fragment is not taken".to_owned());
    }
    if is_pattern(text) {
        return Err("A placeholder is not taken here: list every URL by itself".to_owned());
    }
    // It goes into a `Location` header as it is, and is compared as it is.
    if !text.is_ascii() {
        return Err("A URL is written in ASCII: percent-encode its other characters, and write its host in Punycode".to_owned());
    }
    parse(text).map(drop)
}

/// A callback of an application of ours, which may begin with a placeholder for one label of its host
/// ([`redirects`](crate::http::authorize::redirects)). What it stands under must be a domain and not a suffix that many share.
pub fn callback_or_pattern(text: &str) -> Result<(), String> {
    let pattern =
        [ANY, ORGANIZATION].iter().find_map(|placeholder| text.strip_prefix("https://")?.strip_prefix(placeholder)?.strip_prefix('.'));
    let Some(rest) = pattern else { return callback(text) };
    callback(&format!("https://label.{rest}"))?;
    let domain = rest.split(['/', '?', ':']).next().unwrap_or_default().to_lowercase();
    // Under a public suffix anybody can have a name.
    let shared = psl::suffix_str(&domain).is_none_or(|suffix| suffix == domain);
    if shared || !domain.contains('.') || rest.contains(['{', '}']) {
        return Err("A placeholder stands for the first label of a host below a domain of one's own".to_owned());
    }
    Ok(())
}

/// Where an application is told of logouts (OpenID Connect Back-Channel Logout 1.0 section 2.2): on the web, without a fragment.
pub fn backchannel(text: &str) -> Result<(), String> {
    callback(text)?;
    if text.starts_with("https://") || text.starts_with("http://") { Ok(()) } else { Err("A URL of the web is needed: https".to_owned()) }
}

/// A web origin: scheme, host and port.
pub fn origin(text: &str) -> Result<(), String> {
    let url = parse(text)?;
    let bare = matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none() && url.path() == "/";
    if bare { Ok(()) } else { Err("An origin is scheme, host and port alone".to_owned()) }
}

/// A host that an Action may call: `http` too, because the sandbox refuses addresses that are not public by itself.
pub fn origin_of_any_host(text: &str) -> Result<(), String> {
    match text.strip_prefix("http://") {
        Some(rest) => origin(&format!("https://{rest}")),
        None => origin(text),
    }
}

/// An https URL, or nothing.
pub fn https_or_empty(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    match parse(text)?.scheme() {
        "https" => Ok(()),
        _ => Err("Object didn't pass validation for format absolute-https-uri-or-empty".to_owned()),
    }
}

/// A URL of the web, or nothing: logos and links.
pub fn web_or_empty(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    match parse(text)?.scheme() {
        "http" | "https" => Ok(()),
        _ => Err("Object didn't pass validation for format absolute-uri-or-empty".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callbacks_of_the_web_of_loopback_and_of_apps_are_taken() {
        for good in
            ["https://rp.example.com/cb", "http://localhost:3000/cb?x=1", "http://127.0.0.1/cb", "http://[::1]:80/", "com.example.app://cb"]
        {
            assert_eq!(callback(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn callbacks_that_run_hide_or_leak_are_refused() {
        for bad in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            " javascript:alert(1)",
            "java\tscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://a/b",
            "http://rp.example.com/cb",
            "http://localhost.evil.example/cb",
            "http://localhost@evil.example/cb",
            "https://rp.example.com/cb#f",
            "https://*.example.com/cb",
            "https://user:pw@rp.example.com/cb",
            "https://@rp.example.com/cb",
            "https:rp.example.com/cb",
            "https:///rp.example.com/cb",
            "https:///:@rp.example.com/cb",
            "https://rp.example.com\\@evil.example",
            "https://rp.example.com/a b",
            "https://rp.example.com/ä",
            "localhost:3000/cb",
            "/cb",
            "",
        ] {
            assert!(callback(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_origin_has_no_path() {
        assert_eq!(origin("https://app.example.com"), Ok(()));
        assert!(origin("https://app.example.com/x").is_err());
        assert!(origin("com.example.app://x").is_err());
        assert!(origin_of_any_host("http:///:@app.example.com").is_err());
    }
}
