//! What script Actions cost: the reference Action against bare wasmtime and three ways of Node, one with npm packages, a deploy,
//! requests at once, a heap that all images would share, a thousand images. `make bench` brings the packages and the baselines; by
//! itself: `cargo bench --bench scripts`.
//!
//! Every side goes from the event's text to the effects' text with nothing left of the call before. The bare side has the same
//! engine and image without limits, report and reading of the effects. Compare within a table only.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a benchmark fails as a test does")]

mod support;

#[path = "scripts/bare.rs"]
mod bare;
#[path = "scripts/many.rs"]
mod many;
#[path = "scripts/node.rs"]
mod node;
#[path = "scripts/packages.rs"]
mod packages;
#[path = "scripts/shared.rs"]
mod shared;
#[path = "scripts/wire.rs"]
mod wire;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anteroom::clock::SystemClock;
use anteroom::contract::{Entry, Event, Trigger};
use anteroom::random::SystemRandom;
use anteroom::sandbox::{Call, CompileOptions, EgressPolicy, Limits, MemoryCache, Program, Report, Sandbox, SandboxOptions, ScriptSource};
use zeroize::Zeroizing;

/// The 44-line Action.
const REFERENCE: &str = include_str!("scripts/reference.js");
/// Its event: 3,388 bytes without the blanks.
const EVENT: &str = include_str!("scripts/event.json");
/// What it costs to run anything at all.
const NOTHING: &str = "exports.onExecutePostLogin = async (event, api) => {};";
const WARM_UP: usize = 500;
const CALLS: usize = 5_000;

fn main() {
    if let Some(dir) = std::env::var_os(many::CHILD) {
        return many::child(Path::new(&dir));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let dir = tempfile::tempdir().unwrap();
        let sandbox = start(dir.path());
        println!("{:<58} {:>10} {:>10} {:>10} {:>10}", "the 44-line Action, an event of 3.4 kB", "p10 µs", "median µs", "p99 µs", "fuel");
        let prepared = sandbox.prepare_script(source(REFERENCE)).await.unwrap();
        let bare = bare::Bare::new(&sandbox, source(REFERENCE)).await;
        let (times, fuel) = bare.measure();
        row("bare wasmtime: the same engine and image", times, Some(fuel));
        measure(&sandbox, "Anteroom: fresh instance, fuel, limits, report", source(REFERENCE)).await;
        measure(&sandbox, "Anteroom: an Action that does nothing", source(NOTHING)).await;
        node::rows();
        println!("{:<58} {:>10}", "bytes of its compiled image", prepared.compiled_size);
        packages::rows(&sandbox).await;
        wire::deploys().await;
        wire::requests().await;
        shared::rows(&sandbox).await;
    });
    many::rows();
}

fn start(dir: &Path) -> Sandbox {
    start_with(dir, |_| {})
}

fn start_with(dir: &Path, change: impl FnOnce(&mut SandboxOptions)) -> Sandbox {
    let compile = CompileOptions { program: PathBuf::from(env!("CARGO_BIN_EXE_anteroom")), ..CompileOptions::default() };
    let mut options =
        SandboxOptions { cache_dir: dir.to_owned(), cache_key: Some(Zeroizing::new([9; 32])), compile, ..SandboxOptions::default() };
    change(&mut options);
    Sandbox::start(options, Arc::new(SystemClock), Arc::new(SystemRandom)).unwrap()
}

fn source(code: &str) -> ScriptSource {
    ScriptSource {
        trigger: Trigger::PostLogin,
        file: "action.js".to_owned(),
        code: code.to_owned(),
        source_map: None,
        bundle: None,
        modules: Vec::new(),
        builtins: Default::default(),
        adapter: None,
    }
}

fn event() -> Arc<Event> {
    Arc::new(Event::from_json(Trigger::PostLogin, &serde_json::from_str(EVENT).unwrap()).unwrap())
}

async fn call(sandbox: &Sandbox, program: &Arc<Program>, event: &Arc<Event>) -> Report {
    sandbox
        .call(Call {
            program: program.clone(),
            event: event.clone(),
            entry: Entry::Execute,
            limits: Limits::default(),
            secrets: Arc::new(BTreeMap::new()),
            module_secrets: Arc::default(),
            cache: Arc::new(MemoryCache::default()),
            egress: EgressPolicy::PublicHosts,
            time_left: Duration::from_secs(20),
            home: None,
        })
        .await
}

/// A row for calls of a script.
async fn measure(sandbox: &Sandbox, name: &str, source: ScriptSource) {
    let program = sandbox.load_script(source).await.unwrap();
    let sandbox = sandbox.clone();
    // Off the thread that blocks on the runtime: a server calls from its workers.
    let task = tokio::spawn(async move {
        let event = event();
        let (mut times, mut fuel) = (Vec::with_capacity(CALLS), 0);
        for n in 0..WARM_UP + CALLS {
            let begun = Instant::now();
            let report = call(&sandbox, &program, &event).await;
            let time = begun.elapsed();
            report.outcome.expect("the Action runs");
            fuel = report.fuel_used;
            if n >= WARM_UP {
                times.push(time);
            }
        }
        (times, fuel)
    });
    let (times, fuel) = task.await.unwrap();
    row(name, times, Some(fuel));
}

fn row(name: &str, mut times: Vec<Duration>, fuel: Option<u64>) {
    times.sort();
    let micros = |part: f64| times[((times.len() - 1) as f64 * part) as usize].as_nanos() as f64 / 1000.0;
    let fuel = fuel.map(|fuel| fuel.to_string()).unwrap_or_default();
    println!("{name:<58} {:>10.1} {:>10.1} {:>10.1} {fuel:>10}", micros(0.1), micros(0.5), micros(0.99));
}
