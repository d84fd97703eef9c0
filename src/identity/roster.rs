//! The roster: the basics of all users in memory, while somebody searches them.
//!
//! A search that no index answers has to look at every user. Read from the disk that takes some microseconds for each; from memory a
//! tenth of one. An index of all parts of all words would be as quick, and every write would pay for it. So the first such search reads
//! the roster, changes keep it true, and a quarter of an hour after the last one it is forgotten: who neither searches nor asks for
//! totals pays nothing.
//!
//! An answer holds every write that was acknowledged before it was asked for: the store tells of a change before it answers the writer,
//! and what was told is read anew before a search looks. A follower reads it in between, so that a busy store's changes do not pile up.

mod row;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Weak};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{Mutex, OwnedRwLockReadGuard, RwLock};
use tokio::task::JoinSet;

pub use row::{Basics, Facts, Row};

use super::User;
use crate::clock::Clock;
use crate::storage::{Collection, StoreError, Watch};

/// The most users that are held, at some 350 bytes each.
pub const MOST: usize = 500_000;
/// How long a roster is kept after it was last asked for, and how long one that was too large is not tried again.
const KEPT: Duration = Duration::from_secs(15 * 60);
/// Users read from the store at a time.
const CHUNK: usize = 1000;
/// How long the follower lets changes gather: much shorter than it takes to fill what the store keeps for slow readers.
const GATHERED: Duration = Duration::from_millis(20);
/// How often a roster is read while more changes than are kept for it. After that the store is searched instead.
const TRIES: usize = 3;

/// All users by their id.
pub type Rows = BTreeMap<Box<str>, Row>;

/// The roster of one tenant.
#[derive(Clone)]
pub struct Roster(Arc<Inner>);

struct Inner {
    users: Collection<User>,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    /// Written under the lock of `state` alone.
    rows: Arc<RwLock<Rows>>,
    most: usize,
}

enum State {
    Out,
    /// Held and followed; the follower ends with it.
    Held {
        changes: Watch,
        asked_at: Timestamp,
        _follower: JoinSet<()>,
    },
    /// There are more users than are held.
    TooMany {
        since: Timestamp,
    },
}

impl Roster {
    /// An empty one.
    pub fn new(users: Collection<User>, clock: Arc<dyn Clock>) -> Self {
        Self::holding(users, clock, MOST)
    }

    /// The same, which holds at most `most` users.
    pub fn holding(users: Collection<User>, clock: Arc<dyn Clock>, most: usize) -> Self {
        Self(Arc::new(Inner { users, clock, state: Mutex::new(State::Out), rows: Arc::default(), most }))
    }

    /// Asks `question` of all users as they are now, on a thread that may take its time; `None` where there are too many to be held.
    pub async fn ask<T: Send + 'static>(&self, question: impl FnOnce(&Rows) -> T + Send + 'static) -> Result<Option<T>, StoreError> {
        let Some(rows) = self.current().await? else { return Ok(None) };
        let answer = tokio::task::spawn_blocking(move || question(&rows));
        answer.await.map(Some).map_err(|error| StoreError::Backend(error.into()))
    }

    /// How many users are held at the moment.
    pub async fn held(&self) -> usize {
        self.0.rows.read().await.len()
    }

    /// The rows of now, which stay so as long as they are held; `None` where there are too many. They are taken before somebody else may
    /// empty them to read them anew.
    async fn current(&self) -> Result<Option<OwnedRwLockReadGuard<Rows>>, StoreError> {
        let mut state = self.0.state.lock().await;
        if !self.refresh(&mut state).await? {
            return Ok(None);
        }
        Ok(Some(Arc::clone(&self.0.rows).read_owned().await))
    }

    /// Makes the rows those of now; false where there are too many.
    async fn refresh(&self, state: &mut State) -> Result<bool, StoreError> {
        let inner = &self.0;
        let now = inner.clock.now();
        match state {
            State::TooMany { since } if !is_over(*since, now) => return Ok(false),
            State::Held { changes, asked_at, .. } => {
                *asked_at = now;
                // Where some were missed or cannot be read, all is read anew.
                if matches!(inner.apply(changes).await, Ok(true)) {
                    return Ok(true);
                }
            }
            State::Out | State::TooMany { .. } => {}
        }
        for _ in 0..TRIES {
            *state = State::Out;
            // Followed first, read then: what changes meanwhile is told.
            let mut changes = inner.users.watch();
            let bell = inner.users.watch();
            if !inner.load().await? {
                *state = State::TooMany { since: now };
                return Ok(false);
            }
            let applied = inner.apply(&mut changes).await;
            if matches!(applied, Ok(true)) {
                let mut follower = JoinSet::new();
                follower.spawn(follow(Arc::downgrade(inner), bell));
                *state = State::Held { changes, asked_at: now, _follower: follower };
                return Ok(true);
            }
            inner.put(Rows::new()).await;
            applied?;
        }
        Ok(false)
    }
}

/// Whether what began then has lasted as long as a roster is kept.
fn is_over(since: Timestamp, now: Timestamp) -> bool {
    now.duration_since(since).unsigned_abs() >= KEPT
}

impl Inner {
    async fn put(&self, rows: Rows) {
        *self.rows.write().await = rows;
    }

    /// Reads all users; false, and nothing held, where there are too many.
    async fn load(&self) -> Result<bool, StoreError> {
        self.put(Rows::new()).await;
        let mut rows = Rows::new();
        let mut after: Option<String> = None;
        loop {
            let mut fault = None;
            let read = |record: &[u8]| {
                match Row::of(record) {
                    Ok(row) => drop(rows.insert(row.user_id().into(), row)),
                    Err(error) => fault = Some(error),
                }
                false
            };
            let (_, next) = self.users.sift(after.as_deref(), CHUNK, read).await?;
            if let Some(fault) = fault {
                return Err(StoreError::Corrupt { key: "users".into(), reason: fault.to_string() });
            }
            if rows.len() > self.most {
                return Ok(false);
            }
            if next.is_none() {
                self.put(rows).await;
                return Ok(true);
            }
            after = next;
        }
    }

    /// Reads anew what was told to have changed; false if some of it was missed, or the users have become too many.
    async fn apply(&self, changes: &mut Watch) -> Result<bool, StoreError> {
        let mut ids = BTreeSet::new();
        while let Some(told) = changes.try_next() {
            if told.is_empty() {
                return Ok(false);
            }
            ids.extend(told.iter().filter_map(|change| self.users.id_of(&change.key)));
        }
        for id in ids {
            let row = self.users.read_as(&id, Row::of).await?;
            let mut rows = self.rows.write().await;
            match row {
                Some(row) => drop(rows.insert(id.into(), row)),
                None => drop(rows.remove(id.as_str())),
            }
        }
        Ok(self.rows.read().await.len() <= self.most)
    }
}

/// Keeps a held roster true, until it has not been asked for long enough, or there is nothing held.
async fn follow(roster: Weak<Inner>, mut bell: Watch) {
    loop {
        tokio::select! {
            told = bell.next() => if told.is_none() { return },
            () = tokio::time::sleep(KEPT) => {}
        }
        tokio::time::sleep(GATHERED).await;
        bell.forget();
        let Some(inner) = roster.upgrade() else { return };
        let mut state = inner.state.lock().await;
        let kept = match &mut *state {
            State::Held { changes, asked_at, .. } if !is_over(*asked_at, inner.clock.now()) => {
                // An error is met again, and told, by the next search, which reads all anew.
                inner.apply(changes).await.unwrap_or(false)
            }
            _ => false,
        };
        if !kept {
            inner.put(Rows::new()).await;
            *state = State::Out;
            return;
        }
    }
}
