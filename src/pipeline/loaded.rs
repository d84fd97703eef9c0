//! Deployed versions made ready to run: compiled code, limits, opened secrets. Kept by version id, because versions never change.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use zeroize::Zeroizing;

use super::Parts;
use super::record::Failed;
use crate::actions::{Action, ActionSecret, ActionVersion, Module, Program as StoredProgram};
use crate::sandbox::{EgressPolicy, Limits, ModuleSecrets, Program};

/// How many versions are kept ready. Beyond it all are forgotten at once and loaded again on use: a tenant has at most 100
/// Actions (reference 1.8), so this is reached only by many deploys, and a load takes less than a millisecond.
const KEPT: usize = 2048;

/// A version that is ready to run.
pub struct Loaded {
    /// What runs.
    pub program: Arc<Program>,
    /// How much it may use.
    pub limits: Limits,
    /// Values that the operator gave it.
    pub secrets: Arc<BTreeMap<String, Zeroizing<String>>>,
    /// Values that the operator gave to its modules.
    pub module_secrets: ModuleSecrets,
    /// Which servers it may reach.
    pub egress: EgressPolicy,
}

/// The versions that are ready.
#[derive(Default)]
pub struct LoadedVersions(Mutex<HashMap<String, Arc<Loaded>>>);

impl LoadedVersions {
    /// The version, loaded now if it was not.
    pub async fn get(&self, parts: &Parts, action: &Action, version: &ActionVersion) -> Result<Arc<Loaded>, Failed> {
        if let Some(found) = self.lock().get(&version.id) {
            return Ok(found.clone());
        }
        let loaded = Arc::new(load(parts, action, version).await?);
        let mut kept = self.lock();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(version.id.clone(), loaded.clone());
        Ok(loaded)
    }

    /// The program of a script that is no Action's, loaded now if it was not.
    pub async fn script(&self, parts: &Parts, unit: &str) -> Result<Arc<Program>, Failed> {
        if let Some(found) = self.lock().get(unit) {
            return Ok(found.program.clone());
        }
        let program = script(parts, unit).await?;
        let (limits, egress) = (parts.limits.clone(), parts.egress.clone());
        let loaded = Loaded { program: program.clone(), limits, secrets: Arc::default(), module_secrets: Arc::default(), egress };
        self.lock().insert(unit.to_owned(), Arc::new(loaded));
        Ok(program)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Loaded>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The version, loaded now and not kept.
pub async fn load(parts: &Parts, action: &Action, version: &ActionVersion) -> Result<Loaded, Failed> {
    let program = match &version.program {
        StoredProgram::Component { sha256, .. } => component(parts, version, sha256).await?,
        StoredProgram::Script { unit, .. } => script(parts, unit).await?,
    };
    let limits = limits(&parts.limits, version)?;
    let secrets = opened(parts, &version.secrets, |name| Action::secret_purpose(&action.id, name))?;
    let mut module_secrets = BTreeMap::new();
    for module in &version.modules {
        let own = opened(parts, &module.secrets, |name| Module::secret_purpose(&module.module_id, name))?;
        module_secrets.insert(module.name.clone(), own);
    }
    let egress = match &version.allowed_hosts {
        None => parts.egress.clone(),
        Some(hosts) if hosts.is_empty() => EgressPolicy::Nothing,
        Some(hosts) => EgressPolicy::Hosts(hosts.clone()),
    };
    Ok(Loaded { program, limits, secrets: Arc::new(secrets), module_secrets: Arc::new(module_secrets), egress })
}

/// The values of `secrets`, by name.
fn opened(
    parts: &Parts,
    secrets: &[ActionSecret],
    purpose: impl Fn(&str) -> String,
) -> Result<BTreeMap<String, Zeroizing<String>>, Failed> {
    let open = |secret: &ActionSecret| match parts.vault.open_text(&purpose(&secret.name), &secret.sealed) {
        Ok(value) => Ok((secret.name.clone(), value)),
        Err(error) => Err(Failed::new("not_loaded", format!("the secret {} cannot be opened: {error}", secret.name))),
    };
    secrets.iter().map(open).collect()
}

async fn component(parts: &Parts, version: &ActionVersion, sha256: &str) -> Result<Arc<Program>, Failed> {
    let source = async {
        let component =
            parts.actions.components.get(sha256).await?.ok_or_else(|| anyhow::anyhow!("the component {sha256} is not in the store"))?;
        let bytes = component.bytes().ok_or_else(|| anyhow::anyhow!("the stored component {sha256} is damaged"))?;
        Ok(Bytes::from(bytes))
    };
    let loaded = parts.sandbox.load(sha256, version.trigger, source).await;
    loaded.map_err(|error| Failed::new("not_loaded", format!("the program cannot be loaded: {error}")))
}

async fn script(parts: &Parts, unit: &str) -> Result<Arc<Program>, Failed> {
    let unreadable = |reason: String| Failed::new("not_loaded", format!("the script cannot be loaded: {reason}"));
    let found = parts.actions.scripts.get(unit).await.map_err(|error| unreadable(error.to_string()))?;
    let script = found.ok_or_else(|| unreadable(format!("{unit} is not in the store")))?;
    parts.sandbox.load_script(script.value.source).await.map_err(|error| unreadable(error.to_string()))
}

/// The version's own limits over the server's.
fn limits(defaults: &Limits, version: &ActionVersion) -> Result<Limits, Failed> {
    let unreadable = |error: serde_json::Error| Failed::new("not_loaded", format!("the Action's limits cannot be read: {error}"));
    let mut merged = serde_json::to_value(defaults).map_err(unreadable)?;
    if let Some(object) = merged.as_object_mut() {
        object.extend(version.limits.clone());
    }
    serde_json::from_value(merged).map_err(unreadable)
}
