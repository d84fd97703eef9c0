//! Creating an Action and changing its draft. Logins do not notice: they run the deployed version.

use jiff::Timestamp;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::LifecycleError;
use crate::actions::{Action, ActionSecret, BuildStatus};
use crate::app::App;
use crate::contract::Trigger;
use crate::random::uuid;
use crate::sandbox::Limits;
use crate::storage::collection::{Clash, clash};
use crate::storage::{StoreError, Stored};

/// Actions that a tenant holds at most: as many as Auth0 allows (reference 1.8).
pub const MAX_ACTIONS: usize = 100;

/// A secret as it came: without a value, the one of this name stays as it is.
pub struct GivenSecret {
    /// The name.
    pub name: String,
    /// The value.
    pub value: Option<Zeroizing<String>>,
}

/// What changes; absent members stay.
#[derive(Default)]
pub struct Draft {
    /// The name.
    pub name: Option<String>,
    /// The trigger and its version.
    pub trigger: Option<Trigger>,
    /// Source text.
    pub code: Option<String>,
    /// The runtime.
    pub runtime: Option<String>,
    /// npm dependencies.
    pub dependencies: Option<Value>,
    /// All secrets: those that are not named go.
    pub secrets: Option<Vec<GivenSecret>>,
    /// All limits of its own.
    pub limits: Option<Map<String, Value>>,
    /// All allowed hosts; `Some(None)` is any public host.
    pub allowed_hosts: Option<Option<Vec<String>>>,
}

/// Creates an Action.
pub async fn create(app: &App, name: String, trigger: Trigger, draft: Draft) -> Result<Stored<Action>, LifecycleError> {
    if app.actions.actions.page(None, MAX_ACTIONS, crate::storage::Direction::Forward).await?.len() >= MAX_ACTIONS {
        return Err(LifecycleError::TooMany);
    }
    let now = app.clock.now();
    let mut action = Action {
        id: uuid(&*app.random),
        name,
        trigger,
        trigger_version: trigger.version().to_owned(),
        code: String::new(),
        runtime: "wasm".to_owned(),
        dependencies: Value::Array(Vec::new()),
        secrets: Vec::new(),
        limits: Map::new(),
        allowed_hosts: None,
        program: None,
        status: BuildStatus::Pending,
        build_error: None,
        deployed_version: None,
        last_number: 0,
        all_changes_deployed: false,
        created_at: now,
        updated_at: now,
    };
    apply(app, &mut action, draft, now)?;
    app.actions.actions.insert(action).await.map_err(named)
}

/// Changes a draft.
pub async fn update(app: &App, before: &Stored<Action>, draft: Draft) -> Result<Stored<Action>, LifecycleError> {
    let mut after = before.value.clone();
    let now = app.clock.now();
    apply(app, &mut after, draft, now)?;
    after.all_changes_deployed = false;
    after.updated_at = now;
    app.actions.actions.update(before, after).await.map_err(named)
}

fn named(error: StoreError) -> LifecycleError {
    match error {
        StoreError::Conflict(key) if clash(&key) == Clash::Unique("name".to_owned()) => LifecycleError::NameTaken,
        other => other.into(),
    }
}

fn apply(app: &App, action: &mut Action, draft: Draft, now: Timestamp) -> Result<(), LifecycleError> {
    if let Some(trigger) = draft.trigger.filter(|trigger| *trigger != action.trigger) {
        if action.last_number > 0 {
            let message = "The trigger of an action that was deployed cannot be changed; create another action.";
            return Err(LifecycleError::Invalid(message.to_owned()));
        }
        // What was checked against one trigger's world was not checked against another's.
        action.trigger = trigger;
        action.trigger_version = trigger.version().to_owned();
        action.program = None;
        action.status = BuildStatus::Pending;
    }
    if let Some(limits) = draft.limits {
        check_limits(app, &limits)?;
        action.limits = limits;
    }
    if let Some(given) = draft.secrets {
        action.secrets = seal(app, action, given, now)?;
    }
    action.name = draft.name.unwrap_or_else(|| action.name.clone());
    action.code = draft.code.unwrap_or_else(|| action.code.clone());
    action.runtime = draft.runtime.unwrap_or_else(|| action.runtime.clone());
    action.dependencies = draft.dependencies.unwrap_or_else(|| action.dependencies.clone());
    action.allowed_hosts = draft.allowed_hosts.unwrap_or_else(|| action.allowed_hosts.clone());
    Ok(())
}

/// Limits are counted over the server's own, as the pipeline does at the call.
fn check_limits(app: &App, limits: &Map<String, Value>) -> Result<(), LifecycleError> {
    let invalid = |reason: String| LifecycleError::Invalid(format!("limits: {reason}"));
    let mut merged = serde_json::to_value(&app.config.sandbox.limits).map_err(|e| invalid(e.to_string()))?;
    if let Some(object) = merged.as_object_mut() {
        object.extend(limits.clone());
    }
    let merged: Limits = serde_json::from_value(merged).map_err(|e| invalid(e.to_string()))?;
    merged.validate().map_err(|e| LifecycleError::Invalid(e.to_string()))
}

fn seal(app: &App, action: &Action, given: Vec<GivenSecret>, now: Timestamp) -> Result<Vec<ActionSecret>, LifecycleError> {
    let mut out: Vec<ActionSecret> = Vec::with_capacity(given.len());
    for GivenSecret { name, value } in given {
        if out.iter().any(|other| other.name == name) {
            return Err(LifecycleError::Invalid(format!("The secret {name} is given twice.")));
        }
        out.push(match value {
            Some(value) => {
                let sealed = app.vault.seal(&Action::secret_purpose(&action.id, &name), value.as_bytes());
                ActionSecret { name, sealed, updated_at: now }
            }
            None => action
                .secrets
                .iter()
                .find(|old| old.name == name)
                .cloned()
                .ok_or_else(|| LifecycleError::Invalid(format!("The secret {name} has no value.")))?,
        });
    }
    Ok(out)
}
