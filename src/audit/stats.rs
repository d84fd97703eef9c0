//! How many logins and sign-ups a day had, and how many users are active: counted as the log is written, each event once.
//!
//! A login must not wait for a counter that every other login changes too. It leaves an entry in the queue of the log instead
//! ([`super::queue`]); they are counted here together, and leave the queue in the commit of the counts. So a question costs the
//! events since the last one, and a crash counts nothing twice.
//!
//! A user is active on the days that they logged in. Each is counted for the last of them only ([`Day::seen`]), so that the users
//! active since some day are a sum over days. A user who is deleted counts until their last login is thirty days old.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{Audit, LogEvent, Queue, Takes};
use crate::clock::after;
use crate::storage::{Batch, Direction, Entity, StoreError, Stored};

/// The reader that counts.
const READER: &str = "stats";
/// Events counted in one commit.
const MOST: usize = 100;
/// Days that make a user active.
const ACTIVE_DAYS: i32 = 30;
/// Seconds after which who was last seen when is forgotten: past every day that is still summed up.
const FORGET_AFTER: u64 = 32 * 24 * 3600;
/// How often counting is tried anew while others count.
const TRIES: usize = 100;

/// One day, of UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Logins.
    pub logins: u64,
    /// Sign-ups.
    pub signups: u64,
    /// Users who were seen on this day and on none after it.
    pub seen: u64,
    /// When the day was first counted.
    pub created_at: Timestamp,
    /// When it was last counted.
    pub updated_at: Timestamp,
}

impl Entity for Day {
    const COLLECTION: &'static str = "stats_days";

    fn id(&self) -> String {
        self.date.to_string()
    }
}

/// When a user was last seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Who.
    pub user_id: String,
    /// When.
    pub date: Date,
    /// When this is of no interest any more.
    pub expires_at: Timestamp,
}

impl Entity for Seen {
    const COLLECTION: &'static str = "stats_seen";

    fn id(&self) -> String {
        self.user_id.clone()
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

/// The day of `at`.
pub fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// A day as it is in the store and as it will be.
type Change = (Option<Stored<Day>>, Day);

impl Audit {
    /// Begins to leave entries for the counting.
    pub(super) fn begin_to_count(&self) {
        self.readers.set(READER, Takes::Codes(&["s", "sepft", "ss"]));
    }

    /// Counts what is not counted yet.
    pub async fn count_up(&self) -> Result<(), StoreError> {
        let queue = self.queue(READER);
        let mut tries = 0;
        loop {
            match self.count_some(&queue).await {
                Ok(true) => tries = 0,
                Ok(false) => return Ok(()),
                // Somebody else counted the same, or a sweep came between.
                Err(StoreError::Conflict(_)) if tries < TRIES => tries += 1,
                Err(error) => return Err(error),
            }
        }
    }

    async fn count_some(&self, queue: &Queue) -> Result<bool, StoreError> {
        let entries = queue.next(MOST).await?;
        if entries.is_empty() {
            return Ok(false);
        }
        let mut days: BTreeMap<Date, Change> = BTreeMap::new();
        let mut seen: BTreeMap<String, (Option<Stored<Seen>>, Date)> = BTreeMap::new();
        for entry in &entries {
            let Some(event) = self.events.get(&entry.log_id).await? else { continue };
            self.count_one(&event, &mut days, &mut seen).await?;
        }
        let mut batch = Batch::new();
        queue.stage_read(&mut batch, &entries);
        for (user_id, (before, date)) in seen {
            let now = Seen { user_id, date, expires_at: after(self.clock.now(), FORGET_AFTER) };
            match before {
                Some(before) if before.date == date => {}
                Some(before) => self.stats_seen.stage_update(&mut batch, &before, &now)?,
                None => self.stats_seen.stage_insert(&mut batch, &now)?,
            }
        }
        for (before, after) in days.into_values() {
            match before {
                Some(before) => self.stats_days.stage_update(&mut batch, &before, &after)?,
                None => self.stats_days.stage_insert(&mut batch, &after)?,
            }
        }
        self.stats_days.store().commit(batch).await?;
        Ok(true)
    }

    async fn count_one(
        &self,
        event: &LogEvent,
        days: &mut BTreeMap<Date, Change>,
        seen: &mut BTreeMap<String, (Option<Stored<Seen>>, Date)>,
    ) -> Result<(), StoreError> {
        let date = day(event.date);
        let today = self.change(days, date).await?;
        today.updated_at = self.clock.now();
        if event.kind == "ss" {
            today.signups += 1;
            return Ok(());
        }
        today.logins += 1;
        let Some(user_id) = &event.user_id else { return Ok(()) };
        let last = match seen.entry(user_id.clone()) {
            Entry::Occupied(found) => Some(found.get().1),
            Entry::Vacant(place) => {
                let before = self.stats_seen.get(user_id).await?;
                let last = before.as_ref().map(|before| before.date);
                place.insert((before, last.unwrap_or(date)));
                last
            }
        };
        if last.is_some_and(|last| last >= date) {
            return Ok(());
        }
        if let Some(last) = last {
            let day = self.change(days, last).await?;
            day.seen = day.seen.saturating_sub(1);
        }
        self.change(days, date).await?.seen += 1;
        if let Some(place) = seen.get_mut(user_id) {
            place.1 = date;
        }
        Ok(())
    }

    /// The day `date` as it will be. Who is seen on another day instead is no news of this one, whose `updated_at` stays.
    async fn change<'a>(&self, days: &'a mut BTreeMap<Date, Change>, date: Date) -> Result<&'a mut Day, StoreError> {
        let now = self.clock.now();
        let (_, day) = match days.entry(date) {
            Entry::Occupied(found) => found.into_mut(),
            Entry::Vacant(place) => {
                let before = self.stats_days.get(&date.to_string()).await?;
                let new = || Day { date, logins: 0, signups: 0, seen: 0, created_at: now, updated_at: now };
                let after = before.as_ref().map_or_else(new, |before| before.value.clone());
                place.insert((before, after))
            }
        };
        Ok(day)
    }

    /// The counted days from the first to the last, at most so many.
    pub async fn days(&self, first: Date, last: Date, most: usize) -> Result<Vec<Day>, StoreError> {
        let before = first.yesterday().unwrap_or(Date::MIN).to_string();
        let found = self.stats_days.page(Some(&before), most, Direction::Forward).await?;
        Ok(found.into_iter().map(|day| day.value).filter(|day| day.date <= last).collect())
    }

    /// How many users have logged in within the last thirty days, today included.
    pub async fn active_users(&self) -> Result<u64, StoreError> {
        let today = day(self.clock.now());
        let first = today.saturating_sub(jiff::Span::new().days(ACTIVE_DAYS - 1));
        let days = self.days(first, today, ACTIVE_DAYS.unsigned_abs() as usize).await?;
        Ok(days.iter().map(|day| day.seen).sum())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::clock::ManualClock;
    use crate::random::SeededRandom;
    use crate::storage::Store;
    use crate::storage::memory::MemoryStore;

    const DAY: Duration = Duration::from_secs(24 * 3600);

    #[tokio::test]
    async fn users_count_once_however_often_they_log_in_until_thirty_days_have_passed() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let clock = Arc::new(ManualClock::new("2026-11-20T10:00:00Z".parse().unwrap()));
        let audit = Audit::new(&store, "main", clock.clone(), Arc::new(SeededRandom::new([3; 32])));
        let log = async |kind: &str, user: &str| {
            let mut event = audit.event(kind);
            event.user_id = Some(user.to_owned());
            audit.write(event).await.unwrap();
        };
        let active = async || {
            audit.count_up().await.unwrap();
            audit.active_users().await.unwrap()
        };
        for user in ["a", "b", "a"] {
            log("s", user).await;
        }
        log("ss", "c").await;
        log("fp", "d").await;
        assert_eq!(active().await, 2);
        clock.advance(DAY);
        log("s", "a").await;
        assert_eq!(active().await, 2, "seen on two days, counted on the last");
        assert_eq!(active().await, 2, "nothing is counted twice");
        clock.advance(DAY * 28);
        assert_eq!(active().await, 2);
        clock.advance(DAY);
        assert_eq!(active().await, 1, "b was last seen thirty days ago");
        clock.advance(DAY);
        assert_eq!(active().await, 0);
        let first = day("2026-11-20T10:00:00Z".parse().unwrap());
        let days = audit.days(first, first, 10).await.unwrap();
        assert_eq!(days.iter().map(|day| (day.logins, day.signups)).collect::<Vec<_>>(), [(3, 1)]);
    }
}
