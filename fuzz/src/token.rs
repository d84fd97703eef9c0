//! `/oauth/token`, `/oauth/revoke` and `/userinfo`: client authentication in both its places, grants, opaque tokens.
//!
//! An input is the `Authorization` header on its first line, then the body; the byte before them chooses endpoint and content type.
//!
//! - Tokens are given only for a secret: the application's, or the code with its verifier.
//! - Every refusal is an OAuth error whose description is one short line.
//! - A refused exchange changes nothing but the tenant log.

use axum::body::Body;
use axum::http::{HeaderValue, Request};

use super::{wire, world};

/// Characters: no sentence of ours is longer, whatever was asked.
const LONGEST: usize = 1024;

pub fn run(data: &[u8]) {
    let [choice, rest @ ..] = data else { return };
    let at = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let (authorization, body) = (&rest[..at], rest.get(at + 1..).unwrap_or_default());
    let path = ["/oauth/token", "/oauth/revoke", "/userinfo", "/oauth/token"][usize::from(choice & 3)];
    let kind = if choice & 4 == 0 { "application/x-www-form-urlencoded" } else { "application/json" };
    let mut request = Request::post(path).header("content-type", kind).body(Body::from(body.to_vec())).unwrap();
    if !authorization.is_empty() {
        let Ok(value) = HeaderValue::from_bytes(authorization) else { return };
        request.headers_mut().insert("authorization", value);
    }
    world::with(|world| {
        let answer = world.ask(request);
        if path == "/userinfo" {
            let opaque = [authorization, body].iter().any(|part| contains(part, world::OPAQUE.as_bytes()));
            assert!(answer.status != 200 || opaque || contains(body, b"%") || contains(body, b"\\"), "claims for no token");
            return;
        }
        if answer.status == 200 {
            assert!(knows_a_secret(kind, authorization, body), "a good answer for no secret: {}", answer.text());
            return;
        }
        let error = answer.json();
        let text = error["error_description"].as_str().unwrap();
        assert!(error["error"].is_string() && text.chars().count() <= LONGEST, "{} bytes of description", text.len());
        assert!(!text.contains(char::is_control), "{text:?}");
        assert_eq!(answer.status == 401, answer.headers.contains_key("www-authenticate"));
        assert!(world.changes().iter().all(|collection| collection == "logs"), "a refusal changed {:?}", world.changes());
    });
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Whether the request holds a secret of one of the applications, or the public one's verifier.
fn knows_a_secret(kind: &str, authorization: &[u8], body: &[u8]) -> bool {
    use anteroom::http::extract::Fields;
    let fields = if kind == "application/json" { Fields::from_json(body) } else { Fields::from_form(body) }.unwrap();
    let posted = fields.get("client_secret").is_some_and(|secret| [world::SECRET, "machine-secret"].contains(&secret));
    let proof = fields.get("code_verifier") == Some(world::VERIFIER) && fields.get("code") == Some(world::CODE);
    // What a public application gives back, it need not prove.
    let public = fields.get("client_id") == Some(world::SPA) && fields.get("token").is_some();
    posted || proof || public || basic(authorization).is_some_and(|secret| [world::SECRET, "machine-secret"].contains(&secret.as_str()))
}

/// The secret of HTTP Basic.
fn basic(authorization: &[u8]) -> Option<String> {
    use base64::Engine;
    let (scheme, credentials) = std::str::from_utf8(authorization).ok()?.trim().split_once(' ')?;
    let decoded = base64::engine::general_purpose::STANDARD.decode(credentials.trim()).ok()?;
    let secret = decoded.splitn(2, |byte| *byte == b':').nth(1)?;
    let pair = [b"=", secret].concat();
    scheme.eq_ignore_ascii_case("basic").then(|| wire::pairs(&pair).remove(0).1)
}
