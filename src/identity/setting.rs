//! Settings of the tenant that are documents of their own: attack protection, prompts and their texts, branding.
//!
//! One collection for all of them: each is an object that is read and written whole, under the path by which the Management API
//! knows it, and what it may hold is that endpoint's table.

use serde::{Deserialize, Serialize};

use super::Metadata;
use crate::storage::Entity;

/// The document of the branding, which the hosted pages read.
pub const BRANDING: &str = "branding";

/// One document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// The path below `/api/v2`, such as `prompts/login/custom-text/en`.
    pub name: String,
    /// What was set; defaults are not stored.
    pub value: Metadata,
}

impl Entity for Setting {
    const COLLECTION: &'static str = "settings";

    fn id(&self) -> String {
        self.name.clone()
    }
}
