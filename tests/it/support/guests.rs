//! Guests written as WAT, componentized against the real `wit/`, and a sandbox to run them in.
//!
//! `Guest::new("(loop $l (br $l))")` is a whole component for `post-login` whose handler does that. A [`Bench`] has a sandbox on a
//! directory of its own; [`Bench::run`] uploads a guest and calls it, and then calls a healthy one: whatever a guest does, the
//! next login works.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anteroom::clock::ManualClock;
use anteroom::contract::{Entry, Event, Trigger, post_login};
use anteroom::random::SeededRandom;
use anteroom::sandbox::{ActionCache, Call, CompileOptions, EgressPolicy, Limits, MemoryCache, Program, Report, Sandbox, SandboxOptions};
use bytes::Bytes;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::{Resolve, SizeAlign, WorldId, WorldItem};
use zeroize::Zeroizing;

/// A guest that is being written.
#[derive(Clone)]
pub struct Guest {
    trigger: Trigger,
    pages: u32,
    imports: String,
    more: String,
    body: String,
}

impl Guest {
    /// A `post-login` guest whose handler has this body. `$api` is the api object; nothing is left on the stack.
    pub fn new(body: &str) -> Self {
        Self { trigger: Trigger::PostLogin, pages: 16, imports: String::new(), more: String::new(), body: body.to_owned() }
    }

    /// For another trigger.
    pub fn for_trigger(mut self, trigger: Trigger) -> Self {
        self.trigger = trigger;
        self
    }

    /// With another body.
    pub fn with_body(mut self, body: &str) -> Self {
        self.body = body.to_owned();
        self
    }

    /// The size of its memory at the start, in pages of 64 KiB.
    pub fn pages(mut self, pages: u32) -> Self {
        self.pages = pages;
        self
    }

    /// Imports a host function as `$name`.
    pub fn import(mut self, interface: &str, function: &str, name: &str, signature: &str) -> Self {
        self.imports.push_str(&format!("(import \"anteroom:actions/{interface}@0.1.0\" \"{function}\" (func ${name} {signature}))\n"));
        self
    }

    /// Imports a function of WASI as `$name`.
    pub fn wasi(mut self, interface: &str, function: &str, name: &str, signature: &str) -> Self {
        self.imports.push_str(&format!("(import \"wasi:{interface}@0.2.0\" \"{function}\" (func ${name} {signature}))\n"));
        self
    }

    /// Adds functions, tables, memories, …
    pub fn more(mut self, text: &str) -> Self {
        self.more.push_str(text);
        self
    }

    /// Puts text into memory.
    pub fn data(self, at: u32, text: &str) -> Self {
        let escaped: String = text.bytes().map(|byte| format!("\\{byte:02x}")).collect();
        self.more(&format!("(data (i32.const {at}) \"{escaped}\")\n"))
    }

    /// The core module.
    pub fn module(&self) -> Vec<u8> {
        let frame = include_str!("../../fixtures/frame.wat");
        let text = frame
            .replace("{trigger}", self.trigger.id())
            .replace("{pages}", &self.pages.to_string())
            .replace("{imports}", &self.imports)
            .replace("{more}", &self.more)
            .replace("{api}", &api_offset(self.trigger).to_string())
            .replace("{body}", &self.body);
        wat::parse_str(text).expect("the guest's text is WAT")
    }

    /// The component.
    pub fn component(&self) -> Bytes {
        componentize(self.module(), self.trigger.id())
    }

    /// The component, with its strings in another encoding.
    pub fn component_in(&self, encoding: StringEncoding) -> Bytes {
        encode(self.module(), self.trigger.id(), encoding)
    }
}

/// Makes a core module a component for the world.
pub fn componentize(module: Vec<u8>, world: &str) -> Bytes {
    encode(module, world, StringEncoding::UTF8)
}

fn encode(mut module: Vec<u8>, world: &str, encoding: StringEncoding) -> Bytes {
    let (resolve, world) = contract(world);
    embed_component_metadata(&mut module, &resolve, world, encoding).expect("the module takes metadata");
    let encoder = ComponentEncoder::default().module(&module).expect("the module fits the world");
    encoder.validate(true).encode().expect("the guest becomes a component").into()
}

/// The world of a trigger, from `wit/`.
pub fn contract(world: &str) -> (Resolve, WorldId) {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("wit")).expect("wit/ parses");
    let with_wasi = resolve.push_str("wasi.wit", include_str!("../../fixtures/wasi.wit")).expect("the fixture parses");
    // What a guest does not import is not in its component, so that the larger world serves all guests of its trigger.
    let package = if world == "post-login" { with_wasi } else { package };
    let world = resolve.select_world(&[package], Some(world)).expect("the world exists");
    (resolve, world)
}

/// Where the handle of the api object is in the handler's parameters: behind the event, which is too large to be passed flat.
fn api_offset(trigger: Trigger) -> usize {
    let (resolve, world) = contract(trigger.id());
    let handler = anteroom::sandbox::handler(trigger);
    let found = resolve.worlds[world].exports.values().find_map(|item| match item {
        WorldItem::Function(function) if function.name == handler => Some(function),
        _ => None,
    });
    let mut sizes = SizeAlign::default();
    sizes.fill(&resolve);
    let offsets = sizes.field_offsets(found.expect("the world has its handler").params.iter().map(|param| &param.ty));
    offsets.last().expect("two parameters").0.size_wasm32()
}

/// A guest that does nothing.
pub fn healthy() -> Guest {
    Guest::new("")
}

/// The binary whose subcommand compiles components.
pub fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_anteroom"))
}

/// A sandbox with its directory, its clock, and what calls are given.
pub struct Bench {
    /// The sandbox.
    pub sandbox: Sandbox,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// Its directory of compiled code.
    pub dir: Arc<tempfile::TempDir>,
    /// What the next call may use.
    pub limits: Limits,
    /// Its secrets.
    pub secrets: BTreeMap<String, Zeroizing<String>>,
    /// Its cache.
    pub cache: Arc<dyn ActionCache>,
    /// Which servers it may reach.
    pub egress: EgressPolicy,
    /// Its time.
    pub time_left: Duration,
}

impl Bench {
    /// A sandbox with four places that may reach nothing.
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// A sandbox with other options.
    pub fn with(change: impl FnOnce(&mut SandboxOptions)) -> Self {
        Self::on(Arc::new(tempfile::tempdir().expect("a directory")), change)
    }

    /// A sandbox on a directory that another one used before.
    pub fn on(dir: Arc<tempfile::TempDir>, change: impl FnOnce(&mut SandboxOptions)) -> Self {
        let mut options = SandboxOptions {
            cache_dir: dir.path().to_owned(),
            cache_key: Some(Zeroizing::new([7; 32])),
            concurrency: 4,
            busy_wait: Duration::from_secs(30),
            compile: CompileOptions { program: program(), ..CompileOptions::default() },
            ..SandboxOptions::default()
        };
        change(&mut options);
        let clock = Arc::new(ManualClock::new("2026-11-20T10:00:00Z".parse().expect("a time")));
        let sandbox = Sandbox::start(options, clock.clone(), Arc::new(SeededRandom::new([3; 32]))).expect("the sandbox starts");
        Self {
            sandbox,
            clock,
            dir,
            limits: Limits::default(),
            secrets: BTreeMap::new(),
            cache: Arc::new(MemoryCache::default()),
            egress: EgressPolicy::PublicHosts,
            time_left: Duration::from_secs(20),
        }
    }

    /// Compiles a guest without trying it out.
    pub async fn load(&self, guest: &Guest) -> Arc<Program> {
        use sha2::Digest;
        let component = guest.component();
        let sha256: String = sha2::Sha256::digest(&component).iter().map(|byte| format!("{byte:02x}")).collect();
        self.sandbox.load(&sha256, guest.trigger, async { Ok(component) }).await.expect("the guest loads")
    }

    /// A call of a program with the settings of this bench.
    pub fn call(&self, program: &Arc<Program>) -> Call {
        Call {
            program: program.clone(),
            event: Arc::new(event(program.trigger())),
            entry: Entry::Execute,
            limits: self.limits.clone(),
            secrets: Arc::new(self.secrets.clone()),
            module_secrets: Arc::default(),
            cache: self.cache.clone(),
            egress: self.egress.clone(),
            time_left: self.time_left,
            home: None,
        }
    }

    /// Calls a guest, and then a healthy one.
    pub async fn run(&self, guest: &Guest) -> Report {
        let program = self.load(guest).await;
        let report = self.sandbox.call(self.call(&program)).await;
        self.check_health().await;
        report
    }

    /// The next login works.
    pub async fn check_health(&self) {
        let program = self.load(&healthy()).await;
        let mut call = self.call(&program);
        call.limits = Limits::default();
        call.time_left = Duration::from_secs(20);
        assert_eq!(self.sandbox.call(call).await.outcome, Ok(vec![]));
    }
}

/// The event of a trigger, from `tests/fixtures/`.
pub fn event(trigger: Trigger) -> Event {
    Event::from_json(trigger, &fixture(trigger)).expect("an event")
}

/// The JSON of a trigger's event.
pub fn fixture(trigger: Trigger) -> serde_json::Value {
    let path = format!("{}/tests/fixtures/{}.json", env!("CARGO_MANIFEST_DIR"), trigger.id());
    serde_json::from_str(&std::fs::read_to_string(path).expect("a fixture")).expect("JSON")
}

/// The event in `tests/fixtures/post-login.json`.
pub fn post_login_event() -> post_login::Event {
    serde_json::from_str(include_str!("../../fixtures/post-login.json")).expect("an event")
}
