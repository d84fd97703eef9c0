//! Rate limits: attempts per address, per account, and per account from one address; and what a stranger has written down.
//!
//! | what | at once | then | why |
//! |---|---|---|---|
//! | account from one address | 10 | one a minute | a person mistypes; a guesser gets 1,440 guesses a day at most |
//! | account from anywhere | 100 | one in 30 seconds | many addresses guess at one account |
//! | address | 300 | 5 a second | one address tries many accounts, or wants the CPU; an office shares an address |
//! | mails to one account | 5 | one in five minutes | nobody's mailbox is filled because somebody else asks |
//! | mails about attempts at one account | 1 | one in an hour | who provokes them fills no mailbox, and each link is ten guesses more |
//! | codes of one user's second factor | 10 | one in 3 minutes | of a million codes three are right at a time |
//! | devices of one address | 60 | one in 2 seconds | each is written down for 20 minutes |
//! | codes of devices from one address | 20 | one in 10 seconds | a person mistypes; a guesser at a code of 34 bits gets nowhere |
//! | codes of devices from anywhere | 1000 | 10 a second | many addresses guess at all devices that wait |
//! | questions of one device | 1 | one in 4 seconds | it is told to wait 5, and its clock and the network are not exact |
//! | registrations from one address | 10 | one a minute | a person sets up a few applications; a stranger fills no list |
//! | registrations from anywhere | 50 | 5 a second | many addresses register (reference 5.6) |
//! | foreign tokens of one address that were bad | 10 | one in ten minutes | a token is guessed or used again ([`rejections`]) |
//! | records from one address | 600 | 20 a second | logins that begin and requests that fail are written down for who has proved nothing |
//!
//! An account alone is limited loosely, or anybody could lock anybody out. Memory is bounded by construction: keys are hashed, under
//! a secret that changes with each start, into [`SLOTS`] slots, and no table can grow beyond them. Two keys that share a slot share
//! its budget; nobody outside can tell which do. IPv6 addresses count by their /64: that is what one customer is given.

pub mod blocks;
pub mod rejections;

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{NotUntil, Quota, RateLimiter};

use self::blocks::{Block, Blocks};
use self::rejections::Rejections;
use crate::clock::{Clock, after};
use crate::identity::User;
use crate::identity::user::normalize_identifier;

/// Slots of each table: 65,536 of about 32 bytes.
const SLOTS: u64 = 1 << 16;

/// The server's clock in the form that governor asks for.
#[derive(Clone)]
struct Injected(Arc<dyn Clock>);

impl GovernorClock for Injected {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let millis = u64::try_from(self.0.now().as_millisecond()).unwrap_or(0);
        Nanos::from(millis.saturating_mul(1_000_000))
    }
}

type Table = RateLimiter<u64, HashMapStateStore<u64>, Injected, NoOpMiddleware<Nanos>>;

/// Counts attempts.
pub struct Limits {
    clock: Injected,
    slots: RandomState,
    address: Table,
    account: Table,
    account_and_address: Table,
    records: Table,
    letters: Table,
    warnings: Table,
    factors: Table,
    devices: Table,
    user_codes: Table,
    all_user_codes: Table,
    polls: Table,
    registrations: Table,
    all_registrations: Table,
    blocks: Blocks,
    bad_tokens: Rejections,
    notices: Table,
}

/// Who is held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Held {
    /// Who tries one account.
    Account,
    /// Whoever has the address.
    Address,
}

/// Too many attempts; another one counts after this time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany {
    /// For `Retry-After`, at least one second.
    pub retry_after: Duration,
    /// Who is held back.
    pub held: Held,
}

impl TooMany {
    /// For a server that is busy rather than a client that is greedy.
    pub const MOMENT: Self = Self { retry_after: Duration::from_secs(2), held: Held::Address };
}

fn table(clock: &Injected, at_once: u32, one_in: Duration) -> Table {
    // Both are constants above zero; were they not, one attempt a minute is the safe reading.
    let quota = Quota::with_period(one_in).unwrap_or(Quota::per_minute(NonZeroU32::MIN));
    let quota = quota.allow_burst(NonZeroU32::new(at_once).unwrap_or(NonZeroU32::MIN));
    RateLimiter::hashmap_with_clock(quota, clock.clone())
}

impl Limits {
    /// Limits with all budgets full.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let clock = Injected(clock);
        Self {
            slots: RandomState::new(),
            address: table(&clock, 300, Duration::from_millis(200)),
            account: table(&clock, 100, Duration::from_secs(30)),
            account_and_address: table(&clock, 10, Duration::from_secs(60)),
            records: table(&clock, 600, Duration::from_millis(50)),
            notices: table(&clock, 1, Duration::from_secs(60)),
            letters: table(&clock, 5, Duration::from_secs(300)),
            warnings: table(&clock, 1, Duration::from_secs(3600)),
            factors: table(&clock, 10, Duration::from_secs(180)),
            devices: table(&clock, 60, Duration::from_secs(2)),
            user_codes: table(&clock, 20, Duration::from_secs(10)),
            all_user_codes: table(&clock, 1000, Duration::from_millis(100)),
            polls: table(&clock, 1, Duration::from_secs(4)),
            registrations: table(&clock, 10, Duration::from_secs(60)),
            all_registrations: table(&clock, 50, Duration::from_millis(200)),
            blocks: Blocks::default(),
            bad_tokens: Rejections::default(),
            clock,
        }
    }

    /// Counts one attempt from an address to sign up or to do anything else that costs work.
    pub fn from_address(&self, ip: &str) -> Result<(), TooMany> {
        self.count(&self.address, &network(ip))
    }

    /// Counts one record that is written because a stranger asks: each is durable, and no stranger may fill the disk.
    pub fn record_for(&self, ip: &str) -> Result<(), TooMany> {
        self.count(&self.records, &network(ip))
    }

    /// Counts one attempt to log in to an account. The narrowest budget is asked first, so that a guesser who is refused there does
    /// not use up what the account's owner may try.
    pub fn login(&self, ip: &str, connection: &str, identifier: &str) -> Result<(), TooMany> {
        let account = (connection.to_owned(), normalize_identifier(identifier));
        let number = self.blocks.number(&account);
        let of_account = |error: TooMany| TooMany { held: Held::Account, ..error };
        let here = self.count(&self.account_and_address, &(network(ip), &account, number)).map_err(of_account);
        here.inspect_err(|wait| self.note(&account, Some(ip), wait))?;
        self.count(&self.address, &network(ip))?;
        let anywhere = self.count(&self.account, &(&account, number)).map_err(of_account);
        anywhere.inspect_err(|wait| self.note(&account, None, wait))
    }

    fn note(&self, (connection, identifier): &(String, String), ip: Option<&str>, wait: &TooMany) {
        let now = self.clock.0.now();
        let block = Block { connection: connection.clone(), identifier: identifier.clone(), ip: ip.map(str::to_owned) };
        self.blocks.note(block, after(now, wait.retry_after.as_secs()), now);
    }

    /// The refusals of an identifier that still hold, in one connection if it is named.
    pub fn blocks(&self, connection: Option<&str>, identifier: &str) -> Vec<Block> {
        self.blocks.of(&normalize_identifier(identifier), connection, self.clock.0.now())
    }

    /// Gives all that a user logs in with fresh budgets.
    pub fn lift_of(&self, user: &User) {
        for (connection, own) in user.identifiers() {
            self.lift(connection, own);
        }
    }

    /// Gives an account fresh budgets, from every address. Those of the addresses themselves stay.
    pub fn lift(&self, connection: &str, identifier: &str) {
        self.blocks.lift((connection.to_owned(), normalize_identifier(identifier)));
    }

    /// Whether a refusal is to be told in the tenant log: one a minute for each account, or address.
    pub fn notice(&self, held: Held, ip: &str, connection: &str, identifier: &str) -> bool {
        let account = (connection, normalize_identifier(identifier));
        let key = (held, network(ip), (held == Held::Account).then_some(account));
        self.count(&self.notices, &key).is_ok()
    }

    /// Counts one mail to an account, which need not exist.
    pub fn letter(&self, ip: &str, connection: &str, identifier: &str) -> Result<(), TooMany> {
        self.count(&self.address, &network(ip))?;
        self.count(&self.letters, &(connection.to_owned(), normalize_identifier(identifier)))
    }

    /// Counts one mail that tells a user of attempts at their account, whichever of their identifiers these named.
    pub fn warning(&self, user_id: &str) -> bool {
        self.count(&self.warnings, &user_id).is_ok()
    }

    /// Counts one code that is tried as a user's second factor, from any address: who tries it knows the password.
    pub fn factor(&self, user_id: &str) -> Result<(), TooMany> {
        self.count(&self.factors, &user_id).map_err(|error| TooMany { held: Held::Account, ..error })
    }

    /// Counts one device that asks to be connected.
    pub fn device(&self, ip: &str) -> Result<(), TooMany> {
        self.count(&self.devices, &network(ip))
    }

    /// Counts one code of a device that somebody entered, right or wrong: who is held back must not learn which it was.
    pub fn user_code(&self, ip: &str) -> Result<(), TooMany> {
        self.count(&self.user_codes, &network(ip))?;
        self.count(&self.all_user_codes, &())
    }

    /// Counts one application that registers itself. Who is refused for its own address takes nothing from the others.
    pub fn registration(&self, ip: &str) -> Result<(), TooMany> {
        self.count(&self.registrations, &network(ip))?;
        self.count(&self.all_registrations, &())
    }

    /// Whether an address may bring a foreign token now. Counts nothing.
    pub fn tokens_from(&self, ip: &str) -> Result<(), TooMany> {
        match self.bad_tokens.wait(self.slot(&network(ip)), self.clock.0.now()) {
            Some(retry_after) => Err(TooMany { retry_after: retry_after.max(Duration::from_secs(1)), held: Held::Address }),
            None => Ok(()),
        }
    }

    /// Counts one foreign token that was bad.
    pub fn bad_token(&self, ip: &str) {
        self.bad_tokens.add(self.slot(&network(ip)), self.clock.0.now());
    }

    /// Counts one question of a device whether it is connected.
    pub fn poll(&self, device_hash: &str) -> Result<(), TooMany> {
        self.count(&self.polls, &device_hash)
    }

    fn slot(&self, key: &impl std::hash::Hash) -> u64 {
        self.slots.hash_one(key) % SLOTS
    }

    fn count(&self, table: &Table, key: &impl std::hash::Hash) -> Result<(), TooMany> {
        let slot = self.slot(key);
        table.check_key(&slot).map_err(|until: NotUntil<Nanos>| TooMany {
            retry_after: until.wait_time_from(self.clock.now()).max(Duration::from_secs(1)),
            held: Held::Address,
        })
    }
}

/// The address as one customer has it: IPv4 whole, IPv6 by its /64.
fn network(ip: &str) -> String {
    match ip.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V6(v6)) => format!("{:016x}", v6.to_bits() >> 64),
        Ok(IpAddr::V4(v4)) => v4.to_string(),
        Err(_) => ip.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    fn limits() -> (Limits, Arc<ManualClock>) {
        let clock = Arc::new(ManualClock::new("2026-11-20T10:00:00Z".parse().unwrap()));
        (Limits::new(clock.clone()), clock)
    }

    #[test]
    fn the_eleventh_guess_at_an_account_waits_a_minute() {
        let (limits, clock) = limits();
        for _ in 0..10 {
            limits.login("192.0.2.1", "db", "ada@example.com").unwrap();
        }
        let refused = limits.login("192.0.2.1", "db", " ADA@example.com").unwrap_err();
        assert_eq!(refused.retry_after, Duration::from_secs(60));
        limits.login("192.0.2.2", "db", "ada@example.com").unwrap();
        clock.advance(Duration::from_secs(60));
        limits.login("192.0.2.1", "db", "ada@example.com").unwrap();
        limits.login("192.0.2.1", "db", "ada@example.com").unwrap_err();
    }

    #[test]
    fn a_refusal_is_seen_until_its_wait_is_over_and_can_be_lifted() {
        let (limits, clock) = limits();
        let guess = || (0..11).filter(|_| limits.login("192.0.2.1", "db", "Ada@example.com").is_ok()).count();
        assert_eq!(guess(), 10);
        let seen = limits.blocks(None, "ADA@example.com ");
        assert_eq!(seen.iter().map(|block| block.ip.as_deref()).collect::<Vec<_>>(), [Some("192.0.2.1")]);
        assert_eq!(limits.blocks(Some("other"), "ada@example.com"), []);
        limits.lift("other", "ada@example.com");
        limits.login("192.0.2.1", "db", "ada@example.com").unwrap_err();
        limits.lift("db", "ada@example.com");
        assert_eq!(limits.blocks(None, "ada@example.com"), []);
        assert_eq!(guess(), 10, "the budget is full again, and no more than full");
        assert_eq!(limits.blocks(None, "ada@example.com").len(), 1);
        clock.advance(Duration::from_secs(60));
        assert_eq!(limits.blocks(None, "ada@example.com"), []);
    }

    #[test]
    fn many_addresses_together_get_a_hundred_guesses_at_one_account() {
        let (limits, _) = limits();
        let passed = (0..200).filter(|i| limits.login(&format!("192.0.2.{i}"), "db", "ada@example.com").is_ok()).count();
        assert_eq!(passed, 100);
    }

    #[test]
    fn one_address_is_held_back_whatever_the_accounts() {
        let (limits, clock) = limits();
        let passed = (0..1000).filter(|_| limits.from_address("192.0.2.1").is_ok()).count();
        assert_eq!(passed, 300);
        clock.advance(Duration::from_secs(2));
        assert_eq!((0..1000).filter(|_| limits.from_address("192.0.2.1").is_ok()).count(), 10);
    }

    #[test]
    fn guesses_at_codes_of_devices_are_held_back_by_address_and_all_together() {
        let (limits, clock) = limits();
        assert_eq!((0..100).filter(|_| limits.user_code("192.0.2.1").is_ok()).count(), 20);
        let anywhere = (0..2000u32).filter(|i| limits.user_code(&format!("10.0.{}.{}", i / 250, i % 250)).is_ok()).count();
        assert_eq!(anywhere, 980);
        clock.advance(Duration::from_secs(10));
        assert_eq!((0..100).filter(|_| limits.user_code("192.0.2.1").is_ok()).count(), 1);
    }

    #[test]
    fn applications_that_register_are_held_back_by_address_and_all_together() {
        let (limits, clock) = limits();
        assert_eq!((0..100).filter(|_| limits.registration("192.0.2.1").is_ok()).count(), 10);
        let anywhere = (0..200).filter(|i| limits.registration(&format!("198.51.100.{i}")).is_ok()).count();
        assert_eq!(anywhere, 40);
        clock.advance(Duration::from_secs(1));
        assert_eq!((0..200).filter(|i| limits.registration(&format!("203.0.113.{i}")).is_ok()).count(), 5);
        clock.advance(Duration::from_secs(60));
        assert_eq!((0..100).filter(|_| limits.registration("192.0.2.1").is_ok()).count(), 1);
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_together() {
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:1"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    }

    #[test]
    fn a_million_keys_take_no_more_than_the_slots() {
        let (limits, _) = limits();
        for i in 0..1_000_000u32 {
            let _ = limits.count(&limits.address, &i);
        }
        assert!(limits.address.len() as u64 <= SLOTS);
    }
}
