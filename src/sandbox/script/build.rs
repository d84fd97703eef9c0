//! One run of the engine outside of any call: to compile its own JavaScript, and to make images.
//!
//! Here the engine has no host to speak of. What an image must not hold (time, randomness, secrets, answers of the network) is
//! answered with something harmless and remembered: whoever asked for it is evaluated at each call instead.

use std::sync::Arc;

use wasmtime::error::Context;
use wasmtime::{AsContextMut, Caller, Engine, Extern, Func, Instance, Memory, Module, Store, Trap};

use super::builtins::Builtins;
use crate::sandbox::console::{Console, Secrets};
use crate::sandbox::failure::Failure;
use crate::sandbox::meter::Meter;
use crate::sandbox::report::ConsoleLevel;

/// Instructions for the top level of an Action with all of its packages: about a second.
pub const FUEL: u64 = 8_000_000_000;
/// Bytes of memory that it may have.
pub const MEMORY: usize = 96 << 20;

/// What a run of the engine has.
pub struct Bench {
    builtins: Option<Arc<Builtins>>,
    answer: Vec<u8>,
    mailbox: u32,
    meter: Meter,
    /// What was written.
    pub console: Console,
    /// What was asked for that no image may hold, in the order in which it was.
    pub touched: Vec<&'static str>,
    /// What the clock says: milliseconds since 1970.
    now: f64,
    /// How many packages are being loaded, one inside of the other.
    packages: usize,
}

/// A running engine.
pub struct Run {
    store: Store<Bench>,
    instance: Instance,
    memory: Memory,
}

impl Run {
    /// Instantiates `code` on the memory of `image`, at a time in milliseconds since 1970.
    pub fn begin(engine: &Engine, code: &Module, image: &Module, builtins: Option<Arc<Builtins>>, now: f64) -> wasmtime::Result<Self> {
        let console = Console::new(Secrets::default(), 256, 32 << 10);
        let (answer, meter, touched) = (Vec::new(), Meter::new(MEMORY), Vec::new());
        let bench = Bench { builtins, answer, mailbox: 0, meter, console, touched, now, packages: 0 };
        let mut store = Store::new(engine, bench);
        store.limiter(|bench| &mut bench.meter);
        store.set_fuel(FUEL)?;
        let image = Instance::new(&mut store, image, &[])?;
        let memory = image.get_memory(&mut store, "memory").context("an image has no memory")?;
        let imports = imports(&mut store, code, memory)?;
        let instance = Instance::new(&mut store, code, &imports)?;
        Ok(Self { store, instance, memory })
    }

    /// Calls `boot`.
    pub fn boot(&mut self, prelude: &[u8], is_source: bool, stack: u32, reserve: u32) -> wasmtime::Result<()> {
        let (at, length) = self.give(prelude)?;
        let boot = self.instance.get_typed_func::<(u32, u32, u32, u32, u32), ()>(&mut self.store, "boot")?;
        boot.call(&mut self.store, (at, length, is_source.into(), stack, reserve)).map_err(|error| self.explain(error))
    }

    /// Calls `reserve`.
    pub fn reserve(&mut self, bytes: u32, large: bool) -> wasmtime::Result<()> {
        let reserve = self.instance.get_typed_func::<(u32, u32), ()>(&mut self.store, "reserve")?;
        reserve.call(&mut self.store, (bytes, large.into())).map_err(|error| self.explain(error))
    }

    /// Calls an entry that takes bytes and gives bytes.
    pub fn call(&mut self, entry: &str, input: &[u8]) -> wasmtime::Result<Vec<u8>> {
        let (at, length) = self.give(input)?;
        let entry = self.instance.get_typed_func::<(u32, u32), u32>(&mut self.store, entry)?;
        let slice = entry.call(&mut self.store, (at, length)).map_err(|error| self.explain(error))?;
        let word = |at: u32| -> Option<u32> {
            let bytes = self.memory.data(&self.store).get(at as usize..)?.get(..4)?;
            Some(u32::from_le_bytes(bytes.try_into().ok()?))
        };
        let (at, length) = word(slice).zip(word(slice.wrapping_add(4))).context("the engine's answer lies outside of its memory")?;
        let bytes = self.memory.data(&self.store).get(at as usize..).and_then(|rest| rest.get(..length as usize));
        Ok(bytes.context("the engine's answer lies outside of its memory")?.to_vec())
    }

    /// The memory.
    pub fn memory(&self) -> &[u8] {
        self.memory.data(&self.store)
    }

    /// What the run had.
    pub fn bench(&mut self) -> &mut Bench {
        self.store.data_mut()
    }

    fn give(&mut self, bytes: &[u8]) -> wasmtime::Result<(u32, u32)> {
        let alloc = self.instance.get_typed_func::<(u32, u32, u32, u32), u32>(&mut self.store, "alloc")?;
        let length = u32::try_from(bytes.len())?;
        let at = alloc.call(&mut self.store, (0, 0, 1, length)).map_err(|error| self.explain(error))?;
        self.memory.write(&mut self.store, at as usize, bytes)?;
        Ok((at, length))
    }

    /// A trap as the failure that it means.
    fn explain(&self, error: wasmtime::Error) -> wasmtime::Error {
        match (error.downcast_ref::<Failure>(), error.downcast_ref::<Trap>()) {
            (Some(failure), _) => failure.clone().into(),
            (None, Some(Trap::OutOfFuel)) => Failure::OutOfFuel { limit: FUEL }.into(),
            (None, Some(Trap::StackOverflow)) => Failure::StackOverflow.into(),
            _ => wasmtime::format_err!("{error:#}"),
        }
    }
}

fn imports(store: &mut Store<Bench>, code: &Module, memory: Memory) -> wasmtime::Result<Vec<Extern>> {
    let mut imports = Vec::new();
    for import in code.imports() {
        let function = match (import.module(), import.name()) {
            ("image", "memory") => {
                imports.push(memory.into());
                continue;
            }
            ("mailbox", "set") => Func::wrap(&mut *store, |mut caller: Caller<'_, Bench>, at: u32| caller.data_mut().mailbox = at),
            ("host", "now") => Func::wrap(&mut *store, |mut caller: Caller<'_, Bench>| -> f64 {
                let bench = caller.data_mut();
                if bench.packages == 0 {
                    bench.touch("the clock");
                }
                bench.now
            }),
            ("host", "log") => Func::wrap(&mut *store, move |mut caller: Caller<'_, Bench>, level: u32, at: u32, length: u32| {
                let text = text(memory, &caller, at, length);
                caller.data_mut().console.write(level_of(level), &text);
            }),
            ("host", "cancel") => Func::wrap(&mut *store, |_: u32| {}),
            ("host", "wait") => Func::wrap(&mut *store, || 0_u64),
            ("host", "start") => {
                Func::wrap(&mut *store, move |mut caller: Caller<'_, Bench>, at: u32, length: u32, _: u32, _: u32, _: u32, _: u32| {
                    let operation = text(memory, &caller, at, length);
                    caller.data_mut().touch(if operation == "timer" { "a timer" } else { "the network" });
                    // A number that nothing ever comes for.
                    1_u64 << 32
                })
            }
            ("host", "call") => Func::wrap(
                &mut *store,
                move |mut caller: Caller<'_, Bench>, at: u32, length: u32, text_at: u32, text_length: u32, _: u32, _: u32| {
                    let (operation, text) = (text(memory, &caller, at, length), text(memory, &caller, text_at, text_length));
                    caller.data_mut().answer(&operation, &text)
                },
            ),
            ("host", "take") => Func::wrap(&mut *store, move |mut caller: Caller<'_, Bench>, into: u32| -> wasmtime::Result<()> {
                let (answer, at) = (std::mem::take(&mut caller.data_mut().answer), caller.data().mailbox);
                let length = u32::try_from(answer.len())?;
                memory.write(caller.as_context_mut(), at as usize, &answer)?;
                memory.write(caller.as_context_mut(), into as usize, &at.to_le_bytes())?;
                Ok(memory.write(caller.as_context_mut(), into as usize + 4, &length.to_le_bytes())?)
            }),
            (module, name) => return Err(wasmtime::format_err!("the engine imports {module} {name}, which the server does not have")),
        };
        imports.push(function.into());
    }
    Ok(imports)
}

impl Bench {
    fn touch(&mut self, what: &'static str) {
        if !self.touched.contains(&what) {
            self.touched.push(what);
        }
    }

    /// Answers a synchronous operation: its status and the length of what the mailbox will bring.
    fn answer(&mut self, operation: &str, text: &str) -> u64 {
        let (status, said, bytes): (u64, String, &[u8]) = match (operation, &self.builtins) {
            ("globals", Some(builtins)) => (0, builtins.globals().to_owned(), &[]),
            ("globals", None) => (0, "{}".to_owned(), &[]),
            ("builtin", Some(builtins)) => match builtins.bytecode(text) {
                Some(bytecode) => (0, String::new(), bytecode),
                None => (1, String::new(), &[]),
            },
            ("packages", _) => {
                self.packages = if text == "+" { self.packages + 1 } else { self.packages.saturating_sub(1) };
                (0, String::new(), &[])
            }
            (operation, _) => {
                let what = match operation {
                    "random" => "randomness",
                    "secrets" => "secrets",
                    _ => "the server",
                };
                if !self.touched.contains(&what) {
                    self.touched.push(what);
                }
                // As many zeros as are asked for, so that the top level goes on; nothing of it is kept.
                let length = text.parse::<usize>().unwrap_or(0).min(4096);
                self.answer = super::frame("{}", &vec![0; length]);
                return self.answer.len() as u64;
            }
        };
        self.answer = super::frame(&said, bytes);
        status << 32 | self.answer.len() as u64
    }
}

fn text(memory: Memory, caller: &Caller<'_, Bench>, at: u32, length: u32) -> String {
    let bytes = memory.data(caller).get(at as usize..).and_then(|rest| rest.get(..length as usize));
    String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
}

/// The level of a line, as the engine numbers them.
pub fn level_of(level: u32) -> ConsoleLevel {
    match level {
        0 => ConsoleLevel::Debug,
        1 => ConsoleLevel::Info,
        2 => ConsoleLevel::Warn,
        _ => ConsoleLevel::Error,
    }
}
