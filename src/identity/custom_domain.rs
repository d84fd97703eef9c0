//! A custom domain as the Management API keeps it (reference 4.2). The server answers under its configured URL alone, so a domain
//! is never verified here.

use serde::{Deserialize, Serialize};

use super::Metadata;
use crate::storage::Entity;

/// One domain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustomDomain {
    /// `cd_…`.
    pub custom_domain_id: String,
    /// A host name in lower case, unique in the tenant.
    pub domain: String,
    /// `auth0_managed_certs` or `self_managed_certs`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What an operator set, without effect.
    #[serde(flatten)]
    pub extra: Metadata,
}

impl Entity for CustomDomain {
    const COLLECTION: &'static str = "custom_domains";

    fn id(&self) -> String {
        self.custom_domain_id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("domain", self.domain.clone())]
    }
}
