//! Settings that are one document each: read over their defaults, changed member by member, removed.

use serde_json::{Map, Value};

use crate::app::App;
use crate::http::error::ApiError;
use crate::identity::setting::Setting;
use crate::storage::StoreError;

/// How often a document is made or changed while others make and remove it.
const TRIES: usize = 20;

/// What was set under `name`; empty where nothing was.
pub async fn read(app: &App, name: &str) -> Result<Map<String, Value>, ApiError> {
    Ok(app.directory.settings.get(name).await?.map(|found| found.value.value).unwrap_or_default())
}

/// Applies `change` to the document, which is made if there is none; what it then is.
pub async fn change(app: &App, name: &str, change: impl Fn(&mut Map<String, Value>)) -> Result<Map<String, Value>, ApiError> {
    let settings = &app.directory.settings;
    let mut tries = 0;
    loop {
        if let Some(after) = settings.modify(name, |setting| change(&mut setting.value)).await? {
            return Ok(after.value.value);
        }
        let mut value = Map::new();
        change(&mut value);
        tries += 1;
        match settings.insert(Setting { name: name.to_owned(), value }).await {
            Err(StoreError::Conflict(_)) if tries < TRIES => {}
            other => return Ok(other?.value.value),
        }
    }
}

/// Removes the document, if there is one.
pub async fn remove(app: &App, name: &str) -> Result<(), ApiError> {
    if let Some(found) = app.directory.settings.get(name).await? {
        app.directory.settings.delete(&found).await?;
    }
    Ok(())
}

/// The defaults with what was set laid over them; objects of `merged` names are laid over member by member.
pub fn over_defaults(defaults: Value, set: Map<String, Value>, merged: &[&str]) -> Value {
    let mut out = match defaults {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    lay(&mut out, set, merged);
    Value::Object(out)
}

/// Lays `changes` over `members`, null removing; objects of `merged` names member by member.
pub fn lay(members: &mut Map<String, Value>, changes: Map<String, Value>, merged: &[&str]) {
    for (name, value) in changes {
        match (members.get_mut(&name), value) {
            (_, Value::Null) => {
                members.remove(&name);
            }
            (Some(Value::Object(inner)), Value::Object(own)) if merged.contains(&name.as_str()) => super::merge::over(inner, own),
            (_, Value::Object(mut own)) if merged.contains(&name.as_str()) => {
                own.retain(|_, value| !value.is_null());
                members.insert(name, Value::Object(own));
            }
            (_, value) => {
                members.insert(name, value);
            }
        }
    }
}
