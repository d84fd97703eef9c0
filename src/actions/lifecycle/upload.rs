//! Uploading a component into a draft: checked in every way before anything is stored.

use bytes::Bytes;

use super::LifecycleError;
use super::unused::stage_delete_unused;
use crate::actions::{Action, BuildStatus, Component, Program};
use crate::app::App;
use crate::storage::{Batch, Stored};

/// Checks and compiles `bytes`, and makes them what the draft runs.
pub async fn upload(app: &App, id: &str, bytes: Bytes) -> Result<Stored<Action>, LifecycleError> {
    let tenant = app.directory.tenants.get(&app.config.tenant).await?;
    if !tenant.is_some_and(|tenant| tenant.allow_component_upload) {
        return Err(LifecycleError::UploadsOff);
    }
    let action = app.actions.actions.get(id).await?.ok_or(LifecycleError::NoAction)?;
    let prepared = app.sandbox.prepare(bytes.clone(), action.trigger).await?;
    // Compiling takes its time; the demand below finds out whether the draft was changed meanwhile.
    let mut after = action.value.clone();
    after.program = Some(Program::Component { sha256: prepared.sha256.clone(), size: prepared.size });
    after.status = BuildStatus::Built;
    after.build_error = None;
    after.runtime = "wasm".to_owned();
    after.all_changes_deployed = false;
    after.updated_at = app.clock.now();
    let mut batch = Batch::new();
    app.actions.actions.stage_update(&mut batch, &action, &after)?;
    let component = Component::new(&bytes);
    match app.actions.components.get(&prepared.sha256).await? {
        // Written again, so that whoever is just deleting it as unused is told.
        Some(before) => app.actions.components.stage_update(&mut batch, &before, &component)?,
        None => app.actions.components.stage_insert(&mut batch, &component)?,
    }
    stage_delete_unused(&app.actions, &mut batch, action.program.iter().filter(|old| Some(*old) != after.program.as_ref()), id, false)
        .await?;
    let version = app.store.commit(batch).await?;
    Ok(Stored { value: after, version })
}
