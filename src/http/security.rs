//! Security headers on every answer, whatever made it; a page that needs more than nothing says so itself.
//!
//! The default policy lets a document load, run and submit nothing, so an answer that a browser shows by accident (JSON, an error
//! of a layer) is inert. The hosted pages carry their own policy, which differs only in their stylesheet, logo and form targets.
//! HSTS goes out on https alone: on plain http it means nothing, and on a developer's loopback it would outlive the server.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::Shared;

/// The policy of whatever is not a page.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// `same-origin` and not `no-referrer`: with the latter browsers send `Origin: null` with our own forms, and the check of the
/// origin would have to let strangers pass. Other sites see nothing either way.
const REFERRER: &str = "same-origin";

/// One year, as the preload lists ask at least.
const HSTS: &str = "max-age=31536000";

/// Marks an answer whose own policy says who may frame it, which the older header cannot say.
#[derive(Debug, Clone, Copy)]
pub struct MayBeFramed;

/// Adds the headers that the answer does not carry yet.
pub async fn headers(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let framed = response.extensions_mut().remove::<MayBeFramed>().is_some();
    let headers = response.headers_mut();
    let mut add = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    add(header::CONTENT_SECURITY_POLICY, NOTHING);
    add(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    if !framed {
        add(header::X_FRAME_OPTIONS, "DENY");
    }
    add(header::REFERRER_POLICY, REFERRER);
    if app.config.public_url.scheme() == "https" {
        add(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    response
}

/// The policy of a hosted page: its stylesheet, the tenant's logo, and where its form may lead.
///
/// `redirect_uri` belongs to `form-action`, because browsers check it on every redirect after a form was sent. Applications
/// redirect on from their callback to hosts that this server does not know, so all of https is allowed; what remains refused is
/// sending a form in the clear or to a scheme of which nobody has heard.
///
/// An Action may send the user on after the form as well. `plain` says that this server itself speaks plain http, as it does on a
/// developer's machine: then the page that an Action sends to is most likely there too.
pub fn page_policy(logo: Option<&url::Url>, redirect_uri: Option<&str>, plain: bool) -> String {
    let images = logo.map(|logo| format!(" {}", logo.origin().ascii_serialization())).unwrap_or_default();
    let targets = redirect_uri.and_then(|uri| url::Url::parse(uri).ok()).map(|uri| form_target(&uri, plain)).unwrap_or_default();
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self'{images}; form-action 'self'{targets}; frame-ancestors 'none'; base-uri 'none'"
    )
}

fn form_target(uri: &url::Url, plain: bool) -> String {
    match uri.scheme() {
        "https" | "http" if plain => " https: http:".to_owned(),
        "https" => " https:".to_owned(),
        "http" => format!(" https: {}", uri.origin().ascii_serialization()),
        // A native application's own scheme (RFC 8252 section 7.1).
        scheme => format!(" https: {scheme}:"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_may_lead_to_the_applications_callback() {
        assert!(page_policy(None, Some("https://rp.example.com/cb"), false).contains("form-action 'self' https:;"));
        assert!(page_policy(None, Some("http://localhost:3000/cb"), false).contains("form-action 'self' https: http://localhost:3000;"));
        assert!(page_policy(None, Some("com.example.app:/cb"), false).contains("form-action 'self' https: com.example.app:;"));
        assert!(page_policy(None, Some("http://localhost:3000/cb"), true).contains("form-action 'self' https: http:;"));
        assert!(page_policy(None, None, false).contains("form-action 'self';"));
    }

    #[test]
    fn a_logo_is_allowed_by_its_origin_alone() {
        let logo = url::Url::parse("https://cdn.example.com/a;b.png").unwrap();
        assert!(page_policy(Some(&logo), None, false).contains("img-src 'self' https://cdn.example.com;"));
    }
}
