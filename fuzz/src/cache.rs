//! The cache of Actions: keys, values and lives that guests choose, as a row of calls.
//!
//! - The limits hold after every call, whatever came before.
//! - What was cached is found until its end, what was refused or forgotten is not.
//! - A refusal leaves every live entry as it was.

use anteroom::sandbox::{CacheSet, Entries};

const MAX_ENTRIES: usize = 20;
const MAX_TOTAL: usize = 16_640;
const MAX_TTL: u64 = 24 * 60 * 60 * 1000;

pub fn run(data: &[u8]) {
    let mut entries = Entries::default();
    let mut now = 1_000_000_u64;
    let mut keys: Vec<String> = Vec::new();
    let mut rest = data;
    while let [call, length, key_length, tail @ ..] = rest {
        let (key, tail) = tail.split_at(usize::from(*key_length % 80).min(tail.len()));
        rest = tail;
        let key = String::from_utf8_lossy(key).into_owned();
        keys.push(key.clone());
        let value = "v".repeat(usize::from(*length) * 20);
        let before = live(&entries, &keys, now);
        match call % 8 {
            0 => {
                let known = entries.get(&key, now).is_some();
                assert_eq!(entries.delete(&key, now).is_ok(), known);
                assert!(entries.get(&key, now).is_none());
            }
            1 => now += u64::from(*length) * 10_000,
            kind => {
                let ttl = (kind % 2 == 0).then(|| u64::from(*length) << (kind * 8));
                let expires_at = (kind > 4).then(|| (now - 500).wrapping_add(u64::from(*length) << (kind * 4)));
                match entries.set(CacheSet { key: key.clone(), value: value.clone(), ttl, expires_at }, now) {
                    Ok(entry) => {
                        assert!(entry.expires_at > now && entry.expires_at <= now + MAX_TTL);
                        assert!(expires_at.is_none_or(|at| entry.expires_at <= at));
                        assert!(key.len() <= 64 && value.len() <= 4096);
                        assert_eq!(entries.get(&key, now), Some(&entry));
                        assert!(entries.get(&key, entry.expires_at).is_none());
                    }
                    Err(_) => assert_eq!(live(&entries, &keys, now), before, "a refusal changed something"),
                }
            }
        }
        let held = live(&entries, &keys, now);
        assert!(held.len() <= MAX_ENTRIES && held.iter().map(|(_, value)| value.len()).sum::<usize>() <= MAX_TOTAL);
        // Kept and given back whole.
        let text = serde_json::to_string(&entries).unwrap();
        assert_eq!(serde_json::from_str::<Entries>(&text).unwrap(), entries);
    }
}

fn live(entries: &Entries, keys: &[String], now: u64) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = keys.iter().filter_map(|key| Some((key.clone(), entries.get(key, now)?.value.clone()))).collect();
    all.sort();
    all.dedup();
    all
}
