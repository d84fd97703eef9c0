//! Addresses of proxies. A forwarding header is a claim that any client can make; it counts only from a peer that is named here.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Proxies in front of the server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Proxies {
    /// `--trusted-proxy`, `ANTEROOM_TRUSTED_PROXIES`: peers whose `X-Forwarded-For` counts.
    pub trusted: Vec<Network>,
}

impl Proxies {
    /// Whether the peer is one of them.
    pub fn trusts(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.trusted.iter().any(|network| network.contains(peer))
    }
}

/// One address or network: `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network(IpNet);

impl Network {
    /// Whether `ip` (not IPv4-mapped) lies in it.
    pub fn contains(&self, ip: IpAddr) -> bool {
        self.0.contains(&ip)
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let net = match text.parse::<IpAddr>() {
            Ok(ip) => IpNet::from(ip.to_canonical()),
            Err(_) => text.parse().map_err(|_| format!("'{text}' is no address (10.0.0.7) and no network (10.0.0.0/8)"))?,
        };
        if net.prefix_len() == 0 {
            return Err(format!("'{text}' would let every client forge its address; name the proxies"));
        }
        Ok(Self(net))
    }
}

impl Serialize for Network {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_networks_are_read_and_everything_is_refused() {
        let proxies = Proxies { trusted: vec!["10.1.0.0/16".parse().unwrap(), "::1".parse().unwrap()] };
        assert!(proxies.trusts("10.1.2.3".parse().unwrap()));
        assert!(proxies.trusts("::ffff:10.1.2.3".parse().unwrap()));
        assert!(proxies.trusts("::1".parse().unwrap()));
        assert!(!proxies.trusts("10.2.0.1".parse().unwrap()));
        assert!("0.0.0.0/0".parse::<Network>().is_err());
        assert!("proxy.example".parse::<Network>().is_err());
    }
}
