//! How modules and their versions are shown (reference 2.1), in the ways of Actions: dates with nine digits, absent keys rather than
//! nulls, secrets by name alone.

use serde_json::{Map, Value, json};

use super::super::view::{secrets, triggers};
use crate::actions::lifecycle::modules::latest;
use crate::actions::lifecycle::modules::usage::{self, Usage};
use crate::actions::{Action, Module, ModuleVersion, PinnedModule};
use crate::app::App;
use crate::clock::iso_nanos;
use crate::http::error::ApiError;

/// A module in a list; `uses` are those of all Actions.
pub fn module(module: &Module, uses: &[Usage]) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("id".to_owned(), json!(module.id));
    out.insert("name".to_owned(), json!(module.name));
    out.insert("code".to_owned(), json!(module.code));
    out.insert("dependencies".to_owned(), module.dependencies.clone());
    out.insert("secrets".to_owned(), secrets(&module.secrets));
    let used = uses.iter().filter(|action| action.of(&module.id).is_some()).count();
    out.insert("actions_using_module_total".to_owned(), json!(used));
    out.insert("all_changes_published".to_owned(), json!(module.all_changes_published));
    if module.last_number > 0 {
        out.insert("latest_version_number".to_owned(), json!(module.last_number));
    }
    out.insert("created_at".to_owned(), json!(iso_nanos(module.created_at)));
    out.insert("updated_at".to_owned(), json!(iso_nanos(module.updated_at)));
    out
}

/// A module by itself, with its latest version where it has one.
pub async fn whole(app: &App, module: &Module) -> Result<Value, ApiError> {
    let mut out = self::module(module, &usage::all(app).await?);
    if let Some(latest) = latest(app, module).await? {
        let mut shown = version(&latest);
        if let Some(members) = shown.as_object_mut() {
            members.remove("module_id");
        }
        out.insert("latest_version".to_owned(), shown);
    }
    Ok(Value::Object(out))
}

/// A version.
pub fn version(version: &ModuleVersion) -> Value {
    json!({
        "id": version.id,
        "module_id": version.module_id,
        "version_number": version.number,
        "code": version.code,
        "secrets": secrets(&version.secrets),
        "dependencies": version.dependencies,
        "created_at": iso_nanos(version.created_at),
    })
}

/// An Action that uses a module.
pub fn usage(action: &Action, pin: &PinnedModule) -> Value {
    json!({
        "action_id": action.id,
        "action_name": action.name,
        "module_version_id": pin.version_id,
        "module_version_number": pin.number,
        "supported_triggers": triggers(action.trigger, &action.trigger_version),
    })
}
