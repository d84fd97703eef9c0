//! Publishing: the draft becomes an immutable version. No Action gets it by that; each is pinned to it by a change of its own.
//!
//! A module keeps 50 versions. Beyond that the oldest goes which no Action uses, as with the versions of an Action; where Actions use
//! them all, there is no room until some of them are pinned to the same version.

use std::collections::BTreeSet;

use super::{units, usage, versions};
use crate::actions::lifecycle::LifecycleError;
use crate::actions::{Module, ModuleVersion};
use crate::app::App;
use crate::random::uuid;
use crate::storage::{Batch, Stored};

/// Versions that a module keeps (reference 1.8).
pub const MAX_VERSIONS: usize = 50;

/// Publishes the draft.
pub async fn publish(app: &App, id: &str) -> Result<ModuleVersion, LifecycleError> {
    let module = app.actions.modules.get(id).await?.ok_or(LifecycleError::NoModule)?;
    if module.all_changes_published {
        return Err(LifecycleError::NothingToPublish);
    }
    let mut after = module.value.clone();
    let version = version_of(app, &mut after);
    let mut batch = Batch::new();
    app.actions.modules.stage_update(&mut batch, &module, &after)?;
    app.actions.module_versions.stage_insert(&mut batch, &version)?;
    make_room(app, &mut batch, &after).await?;
    app.store.commit(batch).await?;
    Ok(version)
}

/// The version that the draft becomes, which `module` knows from here on as its latest.
pub(super) fn version_of(app: &App, module: &mut Module) -> ModuleVersion {
    let version = ModuleVersion {
        id: uuid(&*app.random),
        module_id: module.id.clone(),
        number: module.last_number + 1,
        code: module.code.clone(),
        dependencies: module.dependencies.clone(),
        secrets: module.secrets.clone(),
        unit: module.unit.clone(),
        created_at: app.clock.now(),
    };
    module.latest_version = Some(version.id.clone());
    module.last_number = version.number;
    module.all_changes_published = true;
    version
}

/// Deletes versions until one more fits.
async fn make_room(app: &App, batch: &mut Batch, module: &Module) -> Result<(), LifecycleError> {
    let kept = versions(app, &module.id).await?;
    let surplus = (kept.len() + 1).saturating_sub(MAX_VERSIONS);
    if surplus == 0 {
        return Ok(());
    }
    let uses = usage::all(app).await?;
    let used: BTreeSet<&str> = uses.iter().flat_map(|action| &action.modules).map(|pin| pin.version_id.as_str()).collect();
    let mut gone = Vec::with_capacity(surplus);
    let mut stay: Vec<Stored<ModuleVersion>> = Vec::with_capacity(kept.len());
    for version in kept {
        let goes = gone.len() < surplus && !used.contains(version.id.as_str());
        if goes { gone.push(version) } else { stay.push(version) }
    }
    if gone.len() < surplus {
        return Err(LifecycleError::TooManyVersions);
    }
    for version in &gone {
        app.actions.module_versions.stage_delete(batch, version);
    }
    let units = gone.iter().map(|version| version.unit.as_str());
    Ok(units::stage_delete_unused(app, batch, units, Some(&module.unit), &stay).await?)
}
