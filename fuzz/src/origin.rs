//! Where a request says it comes from: `X-Forwarded-For`, `Accept-Language`, `User-Agent`. An input is the peer's address, then the
//! values of the header, a line each.
//!
//! - A stranger's header means nothing.
//! - The address is the peer's, or one that is written in the header, behind none but trusted proxies; in one spelling.
//! - Nothing longer than its limit is kept, whatever a browser sends.

use std::net::{IpAddr, SocketAddr};

use anteroom::config::Proxies;
use anteroom::http::extract::Origin;
use anteroom::http::extract::origin::client_ip;
use axum::extract::FromRequestParts;
use axum::http::{HeaderMap, HeaderValue, Request};

use super::world;

pub fn run(data: &[u8]) {
    let mut lines = data.split(|byte| *byte == b'\n');
    let Some(Ok(peer)) = lines.next().and_then(|line| std::str::from_utf8(line).ok()).map(str::parse::<IpAddr>) else { return };
    let values: Vec<HeaderValue> = lines.filter_map(|line| HeaderValue::from_bytes(line).ok()).collect();
    let mut headers = HeaderMap::new();
    for value in &values {
        headers.append("x-forwarded-for", value.clone());
    }
    assert_eq!(client_ip(peer, &headers, &Proxies::default()), peer.to_canonical());
    let proxies = Proxies { trusted: vec!["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()] };
    let client = client_ip(peer, &headers, &proxies);
    assert_eq!(client, client.to_canonical());
    if !proxies.trusts(peer) {
        assert_eq!(client, peer.to_canonical());
    }
    // What stands left of the client's own address cannot change it.
    let mut forged = HeaderMap::new();
    forged.append("x-forwarded-for", HeaderValue::from_static("198.51.100.77"));
    for value in &values {
        forged.append("x-forwarded-for", value.clone());
    }
    if !proxies.trusts(client) {
        assert_eq!(client_ip(peer, &forged, &proxies), client);
    }
    browser(values.first());
}

fn browser(text: Option<&HeaderValue>) {
    let Some(text) = text else { return };
    let (mut parts, ()) = Request::builder().header("user-agent", text).header("accept-language", text).body(()).unwrap().into_parts();
    parts.extensions.insert(axum::extract::ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 1))));
    let Ok(origin) = world::with(|world| world.wait(Origin::from_request_parts(&mut parts, &world.app)));
    assert_eq!(origin.ip, "192.0.2.1");
    assert!(origin.user_agent.is_none_or(|agent| agent.chars().count() <= 512));
    assert!(origin.language.is_none_or(|language| language.chars().count() <= 64 && !language.contains([',', ';'])));
}
