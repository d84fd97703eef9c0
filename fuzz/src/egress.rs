//! What an Action asks other servers for, before anything is sent. An input is lines: entries of the Action's allow-list up to an
//! empty one, then the method, the URL, and header fields.
//!
//! - A request that passes goes to an origin on the list, and never to an address that is not public.
//! - No field that frames the message passes.
//! - What the log shows of it holds neither query nor fragment nor credentials.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::OnceLock;
use std::time::Duration;

use anteroom::sandbox::fuzzing::{Egress, Request, RequestLimits, is_public};
use anteroom::sandbox::{EgressOptions, EgressPolicy};
use url::{Host, Url};

pub fn run(data: &[u8]) {
    address(data);
    let text = String::from_utf8_lossy(data);
    let (list, request) = text.split_once("\n\n").unwrap_or(("", &text));
    let list: Vec<String> = list.lines().map(str::to_owned).collect();
    let mut lines = request.lines();
    let (method, url) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let headers: Vec<(String, String)> =
        lines.filter_map(|line| line.split_once(':')).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    for policy in [EgressPolicy::PublicHosts, EgressPolicy::Hosts(list.clone()), EgressPolicy::Nothing] {
        let request =
            Request { method: method.to_owned(), url: url.to_owned(), headers: headers.clone(), body: None, follow_redirects: true };
        let limits = RequestLimits { time: Duration::from_secs(1), request: 1 << 16, response: 1 << 16 };
        let Ok(checked) = egress().check(request, &policy, limits) else { continue };
        let parsed = Url::parse(url).unwrap();
        let literal = match parsed.host().unwrap() {
            Host::Ipv4(address) => Some(IpAddr::from(address)),
            Host::Ipv6(address) => Some(IpAddr::from(address)),
            Host::Domain(_) => None,
        };
        assert!(literal.is_none_or(is_public), "{url} passed");
        match &policy {
            EgressPolicy::PublicHosts => assert_eq!(parsed.scheme(), "https"),
            EgressPolicy::Nothing => panic!("{url} passed where nothing may"),
            EgressPolicy::Hosts(_) => assert!(list.iter().any(|entry| same_origin(entry, &parsed)), "{url} passed {list:?}"),
        }
        let framing = ["host", "content-length", "transfer-encoding", "connection", "upgrade"];
        assert!(headers.iter().all(|(name, _)| !framing.contains(&name.to_ascii_lowercase().as_str())), "{headers:?} passed");
        let summary = checked.summary();
        let (method, shown) = summary.split_once(' ').unwrap();
        assert!(method.len() <= 64 && !shown.contains(['?', '#']) && !summary.contains(char::is_control), "{summary}");
    }
}

/// As RFC 6454 compares them, but that a dot at a host's end is no other host.
fn same_origin(entry: &str, url: &Url) -> bool {
    let bare = |url: &Url| Some((url.scheme().to_owned(), url.host_str()?.trim_end_matches('.').to_owned(), url.port_or_known_default()?));
    Url::parse(entry).is_ok_and(|entry| bare(&entry) == bare(url))
}

fn egress() -> &'static Egress {
    static EGRESS: OnceLock<Egress> = OnceLock::new();
    EGRESS.get_or_init(|| Egress::new(&EgressOptions::default()).unwrap())
}

/// The first bytes as addresses: a special one is not public, however it is wrapped.
fn address(data: &[u8]) {
    if let Some(bytes) = data.first_chunk::<16>() {
        let v6 = Ipv6Addr::from(*bytes);
        let local = v6.is_loopback() || v6.is_multicast() || v6.is_unspecified() || v6.is_unique_local() || v6.is_unicast_link_local();
        assert!(!is_public(v6.into()) || !(local || v6.to_ipv4().is_some()), "{v6}");
    }
    if let Some(bytes) = data.first_chunk::<4>() {
        let v4 = std::net::Ipv4Addr::from(*bytes);
        let special = v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_broadcast() || v4.is_multicast();
        assert!(!is_public(v4.into()) || !(special || v4.is_documentation() || v4.is_unspecified()), "{v4}");
        assert!(!is_public(v4.to_ipv6_mapped().into()), "{v4} inside IPv6");
    }
}
