//! Deleting an Action with its versions and what only they ran.

use super::LifecycleError;
use super::unused::stage_delete_unused;
use crate::app::App;
use crate::storage::Batch;

/// Deletes an Action; one that is bound to a trigger only with `force`, which unbinds it in the same commit, and one that is bound to a
/// profile never. Whoever makes a profile writes the Action, so that of two who race one loses.
pub async fn delete(app: &App, id: &str, force: bool) -> Result<(), LifecycleError> {
    let action = app.actions.actions.get(id).await?.ok_or(LifecycleError::NoAction)?;
    if let Some(profile) = app.directory.token_exchange_profiles.list_by("action", id, None, 1).await?.first() {
        return Err(LifecycleError::BoundToProfile(profile.id.clone()));
    }
    let mut batch = Batch::new();
    let trigger = action.trigger.id();
    match app.actions.bindings.get(trigger).await? {
        Some(before) if before.bindings.iter().any(|binding| binding.action_id == id) => {
            if !force {
                return Err(LifecycleError::Bound);
            }
            let mut after = before.value.clone();
            after.bindings.retain(|binding| binding.action_id != id);
            app.actions.bindings.stage_update(&mut batch, &before, &after)?;
        }
        // Whoever binds it at this moment meets this demand, or this commit meets theirs.
        found => app.actions.bindings.stage_expect(&mut batch, trigger, found.map(|stored| stored.version)),
    }
    let versions = app.actions.versions.list_by("action", id, None, usize::MAX).await?;
    let programs = versions.iter().map(|version| &version.program).chain(&action.program);
    stage_delete_unused(&app.actions, &mut batch, programs, id, true).await?;
    for version in &versions {
        app.actions.versions.stage_delete(&mut batch, version);
    }
    app.actions.actions.stage_delete(&mut batch, &action);
    app.store.commit(batch).await?;
    Ok(())
}
