//! The only door to WebAssembly: it checks and compiles components, and runs one fresh instance per call.
//!
//! Everything above knows events, effects, limits and reports, and nothing of wasmtime: types generated from `wit/` stay in
//! `bindings`, and no handle to an engine leaves this module. Nothing survives a call but what the report says; an instance is
//! never shared between two logins, because the few microseconds that this would save are the price of isolation.

mod action_cache;
mod egress;
mod failure;
mod limits;
mod options;
mod report;
mod upload;

use std::collections::BTreeMap;
use std::future::Future;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use zeroize::Zeroizing;

pub use action_cache::{ActionCache, CacheEntry, CacheError, CacheSet, MemoryCache};
pub use egress::EgressPolicy;
pub use failure::Failure;
pub use limits::{LimitError, Limits, MAX_FUEL, MAX_MEMORY};
pub use options::{CompileOptions, EgressOptions, SandboxOptions, StartError};
pub use report::{ConsoleLevel, ConsoleLine, HostCall, MAX_HOST_CALLS, Replay, Report};
pub use upload::{LoadError, MAX_COMPONENT, Prepared, UploadError, handler};

use crate::clock::Clock;
use crate::contract::{Event, Trigger};
use crate::random::Random;

/// Runs Actions. Cheap to clone; all clones share one engine, one pool and one cache.
#[derive(Clone)]
pub struct Sandbox {
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    options: Arc<SandboxOptions>,
}

/// A component that is ready to run.
pub struct Program {
    sha256: String,
    trigger: Trigger,
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
}

/// One call of an Action.
pub struct Call {
    /// What runs.
    pub program: Arc<Program>,
    /// What it is told; of the program's trigger.
    pub event: Arc<Event>,
    /// How much it may use.
    pub limits: Limits,
    /// Values that the operator gave it. They are redacted in everything that the report says.
    pub secrets: Arc<BTreeMap<String, Zeroizing<String>>>,
    /// The cache of its trigger.
    pub cache: Arc<dyn ActionCache>,
    /// Which servers it may reach.
    pub egress: EgressPolicy,
    /// What is left of the trigger's time.
    pub time_left: Duration,
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
        if !(1..=1000).contains(&options.concurrency) {
            return Err(StartError::Concurrency(options.concurrency));
        }
        Ok(Self { clock, random, options: Arc::new(options) })
    }

    /// Checks an uploaded component in every way, compiles it in a child process, keeps the code in the cache, and
    /// instantiates it once.
    ///
    /// # Errors
    /// The first fault that was found, as a sentence that says what to change.
    pub async fn prepare(&self, component: Bytes, trigger: Trigger) -> Result<Prepared, UploadError> {
        let _ = (component, trigger, &self.clock, &self.random);
        Err(UploadError::Empty)
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
        let _ = (trigger, source);
        Err(LoadError::WrongHash { expected: sha256.to_owned() })
    }

    /// Runs a program once, in its own task: a caller that goes away does not cancel it. Failures are in the report.
    pub async fn call(&self, call: Call) -> Report {
        Report {
            outcome: Err(Failure::HostPanic),
            fuel_used: 0,
            fuel_limit: call.limits.fuel,
            wall: Duration::ZERO,
            peak_memory: 0,
            console: Vec::new(),
            console_truncated: false,
            host_calls: Vec::new(),
            host_calls_dropped: 0,
            replay: Replay::default(),
        }
    }

    /// How full the sandbox is.
    pub fn usage(&self) -> PoolUsage {
        PoolUsage { places: self.options.concurrency, running: 0, waiting: 0, pooling: self.options.pooling }
    }
}

/// The hidden subcommand `anteroom compile-component`: reads a component from the standard input, and writes the compiled code
/// to the path in `args`. It limits itself before it reads.
pub fn compile_in_child(args: impl Iterator<Item = std::ffi::OsString>) -> ExitCode {
    let _ = args;
    ExitCode::FAILURE
}
