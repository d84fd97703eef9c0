//! What one call owns: the data of its store.
//!
//! Everything a guest can move is in here, made fresh for the call and dropped after it. Time stands still while the guest
//! computes and moves when it has waited; both readings and the seed of its randomness go into the report.

use std::sync::Arc;
use std::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use tokio::time::Instant;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::WasiCtx;
use zeroize::Zeroizing;

use super::action_cache::ActionCache;
use super::budget::Budget;
use super::console::{Console, ModuleSecrets, Secrets, SharedConsole, clean, hidden, redact};
use super::effects::Effects;
use super::egress::{Egress, EgressPolicy};
use super::failure::Failure;
use super::home::Home;
use super::limits::Limits;
use super::meter::Meter;
use super::operations::Operations;
use super::report::{HostCall, MAX_HOST_CALLS, Replay, Step};
use super::script::Engineroom;
use crate::clock::Clock;
use crate::contract::Trigger;
use crate::random::Random;

/// Handles that a guest may hold to things of the host. wasmtime's default is a million.
const MAX_HANDLES: usize = 256;
/// Waits of one call: each leaves a reading of the clock in the report.
const MAX_WAITS: usize = 4096;
/// Bytes of a host call's target and outcome in the report.
const MAX_HOST_CALL_TEXT: usize = 256;

/// The data of one call's store.
pub struct State {
    pub limits: Limits,
    pub meter: Meter,
    pub budget: Budget,
    pub console: SharedConsole,
    pub effects: Effects,
    pub time: Time,
    pub random: Chance,
    pub secrets: Secrets,
    pub module_secrets: ModuleSecrets,
    /// The values of both, for redaction alone.
    pub hidden: Secrets,
    pub cache: Arc<dyn ActionCache>,
    pub cache_writes: u32,
    pub egress: Egress,
    pub policy: EgressPolicy,
    pub operations: Operations,
    pub host_calls: HostCalls,
    pub table: ResourceTable,
    /// Where Rules began; only a run of them has any.
    pub steps: Vec<Step>,
    /// What a program of an older form tells beside its effects: what became of a login in the hands of Rules, the answer of a script.
    pub shown: Option<String>,
    /// When the call began.
    pub begun: Instant,
    /// Rules that ran in the login before this Action.
    pub rules: Vec<String>,
    /// The login's own right to ask the Management API of this server.
    pub home: Option<Arc<dyn Home>>,
    /// Only scripts need it.
    pub engine: Engineroom,
    /// Only components built for WASI need it, so it is made when one asks.
    pub wasi: Option<WasiCtx>,
}

/// What a call is given.
pub struct Grant {
    pub trigger: Trigger,
    pub limits: Limits,
    pub secrets: Secrets,
    pub module_secrets: ModuleSecrets,
    pub cache: Arc<dyn ActionCache>,
    pub policy: EgressPolicy,
    pub time_left: Duration,
    /// What must not be shown beside the secrets: a password that the call is about.
    pub hidden: Option<Zeroizing<String>>,
}

impl State {
    /// The state of a call that begins now.
    pub fn new(grant: Grant, clock: Arc<dyn Clock>, random: &dyn Random, egress: Egress) -> Self {
        let Grant { trigger, limits, secrets, module_secrets, cache, policy, time_left, hidden: password } = grant;
        let hidden = hidden(&secrets, &module_secrets, password);
        let mut table = ResourceTable::new();
        table.set_max_capacity(MAX_HANDLES);
        Self {
            meter: Meter::new(limits.memory),
            budget: Budget::new(),
            console: SharedConsole::new(Console::new(Arc::clone(&hidden), limits.console_lines, limits.console_bytes)),
            effects: Effects::new(trigger, &limits),
            time: Time::new(clock, time_left),
            random: Chance::new(random, limits.random_bytes),
            cache,
            cache_writes: 0,
            egress,
            policy,
            operations: Operations::default(),
            host_calls: HostCalls { secrets: Arc::clone(&hidden), list: Vec::new(), dropped: 0 },
            secrets,
            module_secrets,
            hidden,
            table,
            steps: Vec::new(),
            shown: None,
            begun: Instant::now(),
            rules: Vec::new(),
            home: None,
            engine: Engineroom::default(),
            wasi: None,
            limits,
        }
    }

    /// What a replay needs.
    pub fn replay(&self) -> Replay {
        Replay { clock: self.time.readings.clone(), random_seed: self.random.seed.iter().map(|byte| format!("{byte:02x}")).collect() }
    }
}

/// A clock that stands still between waits.
pub struct Time {
    clock: Arc<dyn Clock>,
    readings: Vec<u64>,
    now: u64,
    left: Duration,
    /// When the trigger's time is over.
    pub deadline: Instant,
}

impl Time {
    fn new(clock: Arc<dyn Clock>, left: Duration) -> Self {
        // A deadline that is too far away to be told is a day away.
        let deadline = Instant::now() + left.min(Duration::from_secs(86_400));
        let now = read(clock.as_ref());
        Self { clock, readings: vec![now], now, left, deadline }
    }

    /// Milliseconds since 1970.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// Milliseconds since the call began.
    pub fn elapsed(&self) -> u64 {
        self.now - self.readings.first().copied().unwrap_or(self.now)
    }

    /// Reads the clock after a wait. It never goes back.
    ///
    /// # Errors
    /// A trap after more waits than are kept.
    pub fn advance(&mut self) -> wasmtime::Result<()> {
        if self.readings.len() > MAX_WAITS {
            return Err(Failure::HostQuota { what: "waits".into(), limit: MAX_WAITS as u64 }.into());
        }
        self.now = read(self.clock.as_ref()).max(self.now);
        self.readings.push(self.now);
        Ok(())
    }

    /// The failure when the deadline has passed.
    pub fn over(&self) -> Failure {
        Failure::Deadline { time_left: self.left }
    }
}

fn read(clock: &dyn Clock) -> u64 {
    u64::try_from(clock.now().as_millisecond()).unwrap_or(0)
}

/// Randomness that can be replayed.
pub struct Chance {
    seed: [u8; 32],
    generator: ChaCha20Rng,
    left: usize,
    limit: usize,
}

impl Chance {
    fn new(random: &dyn Random, limit: usize) -> Self {
        let mut seed = [0; 32];
        random.fill(&mut seed);
        Self { seed, generator: ChaCha20Rng::from_seed(seed), left: limit, limit }
    }

    /// `length` bytes.
    ///
    /// # Errors
    /// A trap past 4096 at once, or past the limit of the call.
    pub fn bytes(&mut self, length: u64) -> wasmtime::Result<Vec<u8>> {
        let at_once = usize::try_from(length).ok().filter(|length| *length <= 4096);
        let length = at_once.ok_or_else(|| Failure::HostQuota { what: "random bytes at once".into(), limit: 4096 })?;
        let left = self.left.checked_sub(length);
        self.left = left.ok_or_else(|| Failure::HostQuota { what: "random bytes".into(), limit: self.limit as u64 })?;
        let mut bytes = vec![0; length];
        self.generator.fill_bytes(&mut bytes);
        Ok(bytes)
    }

    /// Eight bytes as a number.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub fn number(&mut self) -> wasmtime::Result<u64> {
        Ok(self.bytes(8)?.into_iter().fold(0, |sum, byte| sum << 8 | u64::from(byte)))
    }
}

/// What the host did for the guest, up to a bound.
pub struct HostCalls {
    secrets: Secrets,
    list: Vec<HostCall>,
    dropped: u32,
}

impl HostCalls {
    /// Adds a call.
    pub fn push(&mut self, name: &str, target: &str, outcome: &str, wall: Duration) {
        if self.list.len() == MAX_HOST_CALLS {
            self.dropped = self.dropped.saturating_add(1);
            return;
        }
        let show = |text: &str| {
            let mut text = clean(&redact(text, &self.secrets));
            text.truncate(text.floor_char_boundary(MAX_HOST_CALL_TEXT));
            text
        };
        self.list.push(HostCall { name: name.to_owned(), target: show(target), outcome: show(outcome), wall });
    }

    /// All calls, and how many were not kept.
    pub fn take(&mut self) -> (Vec<HostCall>, u32) {
        (std::mem::take(&mut self.list), self.dropped)
    }
}
