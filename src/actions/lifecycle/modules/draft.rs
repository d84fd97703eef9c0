//! Creating a module and changing its draft. Actions do not notice: they are pinned to versions.

use jiff::Timestamp;
use serde_json::Value;

use super::{build, latest, publish, units, versions};
use crate::actions::Module;
use crate::actions::lifecycle::LifecycleError;
use crate::actions::lifecycle::secrets::{GivenSecret, seal};
use crate::app::App;
use crate::random::uuid;
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, Direction, StoreError, Stored};

/// Modules that a tenant holds at most: as many as Auth0 allows (reference 1.8).
pub const MAX_MODULES: usize = 100;

/// What changes; absent members stay.
#[derive(Default)]
pub struct ModuleDraft {
    /// Source text.
    pub code: Option<String>,
    /// npm dependencies.
    pub dependencies: Option<Value>,
    /// All secrets: those that are not named go.
    pub secrets: Option<Vec<GivenSecret>>,
}

/// Creates a module; with `publish`, together with its first version.
pub async fn create(app: &App, name: String, draft: ModuleDraft, publish: bool) -> Result<Module, LifecycleError> {
    if app.actions.modules.page(None, MAX_MODULES, Direction::Forward).await?.len() >= MAX_MODULES {
        return Err(LifecycleError::TooMany);
    }
    // Before it is built, which may take long. The commit finds out once more.
    if app.actions.modules.find("name", &name).await?.is_some() {
        return Err(LifecycleError::ModuleNameTaken);
    }
    let now = app.clock.now();
    let mut module = Module {
        id: uuid(&*app.random),
        name,
        code: String::new(),
        dependencies: Value::Array(Vec::new()),
        secrets: Vec::new(),
        unit: String::new(),
        latest_version: None,
        last_number: 0,
        all_changes_published: false,
        created_at: now,
        updated_at: now,
    };
    apply(app, &mut module, draft, now)?;
    let unit = build::build(app, &mut module).await?;
    let mut batch = Batch::new();
    if publish {
        let version = publish::version_of(app, &mut module);
        app.actions.module_versions.stage_insert(&mut batch, &version)?;
    }
    app.actions.modules.stage_insert(&mut batch, &module)?;
    app.actions.module_units.stage_insert(&mut batch, &unit)?;
    app.store.commit(batch).await.map_err(named)?;
    Ok(module)
}

/// Changes a draft.
pub async fn update(app: &App, before: &Stored<Module>, draft: ModuleDraft) -> Result<Module, LifecycleError> {
    let mut after = before.value.clone();
    let now = app.clock.now();
    apply(app, &mut after, draft, now)?;
    let mut batch = Batch::new();
    if (&before.code, &before.dependencies) != (&after.code, &after.dependencies) {
        let unit = build::build(app, &mut after).await?;
        app.actions.module_units.stage_insert(&mut batch, &unit)?;
        let kept = versions(app, &before.id).await?;
        units::stage_delete_unused(app, &mut batch, [before.unit.as_str()].into_iter(), Some(&after.unit), &kept).await?;
    }
    after.all_changes_published = latest(app, &after).await?.is_some_and(|latest| after.is(&latest));
    after.updated_at = now;
    app.actions.modules.stage_update(&mut batch, before, &after)?;
    app.store.commit(batch).await?;
    Ok(after)
}

fn apply(app: &App, module: &mut Module, draft: ModuleDraft, now: Timestamp) -> Result<(), LifecycleError> {
    if let Some(given) = draft.secrets {
        module.secrets = seal(app, &module.secrets, given, |name| Module::secret_purpose(&module.id, name), now)?;
    }
    module.code = draft.code.unwrap_or_else(|| module.code.clone());
    module.dependencies = draft.dependencies.unwrap_or_else(|| module.dependencies.clone());
    Ok(())
}

fn named(error: StoreError) -> LifecycleError {
    match error {
        StoreError::Conflict(key) if clash(&key) == Clash::Unique("name".to_owned()) => LifecycleError::ModuleNameTaken,
        other => other.into(),
    }
}
