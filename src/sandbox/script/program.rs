//! A built script Action, linked, and what it is called with.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use wasmtime::Store;
use wasmtime::component::{Component, ComponentExportIndex, InstancePre};
use zeroize::Zeroizing;

use super::builtins::Builtins;
use super::engine::ScriptEngine;
use super::host::Engineroom;
use super::make::ScriptSource;
use super::places::Places;
use crate::contract::{Entry, Event};
use crate::sandbox::console::{ModuleSecrets, Secrets};
use crate::sandbox::state::State;

/// A linked image.
pub struct ScriptProgram {
    pre: InstancePre<State>,
    invoke: ComponentExportIndex,
    builtins: Arc<Builtins>,
    places: Option<Arc<Places>>,
}

impl ScriptProgram {
    /// Links the image of a source.
    ///
    /// # Errors
    /// It is not one of this engine.
    pub fn link(scripts: &ScriptEngine, component: &Component, source: &ScriptSource) -> wasmtime::Result<Self> {
        let invoke = component.get_export_index(None, "invoke").ok_or_else(|| wasmtime::Error::msg("an image without a door"))?;
        let (pre, builtins) = (scripts.linker.instantiate_pre(component)?, Arc::clone(&scripts.builtins));
        Ok(Self { pre, invoke, builtins, places: Places::of(source).map(Arc::new) })
    }

    /// What a call of it owns besides what every call owns.
    pub fn room(&self) -> Engineroom {
        Engineroom { answer: Vec::new(), builtins: Some(Arc::clone(&self.builtins)), places: self.places.clone() }
    }

    /// Instantiates the image, and calls it unless there is nothing to call it with.
    ///
    /// # Errors
    /// Traps.
    pub async fn run(&self, store: &mut Store<State>, request: Option<&str>) -> wasmtime::Result<Option<String>> {
        let instance = self.pre.instantiate_async(&mut *store).await?;
        let Some(request) = request else { return Ok(None) };
        let invoke = instance.get_typed_func::<(&str,), (String,)>(&mut *store, self.invoke)?;
        let (answer,) = invoke.call_async(store, (request,)).await?;
        Ok(Some(answer))
    }
}

/// The request for one call: the event as JSON, and what an image never holds. A script need not export what it would go on with.
pub fn request(event: &Event, entry: Entry, secrets: &Secrets, modules: &ModuleSecrets) -> serde_json::Result<String> {
    let trigger = event.trigger();
    let (handler, optional) = match entry {
        Entry::Execute => (trigger.handler(), ""),
        Entry::Continue => (trigger.resume_handler().unwrap_or_default(), "\"optional\":true,"),
    };
    let modules: serde_json::Map<String, Value> = modules.iter().map(|(name, secrets)| (name.clone(), values(secrets))).collect();
    let (event, secrets, modules) = (event.json()?, serde_json::to_string(&values(secrets))?, serde_json::to_string(&modules)?);
    Ok(format!("{{\"handler\":\"{handler}\",{optional}\"event\":{event},\"secrets\":{secrets},\"module_secrets\":{modules}}}"))
}

fn values(secrets: &BTreeMap<String, Zeroizing<String>>) -> Value {
    secrets.iter().map(|(name, value)| (name.clone(), Value::String(value.as_str().to_owned()))).collect()
}
