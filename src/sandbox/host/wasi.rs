//! An inert part of WASI 0.2, for components built for `wasm32-wasip2`: the standard library asks for it even when unused.
//!
//! There are no files (no directory is handed out, and without one no descriptor can be made), no sockets (not linked at all),
//! no environment and no arguments. What is written goes to the console. Clock, randomness and waiting are our own, not those
//! of `wasmtime-wasi`: they have to be recorded, and a guest that sleeps for a century has to meet the trigger's deadline.

use bytes::Bytes;
use tokio::time::timeout_at;
use wasmtime::component::{HasData, HasSelf, Linker, Resource, ResourceTable};
use wasmtime_wasi::cli::{IsTerminal, StdoutStream, WasiCli, WasiCliView};
use wasmtime_wasi::filesystem::{WasiFilesystem, WasiFilesystemView};
use wasmtime_wasi::p2::bindings::{cli, clocks, filesystem, io, random};
use wasmtime_wasi::p2::{DynPollable, OutputStream, Pollable, StreamError, StreamResult, subscribe};
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView, async_trait};

use crate::sandbox::budget::Budget;
use crate::sandbox::console::SharedConsole;
use crate::sandbox::report::ConsoleLevel;
use crate::sandbox::state::State;

/// Bytes of one write, and of a line that is not finished.
const MAX_WRITE: usize = 4096;

/// Links the inert interfaces.
///
/// # Errors
/// Two interfaces of the same name: a fault of this file.
pub fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let l = linker;
    cli::environment::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::exit::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::stdin::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::stdout::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::stderr::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::terminal_input::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::terminal_output::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::terminal_stdin::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::terminal_stdout::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::terminal_stderr::add_to_linker::<State, WasiCli>(l, State::cli)?;
    filesystem::preopens::add_to_linker::<State, WasiFilesystem>(l, State::filesystem)?;
    filesystem::types::add_to_linker::<State, WasiFilesystem>(l, State::filesystem)?;
    io::error::add_to_linker::<State, Table>(l, |state| &mut state.table)?;
    io::streams::add_to_linker::<State, Table>(l, |state| &mut state.table)?;
    io::poll::add_to_linker::<State, HasSelf<State>>(l, |state| state)?;
    clocks::wall_clock::add_to_linker::<State, HasSelf<State>>(l, |state| state)?;
    clocks::monotonic_clock::add_to_linker::<State, HasSelf<State>>(l, |state| state)?;
    random::random::add_to_linker::<State, HasSelf<State>>(l, |state| state)?;
    random::insecure::add_to_linker::<State, HasSelf<State>>(l, |state| state)?;
    random::insecure_seed::add_to_linker::<State, HasSelf<State>>(l, |state| state)
}

struct Table;

impl HasData for Table {
    type Data<'a> = &'a mut ResourceTable;
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        let (console, budget) = (&self.console, &self.budget);
        let ctx = self.wasi.get_or_insert_with(|| inert(console, budget));
        WasiCtxView { ctx, table: &mut self.table }
    }
}

fn inert(console: &SharedConsole, budget: &Budget) -> WasiCtx {
    let output = |level| Output { console: console.clone(), budget: budget.clone(), level };
    WasiCtxBuilder::new().stdout(output(ConsoleLevel::Info)).stderr(output(ConsoleLevel::Error)).build()
}

impl io::poll::Host for State {
    async fn poll(&mut self, pollables: Vec<Resource<DynPollable>>) -> wasmtime::Result<Vec<u32>> {
        // A guest may list one pollable a hundred thousand times.
        self.budget.charge(pollables.len().saturating_mul(64))?;
        let ready = timeout_at(self.time.deadline, io::poll::Host::poll(&mut self.table, pollables)).await;
        let ready = ready.map_err(|_| self.time.over())?;
        self.time.advance()?;
        ready
    }
}

impl io::poll::HostPollable for State {
    async fn block(&mut self, pollable: Resource<DynPollable>) -> wasmtime::Result<()> {
        self.budget.charge(0)?;
        let ready = timeout_at(self.time.deadline, io::poll::HostPollable::block(&mut self.table, pollable)).await;
        let ready = ready.map_err(|_| self.time.over())?;
        self.time.advance()?;
        ready
    }

    async fn ready(&mut self, pollable: Resource<DynPollable>) -> wasmtime::Result<bool> {
        self.budget.charge(0)?;
        io::poll::HostPollable::ready(&mut self.table, pollable).await
    }

    fn drop(&mut self, pollable: Resource<DynPollable>) -> wasmtime::Result<()> {
        io::poll::HostPollable::drop(&mut self.table, pollable)
    }
}

impl clocks::wall_clock::Host for State {
    fn now(&mut self) -> wasmtime::Result<clocks::wall_clock::Datetime> {
        self.budget.charge(0)?;
        let now = self.time.now();
        let nanoseconds = u32::try_from(now % 1000).unwrap_or(0) * 1_000_000;
        Ok(clocks::wall_clock::Datetime { seconds: now / 1000, nanoseconds })
    }

    fn resolution(&mut self) -> wasmtime::Result<clocks::wall_clock::Datetime> {
        self.budget.charge(0)?;
        Ok(clocks::wall_clock::Datetime { seconds: 0, nanoseconds: 1_000_000 })
    }
}

/// A wait of a guest.
struct Sleep(tokio::time::Instant);

#[async_trait]
impl Pollable for Sleep {
    async fn ready(&mut self) {
        tokio::time::sleep_until(self.0).await;
    }
}

impl State {
    fn sleep(&mut self, nanoseconds: u64) -> wasmtime::Result<Resource<DynPollable>> {
        self.budget.charge(0)?;
        // Past the deadline it makes no difference how long a guest meant to sleep.
        let until = tokio::time::Instant::now().checked_add(std::time::Duration::from_nanos(nanoseconds));
        let sleep = self.table.push(Sleep(until.unwrap_or(self.time.deadline + std::time::Duration::from_secs(1))))?;
        subscribe(&mut self.table, sleep)
    }
}

impl clocks::monotonic_clock::Host for State {
    fn now(&mut self) -> wasmtime::Result<u64> {
        self.budget.charge(0)?;
        Ok(self.time.elapsed().saturating_mul(1_000_000))
    }

    fn resolution(&mut self) -> wasmtime::Result<u64> {
        self.budget.charge(0)?;
        Ok(1_000_000)
    }

    fn subscribe_instant(&mut self, when: u64) -> wasmtime::Result<Resource<DynPollable>> {
        let now = self.time.elapsed().saturating_mul(1_000_000);
        self.sleep(when.saturating_sub(now))
    }

    fn subscribe_duration(&mut self, duration: u64) -> wasmtime::Result<Resource<DynPollable>> {
        self.sleep(duration)
    }
}

impl random::random::Host for State {
    fn get_random_bytes(&mut self, length: u64) -> wasmtime::Result<Vec<u8>> {
        self.budget.charge(0)?;
        self.random.bytes(length)
    }

    fn get_random_u64(&mut self) -> wasmtime::Result<u64> {
        self.random.number()
    }
}

impl random::insecure::Host for State {
    fn get_insecure_random_bytes(&mut self, length: u64) -> wasmtime::Result<Vec<u8>> {
        self.budget.charge(0)?;
        self.random.bytes(length)
    }

    fn get_insecure_random_u64(&mut self) -> wasmtime::Result<u64> {
        self.random.number()
    }
}

impl random::insecure_seed::Host for State {
    fn insecure_seed(&mut self) -> wasmtime::Result<(u64, u64)> {
        Ok((self.random.number()?, self.random.number()?))
    }
}

/// Standard output or error of a guest.
struct Output {
    console: SharedConsole,
    budget: Budget,
    level: ConsoleLevel,
}

impl IsTerminal for Output {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Output {
    fn async_stream(&self) -> Box<dyn tokio::io::AsyncWrite + Send + Sync> {
        // Only WASI 0.3, which is not linked, asks for this form.
        Box::new(tokio::io::sink())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(Lines { console: self.console.clone(), budget: self.budget.clone(), level: self.level, begun: Vec::new() })
    }
}

/// Cuts what a guest writes into lines.
struct Lines {
    console: SharedConsole,
    budget: Budget,
    level: ConsoleLevel,
    begun: Vec<u8>,
}

impl Lines {
    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.begun);
        self.console.lock().write(self.level, &String::from_utf8_lossy(&line));
    }
}

impl OutputStream for Lines {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.budget.charge(bytes.len()).map_err(StreamError::Trap)?;
        for byte in bytes {
            if byte == b'\n' {
                self.end_line();
            } else {
                self.begun.push(byte);
                if self.begun.len() == MAX_WRITE {
                    self.end_line();
                }
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(MAX_WRITE)
    }
}

#[async_trait]
impl Pollable for Lines {
    async fn ready(&mut self) {}
}

impl Drop for Lines {
    fn drop(&mut self) {
        if !self.begun.is_empty() {
            self.end_line();
        }
    }
}
