//! Rolling back: the draft becomes what a version is. Versions and Actions stay as they are; to publish it makes a new version.

use super::{latest, units, versions};
use crate::actions::Module;
use crate::actions::lifecycle::LifecycleError;
use crate::app::App;
use crate::storage::Batch;

/// Makes the version the draft.
pub async fn roll_back(app: &App, id: &str, version: &str) -> Result<Module, LifecycleError> {
    let module = app.actions.modules.get(id).await?.ok_or(LifecycleError::NoModuleVersion)?;
    let kept = versions(app, id).await?;
    let version = kept.iter().find(|kept| kept.id == version).ok_or(LifecycleError::NoModuleVersion)?;
    if module.is(version) {
        return Err(LifecycleError::CurrentDraft);
    }
    let mut after = module.value.clone();
    after.code.clone_from(&version.code);
    after.dependencies = version.dependencies.clone();
    after.secrets.clone_from(&version.secrets);
    after.unit.clone_from(&version.unit);
    after.all_changes_published = latest(app, &after).await?.is_some_and(|latest| after.is(&latest));
    after.updated_at = app.clock.now();
    let mut batch = Batch::new();
    units::stage_delete_unused(app, &mut batch, [module.unit.as_str()].into_iter(), Some(&after.unit), &kept).await?;
    app.actions.modules.stage_update(&mut batch, &module, &after)?;
    app.store.commit(batch).await?;
    Ok(after)
}
