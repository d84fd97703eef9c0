//! What nothing of a module was built into any more.

use crate::actions::ModuleVersion;
use crate::app::App;
use crate::storage::{Batch, StoreError, Stored};

/// Deletes those of `units` that neither the draft, whose unit is `draft`, nor a version that stays has.
///
/// Each is read by itself: one may hold megabytes of packages.
pub async fn stage_delete_unused(
    app: &App,
    batch: &mut Batch,
    units: impl Iterator<Item = &str>,
    draft: Option<&str>,
    stay: &[Stored<ModuleVersion>],
) -> Result<(), StoreError> {
    let mut unused: Vec<&str> = units.filter(|unit| Some(*unit) != draft && !stay.iter().any(|version| version.unit == *unit)).collect();
    unused.sort_unstable();
    unused.dedup();
    for unit in unused {
        if let Some(found) = app.actions.module_units.get(unit).await? {
            app.actions.module_units.stage_delete(batch, &found);
        }
    }
    Ok(())
}
