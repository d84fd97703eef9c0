//! The hosted pages: where more languages lie.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What an operator adds to the hosted pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PageSettings {
    /// A directory with `<language>.json` files, each an object of English texts and what they are in that language. Which languages
    /// are offered, the tenant says (`enabled_locales`).
    pub texts: Option<PathBuf>,
}
