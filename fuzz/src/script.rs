//! An author's text from the check to a run: compiled, its top level evaluated into an image, called once with an event. The first byte
//! of an input chooses what it is taken for: JavaScript, TypeScript, or a Rule.
//!
//! - No text breaks the compiler, the engine or the server: what fails is the author's fault, said in a sentence of bounded length
//!   without control characters.
//! - What the compiler takes, the engine parses.
//! - A call ends within its fuel and memory, and the next Action is healthy.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anteroom::clock::ManualClock;
use anteroom::contract::{Entry, Event, Trigger};
use anteroom::random::SeededRandom;
use anteroom::sandbox::{
    Adapter, Call, EgressPolicy, Failure, Limits, MemoryCache, Program, Report, Sandbox, SandboxOptions, ScriptError, ScriptModule,
    ScriptSource,
};
use anteroom::scripts::source::{Language, Source, SourceError, compile, compile_function};
use tokio::runtime::Runtime;

const EVENT: &str = include_str!("../../tests/fixtures/post-login.json");
const HEALTHY: &str = "exports.onExecutePostLogin = async (event, api) => { api.access.deny(event.user.name); };";
/// A message, the name of a file and a position.
const LONGEST: usize = 6000;

struct Room {
    runtime: Runtime,
    sandbox: Sandbox,
    healthy: Arc<Program>,
    event: Arc<Event>,
    _artefacts: tempfile::TempDir,
}

fn room() -> &'static Room {
    static ROOM: OnceLock<Room> = OnceLock::new();
    ROOM.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let artefacts = tempfile::tempdir().unwrap();
        let options =
            SandboxOptions { cache_dir: artefacts.path().to_owned(), concurrency: 1, pooling: false, ..SandboxOptions::default() };
        let clock = Arc::new(ManualClock::new("2026-11-20T10:00:00Z".parse().unwrap()));
        let sandbox = Sandbox::start(options, clock, Arc::new(SeededRandom::new([3; 32]))).unwrap();
        let healthy = runtime.block_on(sandbox.load_script(source(HEALTHY.to_owned()))).unwrap();
        let event = Arc::new(Event::from_json(Trigger::PostLogin, &serde_json::from_str(EVENT).unwrap()).unwrap());
        Room { runtime, sandbox, healthy, event, _artefacts: artefacts }
    })
}

fn source(code: String) -> ScriptSource {
    let (file, bundle, modules) = ("action.js".to_owned(), None, Vec::new());
    ScriptSource { trigger: Trigger::PostLogin, file, code, source_map: None, bundle, modules, builtins: Default::default(), adapter: None }
}

impl Room {
    fn call(&self, program: &Arc<Program>) -> Report {
        self.runtime.block_on(self.sandbox.call(Call {
            program: program.clone(),
            event: self.event.clone(),
            entry: Entry::Execute,
            limits: Limits { fuel: 20_000_000, ..Limits::default() },
            secrets: Arc::new(BTreeMap::new()),
            module_secrets: Arc::default(),
            cache: Arc::new(MemoryCache::default()),
            egress: EgressPolicy::Nothing,
            time_left: Duration::from_millis(200),
            home: None,
            clock: None,
        }))
    }
}

pub fn run(data: &[u8]) {
    let [choice, text @ ..] = data else { return };
    let room = room();
    let written = |language| Source { file: "action.js".to_owned(), code: String::from_utf8_lossy(text).into_owned(), language };
    if choice % 3 == 2 {
        return rule(room, written(Language::JavaScript));
    }
    let language = if choice % 2 == 0 { Language::JavaScript } else { Language::TypeScript };
    let compiled = match room.runtime.block_on(compile(written(language))) {
        Ok(compiled) => compiled,
        Err(error) => {
            assert!(!matches!(error, SourceError::Internal { .. }), "{error}");
            return sentence(&error.to_string());
        }
    };
    let script = source(compiled.code);
    match room.runtime.block_on(room.sandbox.prepare_script(script.clone())) {
        Ok(prepared) => sentence(&prepared.late.unwrap_or_default()),
        Err(ScriptError::Failed(failure)) => return sentence(&failure.to_string()),
        // What the compiler knows and the engine does not, if anything, is told as a fault of the text.
        Err(ScriptError::Syntax { message, at }) => return sentence(&format!("{message} {at:?}")),
        Err(ScriptError::Internal(reason)) => panic!("{reason}"),
    }
    let program = room.runtime.block_on(room.sandbox.load_script(script)).unwrap();
    let report = room.call(&program);
    assert!(report.fuel_used <= report.fuel_limit && report.peak_memory <= Limits::default().memory);
    if let Err(failure) = report.outcome {
        assert_ne!(failure, Failure::HostPanic);
        sentence(&failure.to_string());
    }
    assert!(report.console.iter().all(|line| !line.message.contains(char::is_control)));
    let effects = room.call(&room.healthy).outcome.unwrap();
    assert_eq!(effects.len(), 1);
}

/// A text taken for a Rule: refused in a sentence, or one function that the engine takes too.
fn rule(room: &Room, text: Source) {
    let compiled = match room.runtime.block_on(compile_function(text, "A Rule is a function.")) {
        Ok(compiled) => compiled,
        Err(error) => {
            assert!(!matches!(error, SourceError::Internal { .. }), "{error}");
            return sentence(&error.to_string());
        }
    };
    let file = "rules/one.js".to_owned();
    let rule = ScriptModule { name: "rul_1".to_owned(), file, code: compiled.code, bundle: None, expression: true };
    let script = ScriptSource { modules: vec![rule], adapter: Some(Adapter::Rules), ..source(String::new()) };
    if let Err(ScriptError::Internal(reason)) = room.runtime.block_on(room.sandbox.prepare_script(script)) {
        panic!("{reason}");
    }
}

fn sentence(text: &str) {
    assert!(text.len() <= LONGEST && !text.contains(char::is_control), "{text:?}");
}
