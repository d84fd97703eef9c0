//! The JavaScript engine, ready to make images and to run them: made once per process, from the module that is a part of the binary.
//!
//! What takes long (compiling the engine, 1.4 s) is kept among the artefacts; what takes milliseconds (its JavaScript to bytecode,
//! the base of all images) is done at each start, so that no file has to be trusted for it.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use wasmtime::component::Linker;
use wasmtime::error::Context;
use wasmtime::{Engine, Module};

use super::build::Run;
use super::builtins::Builtins;
use super::host;
use super::image::{self, Shell};
use super::split::{Split, split};
use crate::contract::{Event, Trigger};
use crate::sandbox::artefacts::Artefacts;
use crate::sandbox::state::State;

/// The engine as it was built from `guest-sdk/engine`.
static ENGINE: &[u8] = include_bytes!("../../../guest-sdk/engine/engine.wasm");
/// Bytes of JavaScript stack: deep recursion ends as a RangeError long before wasmtime's own limit.
const STACK: u32 = 256 << 10;
/// Bytes of free heap in the base.
const RESERVE: u32 = 256 << 10;

/// The engine.
pub struct ScriptEngine {
    /// Its code.
    pub code: Module,
    /// The memory after the prelude.
    pub base: Module,
    /// Its JavaScript.
    pub builtins: Arc<Builtins>,
    /// Where the stack begins.
    pub stack: usize,
    /// What surrounds the images.
    pub shell: Shell,
    /// What a script Action may import.
    pub linker: Linker<State>,
    /// What images depend on besides their source: 64 hexadecimal digits.
    pub identity: String,
}

impl ScriptEngine {
    /// Makes the engine ready. Blocks for milliseconds, or seconds at the very first start.
    pub fn start(engine: &Engine, artefacts: &Artefacts) -> wasmtime::Result<Self> {
        let Split { code, memory, stack } = split(ENGINE)?;
        let code = compiled(engine, artefacts, &code)?;
        let shell = Shell::new(memory.len() >> 16)?;
        let root = Module::new(engine, image::module(&memory, 0).finish())?;
        let (builtins, prelude) = builtins(engine, &code, &root)?;
        let builtins = Arc::new(builtins);
        let mut run = Run::begin(engine, &code, &root, Some(Arc::clone(&builtins)), 0.0)?;
        run.boot(&prelude, false, STACK, RESERVE)?;
        let base = Module::new(engine, image::module(run.memory(), stack).finish())?;
        let mut linker = Linker::new(engine);
        linker.root().module("engine", &code)?;
        host::add_to_linker(&mut linker)?;
        Ok(Self { code, base, builtins, stack, shell, linker, identity: identity() })
    }
}

impl ScriptEngine {
    /// Its code as WebAssembly, importing the memory.
    pub fn webassembly() -> wasmtime::Result<Vec<u8>> {
        Ok(split(ENGINE)?.code)
    }
}

/// The compiled code of the engine's module.
fn compiled(engine: &Engine, artefacts: &Artefacts, code: &[u8]) -> wasmtime::Result<Module> {
    let key = hex(&Sha256::digest(code));
    if let Some(found) = artefacts.read(&key) {
        return deserialize(engine, &found).context("the compiled JavaScript engine does not load");
    }
    let module = Module::new(engine, code).context("the JavaScript engine does not compile")?;
    artefacts.write(&key, &module.serialize()?)?;
    Ok(module)
}

#[expect(unsafe_code, reason = "wasmtime cannot know where machine code comes from; the artefacts do")]
fn deserialize(engine: &Engine, code: &[u8]) -> wasmtime::Result<Module> {
    // SAFETY: `code` comes from `Artefacts::read`, which returns only what this server wrote for this engine.
    unsafe { Module::deserialize(engine, code) }
}

/// The bytecode of every built-in module, and of the prelude.
fn builtins(engine: &Engine, code: &Module, root: &Module) -> wasmtime::Result<(Builtins, Vec<u8>)> {
    let mut run = Run::begin(engine, code, root, None, 0.0)?;
    let mut compile = |name: &str, text: &str| -> wasmtime::Result<Vec<u8>> {
        let bytecode = run.call("compile", &[name.as_bytes(), &[0], text.as_bytes()].concat())?;
        let mut said = || run.bench().console.take().0.into_iter().map(|line| line.message).collect::<Vec<_>>().join("; ");
        if bytecode.is_empty() {
            Err(wasmtime::format_err!("the built-in module {name} does not compile: {}", said()))
        } else {
            Ok(bytecode)
        }
    };
    let mut builtins = Builtins::default();
    for (name, text) in Builtins::sources() {
        builtins.insert(name, compile(&format!("node:{name}"), &text)?);
    }
    let prelude = compile("anteroom:prelude", Builtins::prelude())?;
    Ok((builtins, prelude))
}

fn identity() -> String {
    let mut hash = Sha256::new();
    hash.update(ENGINE);
    hash.update(Builtins::prelude());
    for (name, text) in Builtins::sources() {
        hash.update(name);
        hash.update([0]);
        hash.update(text);
        hash.update([0]);
    }
    // A sample is a part of each large image.
    for trigger in Trigger::ALL {
        hash.update(Event::sample(trigger));
    }
    hex(&hash.finalize())
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
