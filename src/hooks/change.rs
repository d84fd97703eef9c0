//! Every change of Hooks. A Hook is built before it is kept: what cannot run is refused when it is written.
//!
//! Who switches a Hook on switches the one off that was on, in the same commit. The original's tools write one Hook after the other; were
//! the second refused, they could not exchange two.

use std::collections::BTreeMap;

use super::{Hook, RUNS};
use crate::actions::Script;
use crate::app::App;
use crate::contract::Trigger;
use crate::random::ulid;
use crate::sandbox::ScriptError;
use crate::scripts::build::BuildError;
use crate::scripts::hook::{self, WrittenHook};
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError, Stored};

/// How often a change is made again because somebody else switched a Hook of the trigger meanwhile.
const TRIES: usize = 10;

/// Why a change is not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// It does not build.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// It exports something else.
    #[error("hooks/{name}.js exports no function. A Hook is: module.exports = function (…, cb) {{ cb(null, …); }}")]
    NoFunction {
        /// The Hook's name.
        name: String,
    },
    /// The store refuses; a name that is taken is a conflict.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a new Hook is to be.
pub struct NewHook {
    /// In its kept form.
    pub name: String,
    /// The text.
    pub script: String,
    /// npm packages with their versions.
    pub dependencies: BTreeMap<String, String>,
    /// Where it runs.
    pub trigger: Trigger,
    /// Whether flows run it; where nothing is said, the first of its trigger is switched on.
    pub enabled: Option<bool>,
}

/// Creates a Hook.
///
/// # Errors
/// See [`ChangeError`].
pub async fn create(app: &App, new: NewHook) -> Result<Hook, ChangeError> {
    let NewHook { name, script, dependencies, trigger, enabled } = new;
    let enabled = match enabled {
        Some(enabled) => enabled,
        None => !app.hooks.all().await?.iter().any(|hook| hook.trigger == trigger),
    };
    let id = ulid(app.clock.now(), app.random.as_ref());
    let mut hook = Hook { id, name, script, dependencies, trigger, enabled, secrets: BTreeMap::new(), unit: String::new(), before: None };
    let script = built(app, &hook).await?;
    hook.unit.clone_from(&script.sha256);
    commit(app, None, &hook, Some(&script)).await?;
    Ok(hook)
}

/// Changes a Hook: what it was, and what it is to be.
///
/// # Errors
/// See [`ChangeError`]; a Hook that somebody else changed meanwhile is a conflict.
pub async fn update(app: &App, before: &Stored<Hook>, mut after: Hook) -> Result<Hook, ChangeError> {
    let same = (&before.name, &before.script, &before.dependencies) == (&after.name, &after.script, &after.dependencies);
    let script = if same { None } else { Some(built(app, &after).await?) };
    if let Some(script) = script.as_ref().filter(|script| script.sha256 != before.unit) {
        after.before = Some(std::mem::replace(&mut after.unit, script.sha256.clone()));
    }
    commit(app, Some(before), &after, script.as_ref()).await?;
    Ok(after)
}

/// Deletes a Hook with its scripts.
///
/// # Errors
/// The store fails.
pub async fn delete(app: &App, hook: &Stored<Hook>) -> Result<(), ChangeError> {
    let mut batch = Batch::new();
    app.hooks.stage_delete(&mut batch, hook);
    for unit in hook.before.iter().chain([&hook.unit]) {
        app.actions.stage_script_gone(&mut batch, unit).await?;
    }
    app.store.commit(batch).await?;
    Ok(())
}

async fn built(app: &App, hook: &Hook) -> Result<Script, ChangeError> {
    let written = WrittenHook {
        id: hook.id.clone(),
        name: hook.name.clone(),
        script: hook.script.clone(),
        dependencies: hook.dependencies.clone(),
        trigger: hook.trigger,
    };
    let source = hook::build(&app.packages, &written).await?;
    let prepared = app.sandbox.prepare_script(source.clone()).await.map_err(|error: ScriptError| BuildError::from(error))?;
    if hook::exports_no_function(prepared.late.as_deref()) {
        return Err(ChangeError::NoFunction { name: hook.name.clone() });
    }
    Ok(Script::new(source, None))
}

/// One commit: the Hook, its script, and the end of the one that ran before it.
async fn commit(app: &App, before: Option<&Stored<Hook>>, after: &Hook, script: Option<&Script>) -> Result<(), ChangeError> {
    for _ in 0..TRIES {
        let mut batch = Batch::new();
        let other = if after.enabled { app.hooks.find(RUNS, after.trigger.id()).await? } else { None };
        if let Some(other) = other.filter(|other| other.id != after.id) {
            app.hooks.stage_update(&mut batch, &other, &Hook { enabled: false, ..other.value.clone() })?;
        }
        match before {
            Some(before) => app.hooks.stage_update(&mut batch, before, after)?,
            None => app.hooks.stage_insert(&mut batch, after)?,
        }
        if let Some(script) = script {
            app.actions.stage_script(&mut batch, script).await?;
            // Nobody reads it any more: it was replaced before the one that is replaced now.
            let old =
                before.and_then(|before| before.before.as_ref()).filter(|old| **old != after.unit && after.before.as_ref() != Some(old));
            if let Some(old) = old {
                app.actions.stage_script_gone(&mut batch, old).await?;
            }
        }
        // The trigger goes from the one to the other.
        batch.hand_over();
        match app.store.commit(batch).await {
            Err(StoreError::Conflict(key)) if again(&key, after, app) => {}
            done => return Ok(done.map(drop)?),
        }
    }
    Err(StoreError::Conflict(RUNS.into()).into())
}

/// Whether a conflict is about another Hook than the one that is changed: the trigger's Hook was switched meanwhile.
fn again(key: &[u8], hook: &Hook, app: &App) -> bool {
    if !key.starts_with(app.hooks.prefix()) {
        return false;
    }
    match clash(key) {
        Clash::Unique(index) => index == RUNS,
        Clash::Entity => !key.ends_with(hook.id.as_bytes()),
    }
}
