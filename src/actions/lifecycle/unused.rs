//! Bytes of programs that nothing runs any more.

use crate::actions::{ActionStore, Program};
use crate::storage::{Batch, StoreError};

/// Deletes the bytes of those `programs` that nothing runs but the draft of `action` (and its versions, where `with_versions`).
pub async fn stage_delete_unused(
    actions: &ActionStore,
    batch: &mut Batch,
    programs: impl Iterator<Item = &Program>,
    action: &str,
    with_versions: bool,
) -> Result<(), StoreError> {
    let mut programs: Vec<&Program> = programs.collect();
    programs.sort_by_key(|program| (program.component(), program.script()));
    programs.dedup_by_key(|program| (program.component(), program.script()));
    if programs.is_empty() {
        return Ok(());
    }
    let drafts = actions.actions.all().await?;
    let versions = actions.versions.all().await?;
    for unused in programs {
        let runs = |program: &Program| (program.component(), program.script()) == (unused.component(), unused.script());
        let used = drafts.iter().any(|other| other.id != action && other.program.as_ref().is_some_and(runs))
            || versions.iter().any(|version| (version.action_id != action || !with_versions) && runs(&version.program));
        if used {
            continue;
        }
        if let Some(sha256) = unused.component()
            && let Some(component) = actions.components.get(sha256).await?
        {
            actions.components.stage_delete(batch, &component);
        }
        if let Some(unit) = unused.script() {
            actions.stage_script_gone(batch, unit).await?;
        }
    }
    Ok(())
}
