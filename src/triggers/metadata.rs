//! Metadata that Actions ask to set: collected, and merged into the user in one write at the end of the flow.

use serde_json::Value;

use crate::contract::Effect;
use crate::identity::Metadata;

/// The most that one flow may write into either metadata, in bytes of JSON (reference 1.8: 32 kB each).
pub const MAX_METADATA: usize = 32 * 1024;

/// Keys and values to set; `null` removes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MetadataChanges {
    app: Metadata,
    user: Metadata,
}

/// A flow's Actions together wrote more metadata than may be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the Actions of this flow would make {which} {size} bytes; at most {MAX_METADATA} are kept")]
pub struct TooMuchMetadata {
    /// `app_metadata` or `user_metadata`.
    pub which: &'static str,
    /// Bytes of JSON.
    pub size: usize,
}

impl MetadataChanges {
    /// Collects the metadata effects; a later value for a key stands.
    pub fn collect(effects: &[Effect]) -> Self {
        let mut out = Self::default();
        for effect in effects {
            match effect {
                Effect::SetAppMetadata { key, value } => drop(out.app.insert(key.clone(), value.clone())),
                Effect::SetUserMetadata { key, value } => drop(out.user.insert(key.clone(), value.clone())),
                _ => {}
            }
        }
        out
    }

    /// Whether nothing is to be set.
    pub fn is_empty(&self) -> bool {
        self.app.is_empty() && self.user.is_empty()
    }

    /// Merges the changes into a user's metadata, at the first level as the Management API does.
    pub fn apply(&self, app_metadata: &mut Metadata, user_metadata: &mut Metadata) -> Result<(), TooMuchMetadata> {
        for (which, changes, target) in [("app_metadata", &self.app, app_metadata), ("user_metadata", &self.user, user_metadata)] {
            if changes.is_empty() {
                continue;
            }
            let mut merged = target.clone();
            merge(&mut merged, changes);
            let size = serde_json::to_vec(&merged).map(|json| json.len()).unwrap_or(usize::MAX);
            if size > MAX_METADATA {
                return Err(TooMuchMetadata { which, size });
            }
            *target = merged;
        }
        Ok(())
    }
}

/// Sets each member of `changes` in `target`; `null` removes.
pub fn merge(target: &mut Metadata, changes: &Metadata) {
    for (key, value) in changes {
        match value {
            Value::Null => drop(target.shift_remove(key)),
            value => drop(target.insert(key.clone(), value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Metadata {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn the_last_value_for_a_key_stands_and_null_removes() {
        let changes = MetadataChanges::collect(&[
            Effect::SetAppMetadata { key: "a".into(), value: json!(1) },
            Effect::SetAppMetadata { key: "a".into(), value: json!(2) },
            Effect::SetUserMetadata { key: "gone".into(), value: Value::Null },
        ]);
        let (mut app, mut user) = (object(json!({"b": true})), object(json!({"gone": 1, "kept": 2})));
        changes.apply(&mut app, &mut user).unwrap();
        assert_eq!(Value::Object(app), json!({"b": true, "a": 2}));
        assert_eq!(Value::Object(user), json!({"kept": 2}));
    }

    #[test]
    fn metadata_past_the_limit_is_refused_and_nothing_changes() {
        let changes = MetadataChanges::collect(&[Effect::SetUserMetadata { key: "k".into(), value: json!("x".repeat(MAX_METADATA)) }]);
        let (mut app, mut user) = (Metadata::new(), Metadata::new());
        assert_eq!(changes.apply(&mut app, &mut user).unwrap_err().which, "user_metadata");
        assert!(user.is_empty());
    }
}
