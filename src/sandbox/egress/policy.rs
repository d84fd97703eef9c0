//! Which servers an Action may reach by name.
//!
//! The policy speaks of origins, since that is what an operator can check; addresses are the business of `address`, and are
//! checked under every policy: an allow-list is written for a name, and a name can come to mean an internal address.

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// Which servers an Action may reach. Addresses that are not public are refused under every policy.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EgressPolicy {
    /// Every public host over https, as in Auth0.
    #[default]
    PublicHosts,
    /// None.
    Nothing,
    /// Those listed, as `https://host[:port]`; `http://host[:port]` allows the plain protocol to that host.
    Hosts(Vec<String>),
}

impl EgressPolicy {
    /// Checks that every entry is an origin and nothing more.
    ///
    /// # Errors
    /// A sentence that names the first entry that is not.
    pub fn validate(&self) -> Result<(), String> {
        let Self::Hosts(hosts) = self else { return Ok(()) };
        if hosts.len() > 100 {
            return Err(format!("The list of allowed hosts has {} entries, but at most 100 are accepted.", hosts.len()));
        }
        for entry in hosts {
            if origin_of_entry(entry).is_none() {
                let shown: String = entry.chars().filter(|c| !c.is_control()).take(100).collect();
                return Err(format!("\"{shown}\" is not an allowed host: write https://host or https://host:port, without a path."));
            }
        }
        Ok(())
    }

    /// Whether a request to `url` may be made.
    ///
    /// # Errors
    /// A sentence for the author.
    pub fn allows(&self, url: &Url) -> Result<(), String> {
        let asked = Origin::of(url).ok_or("Only absolute http and https addresses can be requested.")?;
        match self {
            Self::Nothing => Err("This Action may not make requests to other servers.".to_owned()),
            Self::PublicHosts if asked.scheme == "https" => Ok(()),
            Self::PublicHosts => {
                Err(format!("Plain http is not allowed; use https, or list http://{} among the Action's allowed hosts.", asked.host))
            }
            Self::Hosts(hosts) => {
                if hosts.iter().any(|entry| origin_of_entry(entry).as_ref() == Some(&asked)) {
                    Ok(())
                } else {
                    Err(format!("{}://{}:{} is not among the Action's allowed hosts.", asked.scheme, asked.host, asked.port))
                }
            }
        }
    }
}

/// Scheme, host and port in one spelling.
#[derive(Debug, PartialEq, Eq)]
struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

impl Origin {
    fn of(url: &Url) -> Option<Self> {
        if !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        let host = match url.host()? {
            // `example.com.` is the same host.
            Host::Domain(name) => name.trim_end_matches('.').to_ascii_lowercase(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => format!("[{address}]"),
        };
        Some(Self { scheme: url.scheme().to_owned(), host, port: url.port_or_known_default()? })
    }
}

fn origin_of_entry(entry: &str) -> Option<Origin> {
    let url = Url::parse(entry).ok()?;
    let bare =
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    // The parser repairs what it can (`https:host`, backslashes); an entry of an allow-list has to be written in full.
    let begins = |with: &str| entry.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let written_in_full = begins("https://") || begins("http://");
    if bare && written_in_full && !entry.contains(['\\', '@', '*']) { Origin::of(&url) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_listed_origin_is_allowed_with_its_default_port_and_nothing_else() {
        let policy = EgressPolicy::Hosts(vec!["https://api.example.com".into(), "http://old.example.com:8080".into()]);
        for allowed in
            ["https://api.example.com/x?y", "https://API.example.com:443/", "https://api.example.com./", "http://old.example.com:8080"]
        {
            assert_eq!(policy.allows(&url(allowed)), Ok(()), "{allowed}");
        }
        for refused in [
            "http://api.example.com/",
            "https://api.example.com:8443/",
            "https://api.example.com.evil.test/",
            "https://evil.test/https://api.example.com",
            "https://xapi.example.com/",
            "https://api.example.com@evil.test/",
            "https://old.example.com:8080/",
            "ftp://api.example.com/",
        ] {
            assert!(policy.allows(&url(refused)).is_err(), "{refused}");
        }
    }

    #[test]
    fn public_hosts_means_https_and_nothing_means_nothing() {
        assert!(EgressPolicy::PublicHosts.allows(&url("https://example.com")).is_ok());
        assert!(EgressPolicy::PublicHosts.allows(&url("http://example.com")).is_err());
        assert!(EgressPolicy::Nothing.allows(&url("https://example.com")).is_err());
    }

    #[test]
    fn an_entry_that_is_more_than_an_origin_is_named() {
        for entry in ["example.com", "https://a/path", "https://u:p@a", "https://*.a", "https:a", "https://a?q", "", "https://"] {
            assert!(EgressPolicy::Hosts(vec![entry.into()]).validate().is_err(), "{entry}");
        }
        let good = ["https://a.test:8443", "https://[2606::1]", "HTTPS://A.test"].map(str::to_owned).to_vec();
        assert_eq!(EgressPolicy::Hosts(good).validate(), Ok(()));
    }
}
