//! How guests reach other servers.

use serde::{Deserialize, Serialize};

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
