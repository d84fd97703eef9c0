//! How Actions, versions and bindings are shown (reference 2.2): dates with nine digits, absent keys rather than nulls, and a
//! status in lower case everywhere but in `current_version`. Secrets are shown by name alone.

use serde_json::{Map, Value, json};

use crate::actions::{Action, ActionSecret, ActionVersion, Binding, PinnedModule, Program};
use crate::app::App;
use crate::clock::iso_nanos;
use crate::contract::Trigger;
use crate::http::error::ApiError;

/// The one trigger of an Action.
pub fn triggers(trigger: Trigger, version: &str) -> Value {
    json!([{ "id": trigger.id(), "version": version }])
}

/// Secrets without their values.
pub fn secrets(secrets: &[ActionSecret]) -> Value {
    secrets.iter().map(|secret| json!({ "name": secret.name, "updated_at": iso_nanos(secret.updated_at) })).collect()
}

/// The modules, where there are some.
fn modules(out: &mut Map<String, Value>, pins: &[PinnedModule]) {
    if pins.is_empty() {
        return;
    }
    let shown = pins.iter().map(|pin| {
        json!({
            "module_id": pin.module_id,
            "module_name": pin.name,
            "module_version_id": pin.version_id,
            "module_version_number": pin.number,
        })
    });
    out.insert("modules".to_owned(), shown.collect());
}

/// What is ours beside Auth0's members: the program, the limits and the allowed hosts.
fn own(out: &mut Map<String, Value>, program: Option<&Program>, limits: &Map<String, Value>, hosts: Option<&Vec<String>>) {
    match program {
        Some(Program::Component { sha256, size }) => {
            out.insert("component".to_owned(), json!({ "sha256": sha256, "size": size }));
        }
        Some(Program::Script { unit, late }) => {
            let mut script = json!({ "sha256": unit });
            if let (Some(late), Some(members)) = (late, script.as_object_mut()) {
                members.insert("top_level".to_owned(), json!(format!("runs at each call: {late}")));
            }
            out.insert("script".to_owned(), script);
        }
        None => {}
    }
    out.insert("limits".to_owned(), json!(limits));
    if let Some(hosts) = hosts {
        out.insert("allowed_hosts".to_owned(), json!(hosts));
    }
}

/// An Action, with its deployed version where it has one.
pub async fn action(app: &App, action: &Action) -> Result<Value, ApiError> {
    let mut out = Map::new();
    out.insert("id".to_owned(), json!(action.id));
    out.insert("name".to_owned(), json!(action.name));
    out.insert("supported_triggers".to_owned(), triggers(action.trigger, &action.trigger_version));
    out.insert("created_at".to_owned(), json!(iso_nanos(action.created_at)));
    out.insert("updated_at".to_owned(), json!(iso_nanos(action.updated_at)));
    out.insert("code".to_owned(), json!(action.code));
    out.insert("dependencies".to_owned(), action.dependencies.clone());
    out.insert("runtime".to_owned(), json!(action.runtime));
    out.insert("status".to_owned(), json!(action.status));
    if let Some(error) = &action.build_error {
        out.insert("errors".to_owned(), json!([{ "id": "build", "msg": error }]));
    }
    out.insert("secrets".to_owned(), secrets(&action.secrets));
    modules(&mut out, &action.modules);
    own(&mut out, action.program.as_ref(), &action.limits, action.allowed_hosts.as_ref());
    let deployed = match &action.deployed_version {
        Some(id) => app.actions.versions.get(id).await?,
        None => None,
    };
    if let Some(deployed) = deployed {
        out.insert("current_version".to_owned(), current(&deployed));
        out.insert("deployed_version".to_owned(), Value::Object(version(&deployed, true)));
    }
    out.insert("all_changes_deployed".to_owned(), json!(action.all_changes_deployed));
    Ok(Value::Object(out))
}

/// The short form of the deployed version, with its shouting status.
fn current(version: &ActionVersion) -> Value {
    json!({
        "id": version.id,
        "code": version.code,
        "runtime": version.runtime,
        "status": "BUILT",
        "number": version.number,
        "build_time": iso_nanos(version.built_at),
        "created_at": iso_nanos(version.created_at),
        "updated_at": iso_nanos(version.created_at),
    })
}

/// A version; the answer to a deploy says that it is not deployed although it is.
pub fn version(version: &ActionVersion, deployed: bool) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("id".to_owned(), json!(version.id));
    out.insert("action_id".to_owned(), json!(version.action_id));
    out.insert("code".to_owned(), json!(version.code));
    out.insert("dependencies".to_owned(), version.dependencies.clone());
    out.insert("deployed".to_owned(), json!(deployed));
    out.insert("number".to_owned(), json!(version.number));
    out.insert("built_at".to_owned(), json!(iso_nanos(version.built_at)));
    out.insert("secrets".to_owned(), secrets(&version.secrets));
    modules(&mut out, &version.modules);
    out.insert("status".to_owned(), json!("built"));
    out.insert("created_at".to_owned(), json!(iso_nanos(version.created_at)));
    out.insert("updated_at".to_owned(), json!(iso_nanos(version.created_at)));
    out.insert("runtime".to_owned(), json!(version.runtime));
    out.insert("supported_triggers".to_owned(), triggers(version.trigger, &version.trigger_version));
    own(&mut out, Some(&version.program), &version.limits, version.allowed_hosts.as_ref());
    out
}

/// The Action inside a version or a binding.
pub fn nested(action: &Action, all_changes_deployed: bool) -> Value {
    json!({
        "id": action.id,
        "name": action.name,
        "supported_triggers": triggers(action.trigger, &action.trigger_version),
        "created_at": iso_nanos(action.created_at),
        "updated_at": iso_nanos(action.updated_at),
        "all_changes_deployed": all_changes_deployed,
    })
}

/// A binding; `on_failure` is ours.
pub async fn binding(app: &App, trigger: Trigger, binding: &Binding) -> Result<Value, ApiError> {
    let action = app.actions.actions.get(&binding.action_id).await?;
    Ok(json!({
        "id": binding.id,
        "trigger_id": trigger.id(),
        "action": action.map(|action| nested(&action, action.all_changes_deployed)),
        "created_at": iso_nanos(binding.created_at),
        "updated_at": iso_nanos(binding.updated_at),
        "display_name": binding.display_name,
        "on_failure": binding.on_failure,
    }))
}
