//! Where a request came from: address, host, browser, language. Forwarding headers count only from a configured proxy.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::{HeaderMap, header, request::Parts};

use crate::http::Shared;
pub use crate::identity::Origin;

fn text(headers: &HeaderMap, name: header::HeaderName, limit: usize) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.chars().take(limit).collect())
}

impl FromRequestParts<Shared> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let language = text(&parts.headers, header::ACCEPT_LANGUAGE, 64)
            .and_then(|all| all.split([',', ';']).next().map(|first| first.trim().to_owned()));
        Ok(Self {
            ip: peer.map(|ip| ip.to_canonical().to_string()).unwrap_or_default(),
            hostname: app.config.public_url.host_str().unwrap_or_default().to_owned(),
            method: parts.method.to_string(),
            user_agent: text(&parts.headers, header::USER_AGENT, 512),
            language,
        })
    }
}
