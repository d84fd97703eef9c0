//! Deleting a module with its versions, unless an Action uses one of them.

use super::{units, usage, versions};
use crate::actions::lifecycle::LifecycleError;
use crate::app::App;
use crate::storage::Batch;

/// Deletes a module.
pub async fn delete(app: &App, id: &str) -> Result<(), LifecycleError> {
    let module = app.actions.modules.get(id).await?.ok_or(LifecycleError::NoModule)?;
    // Read before the Actions are: whoever is pinned to one of them at this moment writes it again, and this commit is told.
    let kept = versions(app, id).await?;
    if usage::all(app).await?.iter().any(|action| action.of(id).is_some()) {
        return Err(LifecycleError::ModuleInUse);
    }
    let mut batch = Batch::new();
    for version in &kept {
        app.actions.module_versions.stage_delete(&mut batch, version);
    }
    let units = kept.iter().map(|version| version.unit.as_str()).chain([module.unit.as_str()]);
    units::stage_delete_unused(app, &mut batch, units, None, &[]).await?;
    app.actions.modules.stage_delete(&mut batch, &module);
    app.store.commit(batch).await?;
    Ok(())
}
