//! What registries and archives say about a package. Read with tolerance: in a registry with millions of packages every field
//! has been filled in wrongly by somebody, and a field of the wrong type says nothing.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, IgnoredAny};

/// All that a registry says about a package.
#[derive(Debug, Default, Deserialize)]
pub struct Packument {
    /// Versions by tag.
    #[serde(rename = "dist-tags", default, deserialize_with = "tolerant")]
    pub tags: HashMap<String, String>,
    /// What is known of each version.
    #[serde(default)]
    pub versions: HashMap<String, Manifest>,
}

/// One version: the `package.json`, and where its archive is.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    #[serde(default, deserialize_with = "tolerant")]
    pub name: String,
    #[serde(default, deserialize_with = "tolerant")]
    pub version: String,
    #[serde(default, deserialize_with = "tolerant")]
    pub dependencies: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "tolerant")]
    pub optional_dependencies: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "tolerant")]
    pub peer_dependencies: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "tolerant")]
    pub peer_dependencies_meta: BTreeMap<String, PeerMeta>,
    #[serde(default, deserialize_with = "tolerant")]
    pub os: Names,
    #[serde(default, deserialize_with = "tolerant")]
    pub cpu: Names,
    #[serde(default, deserialize_with = "tolerant")]
    pub gypfile: bool,
    #[serde(default, deserialize_with = "present")]
    pub deprecated: bool,
    #[serde(default)]
    pub dist: Dist,
}

/// Whether a peer may be missing.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct PeerMeta {
    #[serde(default, deserialize_with = "tolerant")]
    pub optional: bool,
}

/// Where the archive is.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Dist {
    #[serde(default, deserialize_with = "tolerant")]
    pub tarball: String,
    #[serde(default, deserialize_with = "tolerant")]
    pub integrity: String,
}

/// One name or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Names {
    One(String),
    Several(Vec<String>),
}

impl Default for Names {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl Manifest {
    /// What shows that the package is for certain machines, if anything does. `!win32` alone does not: it is for all others.
    pub fn machine(&self) -> Option<String> {
        let named = |names: &Names| {
            let names = match names {
                Names::One(name) => std::slice::from_ref(name),
                Names::Several(names) => names,
            };
            names.iter().find(|name| !name.starts_with('!') && name.as_str() != "any").cloned()
        };
        if self.gypfile {
            return Some("gypfile".to_owned());
        }
        named(&self.os).map(|os| format!("only for {os}")).or_else(|| named(&self.cpu).map(|cpu| format!("only for {cpu}")))
    }
}

/// The value, or the default where it has another type.
fn tolerant<'de, T: DeserializeOwned + Default, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either<T> {
        Right(T),
        Wrong(IgnoredAny),
    }
    Ok(match Either::<T>::deserialize(deserializer)? {
        Either::Right(value) => value,
        Either::Wrong(_) => T::default(),
    })
}

/// Whether there is anything but `false` and nothing: `deprecated` is a sentence.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Any {
        Bool(bool),
        Text(String),
        Other(IgnoredAny),
    }
    Ok(match Option::<Any>::deserialize(deserializer)? {
        None => false,
        Some(Any::Bool(value)) => value,
        Some(Any::Text(text)) => !text.is_empty(),
        Some(Any::Other(_)) => true,
    })
}
