//! Creating an Action and changing its draft. Logins do not notice: they run the deployed version.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::modules::pins::{self, WantedModule};
use super::pending::{self, Build, Later};
use super::secrets::{GivenSecret, seal};
use super::unused::stage_delete_unused;
use super::{LifecycleError, build};
use crate::actions::{Action, BuildStatus, PinnedModule, Script};
use crate::app::App;
use crate::contract::Trigger;
use crate::random::uuid;
use crate::sandbox::Limits;
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError, Stored, Version};

/// Actions that a tenant holds at most: as many as Auth0 allows (reference 1.8).
pub const MAX_ACTIONS: usize = 100;

/// The runtime of scripts that name none.
const SCRIPT: &str = "node22";

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
    /// All modules that it may require.
    pub modules: Option<Vec<WantedModule>>,
    /// All limits of its own.
    pub limits: Option<Map<String, Value>>,
    /// All allowed hosts; `Some(None)` is any public host.
    pub allowed_hosts: Option<Option<Vec<String>>>,
}

/// Creates an Action. One whose build goes on after this is deployed when it is built, with `deploy`; one that is built is the caller's to deploy.
pub async fn create(app: &Arc<App>, name: String, trigger: Trigger, draft: Draft, deploy: bool) -> Result<Stored<Action>, LifecycleError> {
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
        modules: Vec::new(),
        limits: Map::new(),
        allowed_hosts: None,
        program: None,
        status: BuildStatus::Pending,
        build_error: None,
        deploy_when_built: false,
        deployed_version: None,
        last_number: 0,
        all_changes_deployed: false,
        created_at: now,
        updated_at: now,
    };
    apply(app, &mut action, draft, now).await?;
    let mut batch = Batch::new();
    let mut later = None;
    if build::is_script(&action) && !action.code.is_empty() {
        match pending::begin(app, &mut action).await {
            Build::Done(script) => keep(app, &mut batch, script).await?,
            Build::Later(build) => later = Some(build),
        }
        action.deploy_when_built = deploy && later.is_some();
    }
    app.actions.actions.stage_insert(&mut batch, &action)?;
    let committed = pins::commit(app, batch, &action.modules).await.map_err(named);
    let version = go_on(app, later, committed, &action)?;
    Ok(Stored { value: action, version })
}

/// Changes a draft.
pub async fn update(app: &Arc<App>, before: &Stored<Action>, draft: Draft) -> Result<Stored<Action>, LifecycleError> {
    let mut after = before.value.clone();
    let now = app.clock.now();
    apply(app, &mut after, draft, now).await?;
    after.all_changes_deployed = false;
    after.updated_at = now;
    let mut batch = Batch::new();
    let mut later = None;
    if build::is_script(&after) && !after.code.is_empty() && (source(before) != source(&after) || after.status == BuildStatus::Failed) {
        // Who changes it again says anew what becomes of it.
        after.deploy_when_built = false;
        match pending::begin(app, &mut after).await {
            Build::Done(script) => keep(app, &mut batch, script).await?,
            Build::Later(build) => later = Some(build),
        }
    }
    stage_delete_unused(
        &app.actions,
        &mut batch,
        before.program.iter().filter(|old| Some(*old) != after.program.as_ref()),
        &after.id,
        false,
    )
    .await?;
    app.actions.actions.stage_update(&mut batch, before, &after)?;
    let new: Vec<PinnedModule> = after.modules.iter().filter(|pin| !before.modules.contains(pin)).cloned().collect();
    let committed = pins::commit(app, batch, &new).await.map_err(named);
    let version = go_on(app, later, committed, &after)?;
    Ok(Stored { value: after, version })
}

/// Lets a build go on whose draft was stored, and gives up one whose draft was not.
fn go_on(
    app: &Arc<App>,
    later: Option<Later>,
    committed: Result<Version, LifecycleError>,
    action: &Action,
) -> Result<Version, LifecycleError> {
    match (later, &committed) {
        (Some(later), Ok(_)) => later.finish(app, action.clone()),
        (Some(later), Err(_)) => later.give_up(),
        (None, _) => {}
    }
    committed
}

/// What a script is built from.
pub(super) fn source(action: &Action) -> (Trigger, &str, &str, &Value, Vec<&str>) {
    let modules = action.modules.iter().map(|pin| pin.version_id.as_str()).collect();
    (action.trigger, &action.code, &action.runtime, &action.dependencies, modules)
}

/// Stores what was built.
pub(super) async fn keep(app: &App, batch: &mut Batch, script: Option<Script>) -> Result<(), StoreError> {
    let Some(script) = script else { return Ok(()) };
    app.actions.stage_script(batch, &script).await
}

fn named(error: LifecycleError) -> LifecycleError {
    match error {
        LifecycleError::Store(StoreError::Conflict(key)) if clash(&key) == Clash::Unique("name".to_owned()) => LifecycleError::NameTaken,
        other => other,
    }
}

async fn apply(app: &App, action: &mut Action, draft: Draft, now: Timestamp) -> Result<(), LifecycleError> {
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
        action.secrets = seal(app, &action.secrets, given, |name| Action::secret_purpose(&action.id, name), now)?;
    }
    if let Some(wanted) = draft.modules {
        action.modules = pins::pin(app, &wanted).await?;
    }
    action.name = draft.name.unwrap_or_else(|| action.name.clone());
    let has_code = draft.code.as_ref().is_some_and(|code| !code.is_empty());
    action.code = draft.code.unwrap_or_else(|| action.code.clone());
    // Whoever sends source text and names no runtime means a script, as every tool made for Auth0 does. Beside a component it is a note.
    let means_script = has_code && action.program.is_none() && !build::is_script(action);
    let runtime = draft.runtime.or_else(|| means_script.then(|| SCRIPT.to_owned()));
    if let Some(runtime) = runtime {
        if (runtime == "wasm") == build::is_script(action) {
            action.program = None;
            action.status = BuildStatus::Pending;
            action.build_error = None;
        }
        action.runtime = runtime;
    }
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
