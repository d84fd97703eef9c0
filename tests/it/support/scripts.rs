//! Script Actions in a sandbox of their own.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use anteroom::clock::SystemClock;
use anteroom::contract::Trigger;
use anteroom::random::SeededRandom;
use anteroom::sandbox::{PreparedScript, Program, Report, Sandbox, SandboxOptions, ScriptError, ScriptSource};
use zeroize::Zeroizing;

use super::guests::Bench;

/// A bench for scripts. All of them share one directory of compiled code, so that the engine is compiled once.
pub struct Scripts {
    /// What is beneath.
    pub bench: Bench,
}

/// The directory that all share.
fn directory() -> Arc<tempfile::TempDir> {
    static SHARED: OnceLock<Arc<tempfile::TempDir>> = OnceLock::new();
    SHARED.get_or_init(|| Arc::new(tempfile::tempdir().expect("a directory"))).clone()
}

/// A post-login Action.
pub fn source(code: &str) -> ScriptSource {
    ScriptSource {
        trigger: Trigger::PostLogin,
        file: "action.js".to_owned(),
        code: code.to_owned(),
        source_map: None,
        bundle: None,
        modules: Vec::new(),
        builtins: BTreeSet::new(),
        adapter: None,
    }
}

impl Scripts {
    /// A bench.
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// A bench with other options.
    pub fn with(change: impl FnOnce(&mut SandboxOptions)) -> Self {
        Self { bench: Bench::on(directory(), change) }
    }

    /// A bench on the machine's clock, so that timers and the clock agree.
    pub fn on_the_wall_clock() -> Self {
        let mut scripts = Self::new();
        let cache_dir = scripts.bench.dir.path().to_owned();
        let options = SandboxOptions { cache_dir, cache_key: Some(Zeroizing::new([7; 32])), ..SandboxOptions::default() };
        scripts.bench.sandbox =
            Sandbox::start(options, Arc::new(SystemClock), Arc::new(SeededRandom::new([5; 32]))).expect("the sandbox starts");
        scripts
    }

    /// Builds a source.
    pub async fn build(&self, source: ScriptSource) -> Result<PreparedScript, ScriptError> {
        self.bench.sandbox.prepare_script(source).await
    }

    /// Builds and loads a source.
    pub async fn load(&self, source: ScriptSource) -> Arc<Program> {
        self.bench.sandbox.load_script(source).await.expect("the Action builds")
    }

    /// Runs a post-login Action once.
    pub async fn run(&self, code: &str) -> Report {
        let program = self.load(source(code)).await;
        self.bench.sandbox.call(self.bench.call(&program)).await
    }
}
