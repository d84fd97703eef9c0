//! A process killed with SIGKILL in the middle of many commits loses nothing that it acknowledged and leaves nothing in part.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use anteroom::storage::sled::SledStore;
use anteroom::storage::{Batch, Direction, Expect, KeyRange, Store};
use bytes::Bytes;

use crate::support::child::{self, Child};

const WRITERS: usize = 200;
const KEYS: usize = 5;

/// The value of a key, so that the reader knows what should be there. Some are large enough to lie in a file.
fn value(name: &str, key: usize) -> Bytes {
    let large = key == 0 && name.ends_with('7');
    Bytes::from(format!("{name}/{key};").repeat(if large { 8000 } else { 3 }))
}

async fn write_for_ever(dir: &Path) {
    let store = Arc::new(SledStore::open(dir).unwrap());
    let writers = (0..WRITERS).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            for round in 0.. {
                // Different in every process, so that each round adds to what the one before left.
                let name = format!("{}-{writer:03}-{round:04}", std::process::id());
                let mut batch = Batch::new();
                for key in 0..KEYS {
                    // Far apart in the tree, so that a batch touches several pages.
                    let at = format!("{key}/{name}").into_bytes();
                    batch.expect.push((at.clone(), Expect::Absent));
                    batch.put.push((at, value(&name, key)));
                }
                store.commit(batch).await.unwrap();
                child::acknowledge(&name);
            }
        })
    });
    futures_util::future::join_all(writers).await;
}

async fn check(dir: &Path, acknowledged: &BTreeSet<String>) {
    let store = SledStore::open(dir).unwrap();
    let mut found: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for (key, record) in store.range(&KeyRange::prefix(b""), usize::MAX, Direction::Forward).await.unwrap() {
        let key = String::from_utf8(key).unwrap();
        let (number, name) = key.split_once('/').unwrap();
        assert!(record.value == value(name, number.parse().unwrap()), "{key} has another value than was written");
        found.entry(name.to_owned()).or_default().push(record.version.0);
    }
    for name in acknowledged {
        assert!(found.contains_key(name), "{name} was acknowledged and is gone");
    }
    for (name, versions) in found {
        assert_eq!(versions.len(), KEYS, "{name} is there in part");
        assert!(versions.iter().all(|version| *version == versions[0]), "{name} has several versions: {versions:?}");
    }
}

#[test]
fn a_killed_process_keeps_every_acknowledged_batch_and_no_batch_in_part() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    if let Some(dir) = child::part("crash") {
        return runtime.block_on(write_for_ever(&dir));
    }
    // The same directory over and over: each round recovers from the crash of the one before, and adds to it.
    let name = "storage::crash::a_killed_process_keeps_every_acknowledged_batch_and_no_batch_in_part";
    let mut acknowledged = BTreeSet::new();
    let dir = tempfile::tempdir().unwrap();
    for count in [1, 199, 1000, 201, 37] {
        let heard = Child::start(name, "crash", dir.path()).kill_after(count);
        assert!(heard.len() >= count);
        acknowledged.extend(heard);
        runtime.block_on(check(dir.path(), &acknowledged));
    }
}
