//! The only door to WebAssembly: it checks and compiles components, and runs one fresh instance per call.
//!
//! Everything above knows events, effects, limits and reports, and nothing of wasmtime: types generated from `wit/` stay in
//! `bindings`, and no handle to an engine leaves this module. Nothing survives a call but what the report says; an instance is
//! never shared between two logins, because the few microseconds that this would save are the price of isolation.

mod action_cache;
mod artefacts;
mod bindings;
mod budget;
mod compile;
mod console;
mod effects;
mod egress;
mod engine;
mod failure;
mod home;
mod host;
mod inspect;
mod limits;
mod linker;
mod meter;
mod operations;
mod options;
mod place;
mod program;
mod report;
mod run;
mod script;
mod state;
mod upload;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

pub use action_cache::{ActionCache, CacheEntry, CacheError, CacheSet, Entries, MemoryCache};
pub use compile::compile_in_child;
pub use console::ModuleSecrets;
pub use console::{clean, redact};
pub use egress::{Answer, EgressError, EgressPolicy, Request, RequestLimits, is_public};
pub(crate) use egress::{Egress, header_name};
pub use failure::Failure;
pub use home::Home;
pub use limits::{LimitError, Limits, MAX_FUEL, MAX_MEMORY};
pub use options::{CompileOptions, EgressOptions, SandboxOptions, StartError};
pub use program::Program;
pub use report::{ConsoleLevel, ConsoleLine, HostCall, MAX_HOST_CALLS, Replay, Report, Step};
pub(crate) use script::read_json;
pub use script::{Adapter, PreparedScript, ScriptError, ScriptModule, ScriptSource};
pub use upload::{LoadError, MAX_COMPONENT, Prepared, UploadError, handler};

/// For the fuzz targets alone: parsers of what guests and uploaders send, which nothing else outside the sandbox has a use for.
#[doc(hidden)]
pub mod fuzzing {
    pub use super::effects::Effects;
    pub use super::egress::{Egress, Request, RequestLimits, is_public};
    pub use super::inspect::inspect;
    pub use super::script::unpaid as crypto;
}

use self::artefacts::Artefacts;
use self::linker::Linkers;
use self::place::{Place, Places};
use self::program::Workshop;
use self::state::{Grant, State};
use crate::clock::Clock;
use crate::contract::{Entry, Event, Trigger};
use crate::random::Random;

/// Runs Actions. Cheap to clone; all clones share one engine, one pool and one cache.
#[derive(Clone)]
pub struct Sandbox(Arc<Inner>);

struct Inner {
    workshop: Workshop,
    pooling: bool,
    places: Places,
    busy_wait: Duration,
    egress: Egress,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    /// Programs that somebody still holds: two Actions with the same component share one.
    programs: Mutex<HashMap<(String, Trigger), Weak<Program>>>,
}

/// One call of an Action.
pub struct Call {
    /// What runs.
    pub program: Arc<Program>,
    /// What it is told; of the program's trigger.
    pub event: Arc<Event>,
    /// Which of its functions is called.
    pub entry: Entry,
    /// How much it may use.
    pub limits: Limits,
    /// Values that the operator gave it. They are redacted in everything that the report says.
    pub secrets: Arc<BTreeMap<String, Zeroizing<String>>>,
    /// The same for each of its modules, which see their own alone.
    pub module_secrets: ModuleSecrets,
    /// The cache of its trigger.
    pub cache: Arc<dyn ActionCache>,
    /// Which servers it may reach.
    pub egress: EgressPolicy,
    /// What is left of the trigger's time.
    pub time_left: Duration,
    /// Answers requests in the place of the network, for those that it takes.
    pub home: Option<Arc<dyn Home>>,
    /// Tells the time in the place of the server's own clock.
    pub clock: Option<Arc<dyn Clock>>,
}

/// How full the sandbox is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolUsage {
    /// Places.
    pub places: usize,
    /// Calls that run.
    pub running: usize,
    /// Calls that wait for a place.
    pub waiting: usize,
    /// Whether places are reserved ahead.
    pub pooling: bool,
}

impl Sandbox {
    /// Starts the engine, the cache of compiled code and the HTTP client for guests.
    ///
    /// # Errors
    /// Settings out of bounds, a cache directory that cannot be used, or a machine that wasmtime refuses.
    pub fn start(options: SandboxOptions, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Result<Self, StartError> {
        let places = u32::try_from(options.concurrency).ok().filter(|places| (1..=1000).contains(places));
        let places = places.ok_or(StartError::Concurrency(options.concurrency))?;
        let refused = |error: wasmtime::Error| StartError::Engine(format!("{error:#}"));
        let engine::Started { engine, pooling } = engine::start(places, options.pooling, options.address_space).map_err(refused)?;
        let linkers = Linkers::new(&engine).map_err(refused)?;
        let key = options.cache_key.unwrap_or_else(|| {
            let mut key = Zeroizing::new([0; 32]);
            random.fill(key.as_mut());
            key
        });
        let artefacts = Artefacts::open(&options.cache_dir, &key, engine::compatibility(&engine))?;
        let egress = Egress::new(&options.egress)?;
        let compiling = Semaphore::new(1);
        Ok(Self(Arc::new(Inner {
            workshop: Workshop {
                scripts: tokio::sync::OnceCell::new(),
                engine,
                linkers,
                artefacts: Arc::new(artefacts),
                options: options.compile,
                clock: Arc::clone(&clock),
                compiling,
            },
            pooling,
            places: Places::new(options.concurrency),
            busy_wait: options.busy_wait,
            egress,
            clock,
            random,
            programs: Mutex::default(),
        })))
    }

    /// The way to other servers, with its checks, for what the server itself sends where an operator says.
    pub(crate) fn egress(&self) -> Egress {
        self.0.egress.clone()
    }

    /// Checks an uploaded component in every way, compiles it in a child process, keeps the code in the cache, and
    /// instantiates it once.
    ///
    /// # Errors
    /// The first fault that was found, as a sentence that says what to change.
    pub async fn prepare(&self, component: Bytes, trigger: Trigger) -> Result<Prepared, UploadError> {
        let inner = &self.0;
        let (program, prepared) = inner.workshop.build(component, trigger).await?;
        // In its own task for the same reason as a call.
        let (inner, tried) = (Arc::clone(inner), Arc::clone(&program));
        let trial = tokio::spawn(async move {
            let (clock, egress) = (Arc::clone(&inner.clock), inner.egress.clone());
            inner.workshop.try_out(&tried, &inner.places, clock, inner.random.as_ref(), egress).await
        });
        trial.await.map_err(|error| UploadError::Internal(error.into()))??;
        Ok(prepared)
    }

    /// The ready program for a component that was prepared before; compiled again from `source`, in the child process, when
    /// the cache has no code for it that this engine may use. `source` is polled only then.
    ///
    /// # Errors
    /// The source fails, does not have the hash, or is not accepted by this engine.
    pub async fn load(
        &self,
        sha256: &str,
        trigger: Trigger,
        source: impl Future<Output = Result<Bytes, anyhow::Error>> + Send,
    ) -> Result<Arc<Program>, LoadError> {
        let key = (sha256.to_owned(), trigger);
        if let Some(program) = self.0.programs().get(&key).and_then(Weak::upgrade) {
            return Ok(program);
        }
        let program = self.0.workshop.load(sha256, trigger, source).await?;
        self.0.remember(key, &program);
        Ok(program)
    }

    /// The built-in modules that a script with these `require`s and global names will most likely use.
    pub fn builtins(requires: &[String], globals: &[String]) -> BTreeSet<String> {
        script::Builtins::mentioned(requires, globals)
    }

    /// Builds a script Action: evaluates its top level once, and keeps the memory that results.
    ///
    /// # Errors
    /// The source does not parse, or its top level passes a limit.
    pub async fn prepare_script(&self, source: ScriptSource) -> Result<PreparedScript, ScriptError> {
        let trigger = source.trigger;
        let (program, prepared) = self.0.workshop.build_script(source).await?;
        self.0.remember((prepared.sha256.clone(), trigger), &program);
        Ok(prepared)
    }

    /// The ready program for a script; built again when the cache has no image of it that this engine may use.
    ///
    /// # Errors
    /// It does not build on this server.
    pub async fn load_script(&self, source: ScriptSource) -> Result<Arc<Program>, LoadError> {
        let scripts = self.0.workshop.scripts().await.map_err(LoadError::Internal)?;
        let key = (source.sha256(&scripts), source.trigger);
        if let Some(program) = self.0.programs().get(&key).and_then(Weak::upgrade) {
            return Ok(program);
        }
        let program = self.0.workshop.load_script(source).await?;
        self.0.remember(key, &program);
        Ok(program)
    }

    /// A script as WebAssembly, to be run or looked at elsewhere: the engine's code, which all scripts share, and the component
    /// around the script's image, which imports it as `engine`.
    ///
    /// # Errors
    /// As [`Self::prepare_script`].
    pub async fn export_script(&self, source: ScriptSource) -> Result<(Vec<u8>, Vec<u8>), ScriptError> {
        self.0.workshop.export_script(source).await
    }

    /// Removes what the cache keeps of a program; a loaded one goes on. For whoever builds what nobody will load again.
    pub async fn forget(&self, sha256: &str) {
        self.0.workshop.forget(sha256).await;
    }

    /// Runs a program once, in its own task: a caller that goes away does not cancel it. Failures are in the report.
    pub async fn call(&self, call: Call) -> Report {
        let begun = Instant::now();
        let fuel_limit = call.limits.fuel;
        let wait = self.0.busy_wait.min(call.time_left);
        // A caller that goes away while it waits for a place has begun nothing.
        let Some(place) = self.0.places.take(wait).await else {
            return Report::without_run(Failure::Busy { waited: wait }, fuel_limit, begun.elapsed());
        };
        let inner = Arc::clone(&self.0);
        let task = tokio::spawn(async move { inner.run(call, place, begun).await });
        task.await.unwrap_or_else(|error| {
            // Panics of host functions end inside the task; this is one around them, or the end of the runtime.
            tracing::error!(%error, "an Action's task broke off");
            Report::without_run(Failure::HostPanic, fuel_limit, begun.elapsed())
        })
    }

    /// How full the sandbox is.
    pub fn usage(&self) -> PoolUsage {
        let places = &self.0.places;
        PoolUsage { places: places.total(), running: places.taken(), waiting: places.waiting(), pooling: self.0.pooling }
    }
}

impl Inner {
    fn programs(&self) -> std::sync::MutexGuard<'_, HashMap<(String, Trigger), Weak<Program>>> {
        self.programs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, key: (String, Trigger), program: &Arc<Program>) {
        let mut programs = self.programs();
        programs.retain(|_, program| program.strong_count() > 0);
        programs.insert(key, Arc::downgrade(program));
    }

    async fn run(&self, call: Call, place: Place, begun: Instant) -> Report {
        let Call { program, event, entry, limits, secrets, module_secrets, cache, egress, time_left, home, clock } = call;
        let fuel_limit = limits.fuel;
        let grant = Grant {
            trigger: program.trigger(),
            limits,
            secrets,
            module_secrets,
            cache,
            policy: egress,
            time_left: time_left.saturating_sub(begun.elapsed()),
            hidden: match event.as_ref() {
                Event::Database(event) => event.password.clone(),
                _ => None,
            },
        };
        let mut state = State::new(grant, clock.unwrap_or_else(|| Arc::clone(&self.clock)), self.random.as_ref(), self.egress.clone());
        state.home = home;
        if let Event::PostLogin(event) = event.as_ref() {
            state.rules.clone_from(&event.rules);
        }
        let ran = run::run(&self.workshop.engine, program.linked(), state, Some((&event, entry))).await;
        // The instance is gone, so its place is free before the report is made.
        drop(place);
        Report::of(ran, fuel_limit, begun.elapsed())
    }
}
