//! From a component's bytes to a program that can be called: the cache, the compiler and the unsafe lines.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use wasmtime::Engine;
use wasmtime::component::Component;

use super::action_cache::MemoryCache;
use super::artefacts::{Artefacts, Mapped};
use super::compile::compile;
use super::egress::{Egress, EgressPolicy};
use super::inspect::{Inspected, inspect};
use super::limits::{Limits, MAX_MEMORY};
use super::linker::{Linked, Linkers};
use super::options::CompileOptions;
use super::place::Places;
use super::run::run;
use super::script::{Made, PreparedScript, ScriptEngine, ScriptError, ScriptProgram, ScriptSource, make};
use super::state::{Grant, State};
use super::upload::{LoadError, Prepared, UploadError};
use crate::clock::Clock;
use crate::contract::Trigger;
use crate::random::Random;

/// A component that is ready to run.
pub struct Program {
    sha256: String,
    trigger: Trigger,
    linked: Linked,
}

impl Program {
    /// SHA-256 of the component, as lower-case hexadecimal digits.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The trigger that it is made for.
    pub fn trigger(&self) -> Trigger {
        self.trigger
    }

    pub(super) fn linked(&self) -> &Linked {
        &self.linked
    }
}

/// Makes programs.
pub struct Workshop {
    /// Made when the first script needs it.
    pub scripts: tokio::sync::OnceCell<Arc<ScriptEngine>>,
    pub engine: Engine,
    pub linkers: Linkers,
    pub artefacts: Arc<Artefacts>,
    pub options: CompileOptions,
    pub clock: Arc<dyn Clock>,
    /// One component is compiled at a time: the processors belong to the logins.
    pub compiling: Semaphore,
}

impl Workshop {
    /// Checks a component, compiles it unless its code is there, and links it.
    pub async fn build(&self, component: Bytes, trigger: Trigger) -> Result<(Arc<Program>, Prepared), UploadError> {
        let bytes = component.clone();
        let (checked, sha256) =
            blocking(move || inspect(&bytes, trigger).map(|found| (found, hash(&bytes)))).await.map_err(UploadError::Internal)??;
        let size = component.len() as u64;
        let code = self.code(&sha256, component).await?;
        let compiled_size = code.len() as u64;
        let program = self.link(sha256.clone(), trigger, code).await?;
        let Inspected { imports, exports } = checked;
        Ok((program, Prepared { sha256, size, compiled_size, exports, imports }))
    }

    /// The program for a component that was accepted before.
    pub async fn load(
        &self,
        sha256: &str,
        trigger: Trigger,
        source: impl Future<Output = Result<Bytes, anyhow::Error>> + Send,
    ) -> Result<Arc<Program>, LoadError> {
        if let Some(code) = self.cached(sha256).await.map_err(LoadError::Internal)? {
            return Ok(self.link(sha256.to_owned(), trigger, code).await?);
        }
        let component = source.await.map_err(LoadError::Source)?;
        let bytes = component.clone();
        if blocking(move || hash(&bytes)).await.map_err(LoadError::Internal)? != sha256 {
            return Err(LoadError::WrongHash { expected: sha256.to_owned() });
        }
        Ok(self.build(component, trigger).await?.0)
    }

    /// The JavaScript engine; made ready now if it was not.
    pub async fn scripts(&self) -> anyhow::Result<Arc<ScriptEngine>> {
        let make = || async {
            let (engine, artefacts) = (self.engine.clone(), Arc::clone(&self.artefacts));
            blocking(move || ScriptEngine::start(&engine, &artefacts).map(Arc::new)).await?.map_err(|error| anyhow::anyhow!("{error:#}"))
        };
        self.scripts.get_or_try_init(make).await.cloned()
    }

    /// Makes the image of a script, keeps its code and links it.
    pub async fn build_script(&self, source: ScriptSource) -> Result<(Arc<Program>, PreparedScript), ScriptError> {
        let scripts = self.scripts().await.map_err(ScriptError::internal)?;
        let _turn = self.compiling.acquire().await.map_err(ScriptError::internal)?;
        let (engine, artefacts, now) = (self.engine.clone(), Arc::clone(&self.artefacts), self.now());
        let build = move || -> Result<(Arc<Program>, PreparedScript), ScriptError> {
            let sha256 = source.sha256(&scripts);
            let Made { component, exports, late, console } = make(&engine, &scripts, &source, now)?;
            let compiled = engine.precompile_component(&component).map_err(ScriptError::internal)?;
            artefacts.write(&sha256, &compiled).map_err(ScriptError::internal)?;
            let size = compiled.len() as u64;
            let image = image(&engine, &artefacts, &sha256).unwrap_or_else(|| deserialize(&engine, &compiled));
            let program = link_script(&scripts, &source, sha256.clone(), image).map_err(ScriptError::internal)?;
            Ok((program, PreparedScript { sha256, compiled_size: size, exports, late, console }))
        };
        blocking(build).await.map_err(ScriptError::internal)?
    }

    /// The engine's code and the image of a script, as WebAssembly.
    pub async fn export_script(&self, source: ScriptSource) -> Result<(Vec<u8>, Vec<u8>), ScriptError> {
        let scripts = self.scripts().await.map_err(ScriptError::internal)?;
        let (engine, now) = (self.engine.clone(), self.now());
        let export =
            move || Ok((ScriptEngine::webassembly().map_err(ScriptError::internal)?, make(&engine, &scripts, &source, now)?.component));
        blocking(export).await.map_err(ScriptError::internal)?
    }

    /// The program of a script that was built before.
    pub async fn load_script(&self, source: ScriptSource) -> Result<Arc<Program>, LoadError> {
        let scripts = self.scripts().await.map_err(LoadError::Internal)?;
        let (engine, artefacts, sha256) = (self.engine.clone(), Arc::clone(&self.artefacts), source.sha256(&scripts));
        let source = Arc::new(source);
        let known = Arc::clone(&source);
        let find = move || image(&engine, &artefacts, &sha256).map(|image| link_script(&scripts, &known, sha256, image));
        match blocking(find).await.map_err(LoadError::Internal)? {
            Some(program) => program.map_err(|error| LoadError::Internal(anyhow::anyhow!("{error:#}"))),
            None => Ok(self.build_script(Arc::unwrap_or_clone(source)).await?.0),
        }
    }

    /// Removes the code of a program from the cache.
    pub async fn forget(&self, sha256: &str) {
        let (artefacts, sha256) = (Arc::clone(&self.artefacts), sha256.to_owned());
        // What cannot be removed is as if nobody had asked: it is a cache.
        let _ = blocking(move || artefacts.remove(&sha256)).await;
    }

    /// What packages see that read the clock while an image is made.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit for 285,000 years")]
    fn now(&self) -> f64 {
        self.clock.now().as_millisecond() as f64
    }

    async fn code(&self, sha256: &str, component: Bytes) -> Result<Vec<u8>, UploadError> {
        let _turn = self.compiling.acquire().await.context("the compiler is closed").map_err(UploadError::Internal)?;
        // Another request may have compiled it while this one waited.
        if let Some(code) = self.cached(sha256).await.map_err(UploadError::Internal)? {
            return Ok(code);
        }
        let artefacts = Arc::clone(&self.artefacts);
        let out = blocking(move || artefacts.scratch()).await.and_then(|out| Ok(out?)).map_err(UploadError::Internal)?;
        compile(&self.options, self.artefacts.compatibility(), component, &out).await?;
        let (artefacts, sha256) = (Arc::clone(&self.artefacts), sha256.to_owned());
        let keep = move || -> anyhow::Result<Vec<u8>> {
            let code = std::fs::read(&out)?;
            artefacts.write(&sha256, &code)?;
            Ok(code)
        };
        blocking(keep).await.and_then(|kept| kept.context("the compiled code cannot be kept")).map_err(UploadError::Internal)
    }

    async fn cached(&self, sha256: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let (artefacts, sha256) = (Arc::clone(&self.artefacts), sha256.to_owned());
        blocking(move || artefacts.read(&sha256)).await
    }

    async fn link(&self, sha256: String, trigger: Trigger, code: Vec<u8>) -> Result<Arc<Program>, UploadError> {
        let engine = self.engine.clone();
        let component = blocking(move || deserialize(&engine, &code)).await.map_err(UploadError::Internal)?;
        // With a pool, wasmtime compares here what the component needs with what a place has.
        let component = component.map_err(|error| UploadError::Invalid { reason: brief(&error) })?;
        let linked = self.linkers.link(trigger, &component);
        let linked = linked.map_err(|error| UploadError::WrongSignature { expected: trigger, reason: brief(&error) })?;
        Ok(Arc::new(Program { sha256, trigger, linked }))
    }

    /// Instantiates a program once, with no rights and full memory.
    pub async fn try_out(
        &self,
        program: &Program,
        places: &Places,
        clock: Arc<dyn Clock>,
        random: &dyn Random,
        egress: Egress,
    ) -> Result<(), UploadError> {
        let wait = Duration::from_secs(10);
        let place = places.take(wait).await.ok_or(UploadError::Trial(super::Failure::Busy { waited: wait }))?;
        let grant = Grant {
            trigger: program.trigger,
            limits: Limits { memory: MAX_MEMORY, ..Limits::default() },
            secrets: Arc::new(BTreeMap::new()),
            module_secrets: Arc::default(),
            cache: Arc::new(MemoryCache::default()),
            policy: EgressPolicy::Nothing,
            time_left: wait,
            hidden: None,
        };
        let ran = run(&self.engine, &program.linked, State::new(grant, clock, random, egress), None).await;
        drop(place);
        ran.outcome.map(|_| ()).map_err(UploadError::Trial)
    }
}

fn link_script(
    scripts: &ScriptEngine,
    source: &ScriptSource,
    sha256: String,
    image: wasmtime::Result<Component>,
) -> wasmtime::Result<Arc<Program>> {
    let linked = Linked::Script(ScriptProgram::link(scripts, &image?, source)?);
    Ok(Arc::new(Program { sha256, trigger: source.trigger, linked }))
}

/// The image of a script that was built before: mapped if that is safe, else in memory.
fn image(engine: &Engine, artefacts: &Artefacts, sha256: &str) -> Option<wasmtime::Result<Component>> {
    match artefacts.mapped(sha256) {
        Some(file) => Some(map(engine, &file)),
        None => artefacts.read(sha256).map(|code| deserialize(engine, &code)),
    }
}

/// Loads compiled code from where it lies.
#[expect(unsafe_code, reason = "wasmtime cannot know where machine code comes from; the artefacts do")]
fn map(engine: &Engine, file: &Mapped) -> wasmtime::Result<Component> {
    // SAFETY: the file was checked as in `deserialize`, and only this user can write to it: who can do that can change this
    // process by other means. One who cuts it while it is mapped ends the process, as with the server's own binary.
    unsafe { Component::deserialize_file(engine, file.path()) }
}

/// Loads compiled code.
#[expect(unsafe_code, reason = "wasmtime cannot know where machine code comes from; the artefacts do")]
fn deserialize(engine: &Engine, code: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: `code` comes from `Artefacts::read`, which returns only what carries the tag of this server's key for this
    // component and this engine's compatibility, or straight from the compiler that this server ran. It is in memory, so
    // nobody else can change it any more.
    unsafe { Component::deserialize(engine, code) }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An error's chain in one line that is no longer than a sentence should be.
fn brief(error: &wasmtime::Error) -> String {
    super::console::clean(&format!("{error:#}")).chars().take(500).collect()
}

/// Runs `work` where it may block.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
    tokio::task::spawn_blocking(work).await.context("a background task failed")
}
