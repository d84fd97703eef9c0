//! Pinning an Action to versions of modules.

use crate::actions::lifecycle::LifecycleError;
use crate::actions::{Module, ModuleVersion, PinnedModule};
use crate::app::App;
use crate::scripts::module::BuiltModule;
use crate::storage::{Batch, StoreError, Stored, Version};

/// Modules that an Action may require at most (reference 1.8).
pub const MAX_PINS: usize = 3;
/// How often [`commit`] tries: more Actions than a tenant has cannot race for one version.
const TRIES: usize = 100;

/// A module as a caller names it. What is said of it must be true of one and the same version; without a version it is the latest.
#[derive(Debug, Clone, Default)]
pub struct WantedModule {
    /// The module's id.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The version's id.
    pub version_id: Option<String>,
    /// The version's number.
    pub number: Option<u64>,
}

/// The pins that `wanted` comes to.
pub async fn pin(app: &App, wanted: &[WantedModule]) -> Result<Vec<PinnedModule>, LifecycleError> {
    if wanted.len() > MAX_PINS {
        return Err(LifecycleError::Invalid(format!("An action has at most {MAX_PINS} modules.")));
    }
    let mut pins: Vec<PinnedModule> = Vec::with_capacity(wanted.len());
    for wanted in wanted {
        let module = module(app, wanted).await?;
        if pins.iter().any(|other| other.module_id == module.id) {
            return Err(LifecycleError::Invalid(format!("The module {} is given twice.", module.name)));
        }
        let version = version(app, &module, wanted).await?.value;
        pins.push(PinnedModule {
            module_id: version.module_id,
            name: module.value.name,
            version_id: version.id,
            number: version.number,
            secrets: version.secrets,
        });
    }
    Ok(pins)
}

async fn module(app: &App, wanted: &WantedModule) -> Result<Stored<Module>, LifecycleError> {
    let (called, found) = match (&wanted.id, &wanted.name) {
        (Some(id), _) => (id, app.actions.modules.get(id).await?),
        (None, Some(name)) => (name, app.actions.modules.find("name", name).await?),
        (None, None) => return Err(LifecycleError::Invalid("A module is named by module_id or module_name.".to_owned())),
    };
    let found = found.filter(|module| wanted.name.as_ref().is_none_or(|name| *name == module.name));
    found.ok_or_else(|| {
        LifecycleError::Invalid(match (&wanted.id, &wanted.name) {
            (Some(id), Some(name)) => format!("The module {id} with the name {name} does not exist."),
            _ => format!("The module {called} does not exist."),
        })
    })
}

async fn version(app: &App, module: &Module, wanted: &WantedModule) -> Result<Stored<ModuleVersion>, LifecycleError> {
    let versions = &app.actions.module_versions;
    let found = match (&wanted.version_id, wanted.number) {
        (Some(id), _) => versions.get(id).await?,
        (None, Some(number)) => versions.find("number", &ModuleVersion::place(&module.id, number)).await?,
        (None, None) => super::latest(app, module).await?,
    };
    let right =
        |version: &Stored<ModuleVersion>| version.module_id == module.id && wanted.number.is_none_or(|number| number == version.number);
    found.filter(right).ok_or_else(|| {
        let name = &module.name;
        LifecycleError::Invalid(match (&wanted.version_id, wanted.number) {
            (Some(id), Some(number)) => format!("The module {name} has no version {id} with the number {number}."),
            (Some(id), None) => format!("The module {name} has no version {id}."),
            (None, Some(number)) => format!("The module {name} has no version {number}."),
            (None, None) => format!("The module {name} has no version yet; publish it first."),
        })
    })
}

/// Why an Action cannot be built with its modules.
#[derive(Debug, thiserror::Error)]
pub enum PinError {
    /// The version was deleted since: only a roll-back of the Action leads here.
    #[error("Version {number} of the module {name} does not exist any more.")]
    Gone {
        /// The module.
        name: String,
        /// The version's number.
        number: u64,
    },
    /// The store.
    #[error("The server could not read the modules. Its log has the details.")]
    Store(#[from] StoreError),
}

/// What the pinned versions were built into.
pub async fn built(app: &App, pins: &[PinnedModule]) -> Result<Vec<BuiltModule>, PinError> {
    let mut out = Vec::with_capacity(pins.len());
    for pin in pins {
        let unit = match app.actions.module_versions.get(&pin.version_id).await? {
            Some(version) => app.actions.module_units.get(&version.unit).await?,
            None => None,
        };
        let unit = unit.ok_or_else(|| PinError::Gone { name: pin.name.clone(), number: pin.number })?;
        out.push(BuiltModule { source: unit.value.source, builtins: unit.value.builtins });
    }
    Ok(out)
}

/// Commits a change of an Action that brings new `pins`.
///
/// Each of their versions is written again, so that whoever is just deleting it as unused is told. Another Action that is pinned to the
/// same version at the same moment is no reason to fail, so this tries again.
pub async fn commit(app: &App, batch: Batch, pins: &[PinnedModule]) -> Result<Version, LifecycleError> {
    let versions = &app.actions.module_versions;
    let mut tries = 0;
    loop {
        let mut marked = batch.clone();
        for pin in pins {
            let gone = || LifecycleError::Invalid(format!("The module {} has no version {}.", pin.name, pin.number));
            let version = versions.get(&pin.version_id).await?.ok_or_else(gone)?;
            versions.stage_update(&mut marked, &version, &version.value)?;
        }
        tries += 1;
        match app.store.commit(marked).await {
            Err(StoreError::Conflict(key)) if tries < TRIES && key.starts_with(versions.prefix()) => {}
            other => return Ok(other?),
        }
    }
}
