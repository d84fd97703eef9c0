//! Deploying: an immutable version is made, and becomes what logins run, in one commit.
//!
//! Rolling back is a deploy of an old version: it makes a new one, so that the numbers tell the order in which things ran.

use super::LifecycleError;
use crate::actions::{Action, ActionVersion, BuildStatus};
use crate::app::App;
use crate::random::uuid;
use crate::storage::{Batch, Stored};

/// Versions that an Action keeps: the oldest unused ones go (reference 1.8).
pub const MAX_VERSIONS: usize = 50;

/// Deploys the draft.
pub async fn deploy(app: &App, id: &str) -> Result<(Action, ActionVersion), LifecycleError> {
    let action = app.actions.actions.get(id).await?.ok_or(LifecycleError::NoAction)?;
    let version = version_of(app, &action)?;
    let mut after = action.value.clone();
    after.all_changes_deployed = true;
    commit(app, &action, after, version).await
}

/// The version that the draft would become.
pub(super) fn version_of(app: &App, action: &Action) -> Result<ActionVersion, LifecycleError> {
    let program = match (&action.program, action.status) {
        (Some(program), BuildStatus::Built) => program.clone(),
        _ => {
            let why = action.build_error.clone().unwrap_or_else(|| missing(action).to_owned());
            return Err(LifecycleError::NotBuilt(why));
        }
    };
    Ok(ActionVersion {
        id: uuid(&*app.random),
        action_id: action.id.clone(),
        number: action.last_number + 1,
        trigger: action.trigger,
        trigger_version: action.trigger_version.clone(),
        code: action.code.clone(),
        runtime: action.runtime.clone(),
        dependencies: action.dependencies.clone(),
        secrets: action.secrets.clone(),
        modules: action.modules.clone(),
        limits: action.limits.clone(),
        allowed_hosts: action.allowed_hosts.clone(),
        program,
        built_at: action.updated_at,
        created_at: app.clock.now(),
    })
}

/// Deploys an old version again; with `update_draft` it becomes the draft too.
pub async fn roll_back(app: &App, id: &str, version: &str, update_draft: bool) -> Result<(Action, ActionVersion), LifecycleError> {
    let action = app.actions.actions.get(id).await?.ok_or(LifecycleError::NoAction)?;
    let old = app.actions.versions.get(version).await?.filter(|v| v.action_id == id).ok_or(LifecycleError::NoVersion)?;
    let mut new = old.value.clone();
    new.id = uuid(&*app.random);
    new.number = action.last_number + 1;
    new.created_at = app.clock.now();
    let mut after = action.value.clone();
    if update_draft {
        after.code.clone_from(&new.code);
        after.runtime.clone_from(&new.runtime);
        after.dependencies = new.dependencies.clone();
        after.secrets = new.secrets.clone();
        after.modules = new.modules.clone();
        after.limits = new.limits.clone();
        after.allowed_hosts = new.allowed_hosts.clone();
        after.program = Some(new.program.clone());
        after.status = BuildStatus::Built;
    }
    after.all_changes_deployed = is_draft(&after, &new);
    commit(app, &action, after, new).await
}

/// What the draft lacks.
fn missing(action: &Action) -> &'static str {
    if action.status == BuildStatus::Building {
        return "Its packages are still being fetched; ask for the action until it is built.";
    }
    if super::build::is_script(action) { "Give it code first." } else { "Upload its component first." }
}

fn is_draft(action: &Action, version: &ActionVersion) -> bool {
    action.program.as_ref() == Some(&version.program)
        && action.code == version.code
        && action.dependencies == version.dependencies
        && action.secrets == version.secrets
        && action.modules == version.modules
        && action.limits == version.limits
        && action.allowed_hosts == version.allowed_hosts
}

async fn commit(
    app: &App,
    before: &Stored<Action>,
    mut after: Action,
    version: ActionVersion,
) -> Result<(Action, ActionVersion), LifecycleError> {
    after.deployed_version = Some(version.id.clone());
    after.last_number = version.number;
    after.updated_at = version.created_at;
    let mut batch = Batch::new();
    app.actions.actions.stage_update(&mut batch, before, &after)?;
    app.actions.versions.stage_insert(&mut batch, &version)?;
    let mut kept = app.actions.versions.list_by("action", &after.id, None, usize::MAX).await?;
    kept.sort_by_key(|version| version.number);
    // The one that was deployed until now stays: a binding may run it as the previous version.
    let surplus = (kept.len() + 1).saturating_sub(MAX_VERSIONS);
    for old in kept.iter().take(kept.len().saturating_sub(1)).take(surplus) {
        app.actions.versions.stage_delete(&mut batch, old);
    }
    app.store.commit(batch).await?;
    Ok((after, version))
}
