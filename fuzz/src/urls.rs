//! Which URLs may be registered, and what is made of them later.
//!
//! - A callback that is taken works: it leads to an application, can stand in a `Location` header, and equals itself alone.
//! - A pattern is no address, and lets other labels of its own domain pass and nothing else.
//! - It says what it seems to say: an ordinary reader finds no user name, no fragment, and plain http for this machine alone.
//! - An origin that is taken is the origin of itself, and an Action's host that is taken is a host that the sandbox allows.

use anteroom::http::authorize::redirects::{Registered, registered};
use anteroom::http::authorize::target::{host, leads_to_an_application};
use anteroom::http::management::urls;
use anteroom::identity::Client;
use anteroom::sandbox::EgressPolicy;
use axum::http::HeaderValue;
use url::Url;

/// A text and, behind a line break, another that a browser might send in its place.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (text, other) = text.split_once('\n').unwrap_or((&text, ""));
    if urls::callback(text).is_ok() {
        let url = Url::parse(text).unwrap();
        assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none(), "{text}");
        assert!(leads_to_an_application(text), "{text} was taken and leads nowhere");
        assert!(HeaderValue::from_str(text).is_ok(), "{text} was taken and cannot be sent to a browser");
        assert!(url.scheme() != "http" || is_loopback(&host(text)), "{text} was taken without TLS");
        let client = client(text);
        assert_eq!(registered(&client, text), Registered::Yes, "{text} was taken and does not count");
        assert!(registered(&client, other) == Registered::No || other == text, "{other} passes for {text}");
    } else if urls::callback_or_pattern(text).is_ok() {
        let client = client(text);
        assert_eq!(registered(&client, text), Registered::No, "the pattern {text} is an address");
        if registered(&client, other) != Registered::No {
            let (_, domain) = text.split_once('.').unwrap();
            let url = Url::parse(other).unwrap();
            let like = Url::parse(&format!("https://label.{domain}")).unwrap();
            let (host, like_host) = (url.host_str().unwrap(), like.host_str().unwrap());
            assert_eq!(host.split_once('.').unwrap().1, like_host.split_once('.').unwrap().1, "{other} passes for {text}");
            assert_eq!((url.scheme(), url.port(), url.path(), url.query()), ("https", like.port(), like.path(), like.query()));
            assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none(), "{other} passes for {text}");
        }
    }
    if urls::origin(text).is_ok() {
        let url = Url::parse(text).unwrap();
        assert!(url.origin().is_tuple() && url.path() == "/" && url.query().is_none(), "{text}");
    }
    if urls::origin_of_any_host(text).is_ok() {
        let policy = EgressPolicy::Hosts(vec![text.to_owned()]);
        assert_eq!(policy.validate(), Ok(()), "{text} was taken for an Action's host");
        assert_eq!(policy.allows(&Url::parse(text).unwrap()), Ok(()), "{text} was taken and allows not even itself");
    }
    for taken in [urls::https_or_empty(text), urls::web_or_empty(text)].iter().filter(|taken| taken.is_ok()) {
        assert!(taken.is_err() || text.is_empty() || matches!(Url::parse(text).unwrap().scheme(), "https" | "http"));
    }
}

fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map_or(host, |(name, _)| name);
    name == "localhost" || name.ends_with(".localhost") || name.starts_with("127.") || name == "[::1]"
}

fn client(callback: &str) -> Client {
    serde_json::from_value(serde_json::json!({
        "client_id": "c", "name": "c", "is_first_party": true, "oidc_conformant": true, "callbacks": [callback], "grant_types": [],
        "token_endpoint_auth_method": "none", "client_secret": null, "jwt_configuration": {}, "refresh_token": {},
    }))
    .unwrap()
}
