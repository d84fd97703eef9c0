//! Who is held back at the moment, for operators to see and to lift: identifiers whose logins were refused, by connection and address.
//!
//! The limits themselves are hashed and cannot be listed, so each refusal of a login is noted here until its wait is over. Memory is
//! bounded: in a flood the entries that end soonest make room, which costs an operator the sight of them and no guesser anything.
//! Lifting gives the account fresh budgets by counting it under a new number from then on.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

/// The most entries of each kind.
const MOST: usize = 4096;

/// A login that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Block {
    /// The connection's name.
    pub connection: String,
    /// The identifier in the form in which identifiers are compared.
    pub identifier: String,
    /// The address it was refused from; `None` where every address is.
    pub ip: Option<String>,
}

#[derive(Default)]
struct Inner {
    until: HashMap<Block, Timestamp>,
    lifted: HashMap<(String, String), u64>,
    lifts: u64,
}

/// The entries.
#[derive(Default)]
pub struct Blocks(Mutex<Inner>);

impl Blocks {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number that the account is counted under: 0, or another since it was lifted.
    pub fn number(&self, account: &(String, String)) -> u64 {
        self.inner().lifted.get(account).copied().unwrap_or(0)
    }

    /// Notes a refusal.
    pub fn note(&self, block: Block, until: Timestamp, now: Timestamp) {
        let mut inner = self.inner();
        if inner.until.len() >= MOST && !inner.until.contains_key(&block) {
            inner.until.retain(|_, until| *until > now);
            if inner.until.len() >= MOST
                && let Some(soonest) = inner.until.iter().min_by_key(|(_, until)| **until).map(|(block, _)| block.clone())
            {
                inner.until.remove(&soonest);
            }
        }
        inner.until.insert(block, until);
    }

    /// The entries of an identifier, in one connection if it is named, ordered.
    pub fn of(&self, identifier: &str, connection: Option<&str>, now: Timestamp) -> Vec<Block> {
        let inner = self.inner();
        let live = inner.until.iter().filter(|(_, until)| **until > now).map(|(block, _)| block);
        let mut found: Vec<Block> = live
            .filter(|block| block.identifier == identifier && connection.is_none_or(|name| name == block.connection))
            .cloned()
            .collect();
        found.sort();
        found
    }

    /// Lifts the limits of an account.
    pub fn lift(&self, account: (String, String)) {
        let mut inner = self.inner();
        inner.until.retain(|block, _| (&block.connection, &block.identifier) != (&account.0, &account.1));
        inner.lifts += 1;
        let number = inner.lifts;
        if inner.lifted.len() >= MOST {
            // Back to the old budgets, which time has refilled or will.
            inner.lifted.clear();
        }
        inner.lifted.insert(account, number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(n: usize) -> Block {
        Block { connection: "db".to_owned(), identifier: format!("user{n}"), ip: None }
    }

    #[test]
    fn a_flood_of_refusals_takes_no_more_room_than_the_bound_and_keeps_the_longest() {
        let blocks = Blocks::default();
        let at = |seconds: usize| Timestamp::from_second(i64::try_from(seconds).unwrap()).unwrap();
        for n in 0..MOST + 100 {
            blocks.note(block(n), at(1000 + n), at(0));
        }
        assert_eq!(blocks.inner().until.len(), MOST);
        assert_eq!(blocks.of("user99", None, at(0)), []);
        assert_eq!(blocks.of("user100", None, at(0)), [block(100)]);
        assert_eq!(blocks.of("user100", None, at(1100)), [], "its wait is over");
        for n in 0..2 * MOST {
            blocks.lift(("db".to_owned(), n.to_string()));
        }
        assert!(blocks.inner().lifted.len() <= MOST);
    }
}
