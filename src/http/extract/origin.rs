//! Where a request came from: address, host, browser, language.
//!
//! `X-Forwarded-For` is a claim: it counts only when the peer is a trusted proxy, and is read from the right, where each proxy
//! adds the address that it saw itself. The first address that is no trusted proxy is the client's; what stands left of it was
//! written by the client and means nothing. Its first language is cut to a bounded length, as is the browser's name.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::{HeaderMap, header, request::Parts};

use crate::config::Proxies;
use crate::http::Shared;
pub use crate::identity::Origin;

const FORWARDED_FOR: &str = "x-forwarded-for";

fn text(headers: &HeaderMap, name: header::HeaderName, limit: usize) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.chars().take(limit).collect())
}

/// Whether a proxy, or somebody who claims to be one, passed the request on.
pub fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.contains_key(FORWARDED_FOR) || headers.contains_key(header::FORWARDED)
}

/// The client's address, as far as it can be believed.
pub fn client_ip(peer: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> IpAddr {
    let mut client = peer.to_canonical();
    let hops = headers.get_all(FORWARDED_FOR).iter().rev().flat_map(|value| value.to_str().unwrap_or("?").rsplit(','));
    for hop in hops {
        if !proxies.trusts(client) {
            break;
        }
        // What a trusted proxy cannot have written ends the walk at the proxy itself.
        let Some(ip) = parse_hop(hop.trim()) else { break };
        client = ip;
    }
    client
}

/// An address, with or without a port.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    bare.parse::<IpAddr>().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip())).map(|ip| ip.to_canonical())
}

impl FromRequestParts<Shared> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let language = text(&parts.headers, header::ACCEPT_LANGUAGE, 64)
            .and_then(|all| all.split([',', ';']).next().map(|first| first.trim().to_owned()));
        Ok(Self {
            ip: peer.map(|ip| client_ip(ip, &parts.headers, &app.config.proxies).to_string()).unwrap_or_default(),
            hostname: app.config.public_url.host_str().unwrap_or_default().to_owned(),
            method: parts.method.to_string(),
            user_agent: text(&parts.headers, header::USER_AGENT, 512),
            language,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, forwarded: &[&str]) -> String {
        let proxies = Proxies { trusted: vec!["10.0.0.0/8".parse().unwrap()] };
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, value.parse().unwrap());
        }
        client_ip(peer.parse().unwrap(), &headers, &proxies).to_string()
    }

    #[test]
    fn a_forwarding_header_of_a_stranger_means_nothing() {
        assert_eq!(from("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
    }

    #[test]
    fn the_right_most_address_that_is_no_proxy_is_the_client() {
        assert_eq!(from("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(from("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.0.0.2"]), "198.51.100.1");
        assert_eq!(from("10.0.0.1", &["1.1.1.1", "198.51.100.1", "10.0.0.2"]), "198.51.100.1");
        assert_eq!(from("::ffff:10.0.0.1", &["[2001:db8::1]:4711"]), "2001:db8::1");
        assert_eq!(from("10.0.0.1", &["198.51.100.1:80"]), "198.51.100.1");
    }

    #[test]
    fn what_is_no_address_ends_the_walk_at_the_proxy() {
        assert_eq!(from("10.0.0.1", &["198.51.100.1, unknown"]), "10.0.0.1");
        assert_eq!(from("10.0.0.1", &[]), "10.0.0.1");
    }
}
