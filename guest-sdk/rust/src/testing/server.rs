//! The server that a test stands in for: everything is in memory, time passes only when the Action waits.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::answers::{self, Answer};
use super::checks;
use super::outcome::{Line, Sent};
use crate::cache::{Entry, Refused};
use crate::effect::{Effect, Refusal};
use crate::host::{Asks, Host, Outcome};
use crate::http;
use crate::log::Level;

/// 15 minutes in milliseconds: how long a value is cached if nothing else is said.
pub(super) const DEFAULT_TTL: u64 = 15 * 60 * 1000;
/// 24 hours in milliseconds: the longest that a value is cached.
const MAX_TTL: u64 = 24 * 60 * 60 * 1000;
/// Writes to the cache in a call.
const MAX_CACHE_WRITES: u32 = 20;
/// 2026-01-01T00:00:00Z in milliseconds.
const NEW_YEAR: u64 = 1_767_225_600_000;

pub(super) struct Server {
    pub secrets: BTreeMap<String, String>,
    pub answers: Vec<Answer>,
    /// The trigger's id: some rules are one trigger's own.
    pub trigger: &'static str,
    pub now: Cell<u64>,
    pub cache: RefCell<BTreeMap<String, Entry>>,
    pub effects: RefCell<Vec<Effect>>,
    pub console: RefCell<Vec<Line>>,
    pub requests: RefCell<Vec<Sent>>,
    effect_bytes: Cell<usize>,
    cache_writes: Cell<u32>,
    under_way: RefCell<Vec<Operation>>,
    operations: Cell<u32>,
    random: Cell<u64>,
}

/// An operation under way, in the order of its end.
struct Operation {
    number: u32,
    ends_at: u64,
    outcome: Outcome,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            secrets: BTreeMap::new(),
            answers: Vec::new(),
            trigger: "",
            now: Cell::new(NEW_YEAR),
            cache: RefCell::default(),
            effects: RefCell::default(),
            console: RefCell::default(),
            requests: RefCell::default(),
            effect_bytes: Cell::new(0),
            cache_writes: Cell::new(0),
            under_way: RefCell::default(),
            operations: Cell::new(0),
            random: Cell::new(0x9e37_79b9_7f4a_7c15),
        }
    }
}

impl Server {
    fn begin(&self, after: u64, outcome: Outcome) -> u32 {
        let number = self.operations.get() + 1;
        self.operations.set(number);
        let ends_at = self.now.get().saturating_add(after);
        self.under_way.borrow_mut().push(Operation { number, ends_at, outcome });
        number
    }

    fn count_cache_write(&self) -> Result<(), Refused> {
        self.cache_writes.set(self.cache_writes.get() + 1);
        if self.cache_writes.get() > MAX_CACHE_WRITES { Err(Refused::MaxSideEffectsExceeded) } else { Ok(()) }
    }
}

impl Host for Server {
    fn log(&self, level: Level, message: &str) {
        self.console.borrow_mut().push(Line { level, message: message.to_owned() });
    }

    fn secret(&self, name: &str) -> Option<String> {
        self.secrets.get(name).cloned()
    }

    fn secret_names(&self) -> Vec<String> {
        self.secrets.keys().cloned().collect()
    }

    fn now(&self) -> u64 {
        self.now.get()
    }

    /// Xorshift64: the same bytes in every run.
    fn random(&self, length: u32) -> Vec<u8> {
        let next = || {
            let mut x = self.random.get();
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            self.random.set(x);
            x.to_be_bytes()[0]
        };
        std::iter::repeat_with(next).take(length as usize).collect()
    }

    fn cache_get(&self, key: &str) -> Option<Entry> {
        self.cache.borrow().get(key).filter(|entry| entry.expires_at > self.now.get()).cloned()
    }

    fn cache_set(&self, key: &str, value: &str, ttl: Option<u64>, expires_at: Option<u64>) -> Result<Entry, Refused> {
        self.count_cache_write()?;
        let now = self.now.get();
        let ends = [ttl.map(|ttl| now.saturating_add(ttl)), expires_at];
        let end = ends.into_iter().flatten().min().unwrap_or(now + DEFAULT_TTL).min(now + MAX_TTL);
        if end <= now {
            return Err(Refused::ItemAlreadyExpired);
        }
        let mut cache = self.cache.borrow_mut();
        checks::cached(&cache, key, value)?;
        let entry = Entry { value: value.to_owned(), expires_at: end };
        cache.insert(key.to_owned(), entry.clone());
        Ok(entry)
    }

    fn cache_delete(&self, key: &str) -> Result<(), Refused> {
        self.count_cache_write()?;
        self.cache.borrow_mut().remove(key).map(drop).ok_or(Refused::CacheKeyDoesNotExist)
    }

    fn start_request(&self, request: &http::Request) -> Result<u32, http::Error> {
        let calls_before = self.requests.borrow().len();
        let (delay, result) = answers::find(&self.answers, request, calls_before)?;
        self.requests.borrow_mut().push(Sent {
            method: request.method.clone(),
            url: request.url.clone(),
            headers: request.headers.clone(),
            body: request.body.clone().unwrap_or_default(),
        });
        Ok(self.begin(delay, Outcome::Http(result)))
    }

    fn start_timer(&self, milliseconds: u32) -> u32 {
        self.begin(milliseconds.into(), Outcome::Elapsed)
    }

    fn wait(&self) -> Option<(u32, Outcome)> {
        let mut under_way = self.under_way.borrow_mut();
        let first = under_way.iter().enumerate().min_by_key(|(_, operation)| (operation.ends_at, operation.number))?.0;
        let operation = under_way.remove(first);
        self.now.set(self.now.get().max(operation.ends_at));
        Some((operation.number, operation.outcome))
    }

    fn cancel(&self, operation: u32) {
        self.under_way.borrow_mut().retain(|other| other.number != operation);
    }
}

impl Asks for Server {
    fn ask(&self, effect: Effect) -> Result<(), Refusal> {
        let mut effects = self.effects.borrow_mut();
        if effect.forbids() {
            effects.push(effect);
            return Ok(());
        }
        let (effect, bytes) = checks::effect(&effects, self.effect_bytes.get(), self.trigger, effect)?;
        self.effect_bytes.set(bytes);
        effects.push(effect);
        Ok(())
    }
}
