//! One instance, from its store to its end, and what its errors mean.
//!
//! The future in here is polled to its end whatever happens outside: dropping a running guest has a history of faults in
//! wasmtime, and nothing needs it, since fuel bounds the computing and the deadline every wait.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use wasmtime::component::ResourceTableError;
use wasmtime::{Engine, PoolConcurrencyLimitError, Store, Trap, WasmBacktrace};
use wasmtime_wasi::I32Exit;

use super::console::{Secrets, clean, redact};
use super::failure::Failure;
use super::linker::Linked;
use super::script::{self, ScriptProgram};
use super::state::State;
use crate::contract::{Effect, Entry, Event};

/// Instructions after which a guest lets others run: about 0.3 ms. Below 100,000 it would begin to cost.
const YIELD_INTERVAL: u64 = 1_000_000;
/// Bytes that a guest may hand to the host in one call. wasmtime's default is 128 MiB.
const HOSTCALL_BYTES: usize = 1 << 20;
/// Handles that a component may hold. wasmtime's default is 100,000.
const HANDLES: usize = 256;
/// Characters of an author's or wasmtime's text in a failure.
const MAX_TEXT: usize = 1000;

/// A call that has ended.
pub struct Ran {
    /// What the Action asked for, or why there is nothing.
    pub outcome: Result<Vec<Effect>, Failure>,
    /// Instructions.
    pub fuel_used: u64,
    /// What the call owned.
    pub state: State,
}

/// Runs `linked` with `event`, or only instantiates it when there is none.
pub async fn run(engine: &Engine, linked: &Linked, state: State, event: Option<(&Event, Entry)>) -> Ran {
    let limit = state.limits.fuel;
    let mut store = Store::new(engine, state);
    let ended = AssertUnwindSafe(guarded(&mut store, linked, event, limit)).catch_unwind().await;
    let outcome = match ended {
        Ok(Ok(Ok(()))) => Ok(store.data_mut().effects.take()),
        Ok(Ok(Err(message))) => Err(Failure::Threw { message: show(&message, &store.data().hidden), stack: Vec::new() }),
        Ok(Err(error)) => Err(classify(&error, limit, &store.data().hidden)),
        Err(panic) => {
            tracing::error!(panic = panic_text(panic.as_ref()), "the server panicked while it ran an Action");
            Err(Failure::HostPanic)
        }
    };
    let fuel_used = limit.saturating_sub(store.get_fuel().unwrap_or(0));
    Ran { outcome, fuel_used, state: store.into_data() }
}

async fn guarded(
    store: &mut Store<State>,
    linked: &Linked,
    event: Option<(&Event, Entry)>,
    fuel: u64,
) -> wasmtime::Result<Result<(), String>> {
    store.limiter(|state| &mut state.meter);
    // Before the instance is made: start functions run then, and without fuel they would not run at all.
    store.set_fuel(fuel)?;
    store.fuel_async_yield_interval(Some(YIELD_INTERVAL))?;
    store.set_hostcall_fuel(HOSTCALL_BYTES);
    store.set_max_component_handles(HANDLES);
    match linked {
        Linked::Script(script) => run_script(store, script, event).await.map(Ok),
        Linked::Component(handler) => match event {
            Some((event, Entry::Continue)) => handler.resume(store, event).await,
            Some((event, Entry::Execute)) => handler.run(store, Some(event)).await,
            None => handler.try_out(store).await,
        },
    }
}

async fn run_script(store: &mut Store<State>, script: &ScriptProgram, event: Option<(&Event, Entry)>) -> wasmtime::Result<()> {
    store.data_mut().engine = script.room();
    let State { secrets, module_secrets, .. } = store.data();
    let request = match event {
        None => None,
        Some((event, entry)) => Some(script::request(event, entry, secrets, module_secrets)?),
    };
    let Some(answer) = script.run(store, request.as_deref()).await? else { return Ok(()) };
    let state = store.data_mut();
    let effects = script::effects(&answer, |text| show(&state.engine.restore(text), &state.hidden))?;
    Ok(state.effects.accept(effects)?)
}

fn classify(error: &wasmtime::Error, fuel: u64, secrets: &Secrets) -> Failure {
    if let Some(failure) = error.downcast_ref::<Failure>() {
        return failure.clone();
    }
    if error.is::<PoolConcurrencyLimitError>() {
        return Failure::Busy { waited: std::time::Duration::ZERO };
    }
    if let Some(ResourceTableError::Full) = error.downcast_ref() {
        return Failure::HostQuota { what: "handles to things of the server".into(), limit: HANDLES as u64 };
    }
    if let Some(I32Exit(code)) = error.downcast_ref() {
        return Failure::Trap { reason: format!("it ended itself with the exit code {code}"), backtrace: Vec::new() };
    }
    let reason = match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => return Failure::OutOfFuel { limit: fuel },
        Some(Trap::StackOverflow) => return Failure::StackOverflow,
        Some(Trap::UnreachableCodeReached) => "it gave up (`unreachable`), as after a panic; its console may say why".to_owned(),
        Some(trap) => trap.to_string().trim_start_matches("wasm trap: ").to_owned(),
        None => {
            let cause = error.root_cause().to_string();
            // wasmtime's own type for this is private; a test notices if its words change.
            if cause.contains("fuel allocated for hostcalls has been exhausted") {
                return Failure::HostQuota { what: "bytes handed to the server in one call".into(), limit: HOSTCALL_BYTES as u64 };
            }
            show(&cause, secrets)
        }
    };
    Failure::Trap { reason, backtrace: backtrace(error, secrets) }
}

fn backtrace(error: &wasmtime::Error, secrets: &Secrets) -> Vec<String> {
    let Some(trace) = error.downcast_ref::<WasmBacktrace>() else { return Vec::new() };
    let name = |frame: &wasmtime::FrameInfo| match frame.func_name() {
        Some(name) => show(name, secrets).chars().take(200).collect(),
        None => format!("function {}", frame.func_index()),
    };
    trace.frames().iter().take(16).map(name).collect()
}

/// A guest's text for an operator.
fn show(text: &str, secrets: &Secrets) -> String {
    clean(&redact(text, secrets)).chars().take(MAX_TEXT).collect()
}

/// For the server's own log.
fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
