//! No answer precedes the sync that makes it true.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use anteroom::storage::sled::SledStore;
use anteroom::storage::sled::durable::DataSync;
use anteroom::storage::{Expect, Store, StoreError};
use futures_util::FutureExt;
use futures_util::future::join_all;

use super::batch;
use crate::support::child::{self, Child};

/// A sync that tells when it is reached and then waits to be let through.
struct Gate {
    reached: mpsc::Sender<()>,
    open: mpsc::Receiver<io::Result<()>>,
    real: Box<dyn DataSync>,
}

impl DataSync for Gate {
    fn sync(&mut self) -> io::Result<()> {
        let _ = self.reached.send(());
        // Whoever let go of the other end wants no more gates.
        self.open.recv().unwrap_or(Ok(()))?;
        self.real.sync()
    }
}

fn gated(dir: &Path) -> (SledStore, mpsc::Receiver<()>, mpsc::Sender<io::Result<()>>) {
    let (reached, reaches) = mpsc::channel();
    let (opens, open) = mpsc::channel();
    let store = SledStore::open_with(dir, |real| Box::new(Gate { reached, open, real })).unwrap();
    (store, reaches, opens)
}

#[tokio::test]
async fn a_commit_is_answered_only_after_its_sync() {
    let dir = tempfile::tempdir().unwrap();
    let (store, reached, open) = gated(dir.path());
    for n in 0..3 {
        let mut commit = store.commit(batch().put(format!("key {n}"), "value").done());
        assert!((&mut commit).now_or_never().is_none());
        reached.recv().unwrap();
        // The writer stands in front of the sync: everything but the sync is done.
        assert!((&mut commit).now_or_never().is_none(), "the answer came before the sync");
        open.send(Ok(())).unwrap();
        commit.await.unwrap();
    }
}

#[tokio::test]
async fn a_conflict_that_rests_on_a_write_of_its_group_waits_for_the_sync_too() {
    let dir = tempfile::tempdir().unwrap();
    let (store, reached, open) = gated(dir.path());
    let mut first = store.commit(batch().put("in front", "").done());
    assert!((&mut first).now_or_never().is_none());
    reached.recv().unwrap();
    // Both queue behind the first and so make one group.
    let mut winner = store.commit(batch().expect("key", Expect::Absent).put("key", "").done());
    let mut loser = store.commit(batch().expect("key", Expect::Absent).put("key", "").done());
    assert!((&mut winner).now_or_never().is_none() && (&mut loser).now_or_never().is_none());
    open.send(Ok(())).unwrap();
    reached.recv().unwrap();
    assert!((&mut loser).now_or_never().is_none(), "the loser was told of a write that is not durable yet");
    open.send(Ok(())).unwrap();
    winner.await.unwrap();
    assert!(matches!(loser.await, Err(StoreError::Conflict(key)) if key == b"key"));
    first.await.unwrap();
}

#[tokio::test]
async fn writers_that_wait_share_one_sync() {
    let dir = tempfile::tempdir().unwrap();
    let (store, reached, open) = gated(dir.path());
    let mut first = store.commit(batch().put("in front", "").done());
    assert!((&mut first).now_or_never().is_none());
    reached.recv().unwrap();
    let mut waiting: Vec<_> = (0..100).map(|n| store.commit(batch().put(format!("{n}"), "").done())).collect();
    for commit in &mut waiting {
        // Outside tokio's budget, which would put the later ones off.
        assert!(tokio::task::unconstrained(commit).now_or_never().is_none());
    }
    open.send(Ok(())).unwrap();
    open.send(Ok(())).unwrap();
    first.await.unwrap();
    assert!(join_all(waiting).await.iter().all(Result::is_ok));
    assert_eq!(reached.try_iter().count(), 1, "a hundred commits took more than one sync");
}

#[tokio::test]
async fn what_is_committed_early_is_seen_before_a_sync_and_durable_with_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let (store, reached, open) = gated(dir.path());
    let version = store.commit_early(batch().put("early", "1").done()).await.unwrap();
    assert_eq!(store.get(b"early").await.unwrap().unwrap().version, version);
    // It counts for demands like any other.
    let clash = store.commit_early(batch().expect("early", Expect::Absent).put("early", "2").done()).await;
    assert!(matches!(clash, Err(StoreError::Conflict(key)) if key == b"early"));
    let mut answered_by = store.commit(batch().expect("early", Expect::At(version)).put("late", "1").done());
    assert!((&mut answered_by).now_or_never().is_none());
    reached.recv().unwrap();
    drop(open);
    answered_by.await.unwrap();
    drop(store);
    let store = SledStore::open(dir.path()).unwrap();
    assert!(store.get(b"early").await.unwrap().is_some() && store.get(b"late").await.unwrap().is_some());
}

#[tokio::test]
async fn what_is_committed_early_is_synced_by_itself_when_nothing_follows_and_at_once_when_asked() {
    let dir = tempfile::tempdir().unwrap();
    let (store, reached, open) = gated(dir.path());
    store.commit_early(batch().put("alone", "1").done()).await.unwrap();
    reached.recv().unwrap();
    open.send(Ok(())).unwrap();
    store.commit_early(batch().put("settled", "1").done()).await.unwrap();
    let mut settled = store.settle();
    assert!((&mut settled).now_or_never().is_none(), "it was said to be durable before a sync");
    reached.recv().unwrap();
    open.send(Ok(())).unwrap();
    settled.await.unwrap();
    store.settle().await.unwrap();
    assert_eq!(reached.try_iter().count(), 0, "there was nothing to sync");
    store.commit_early(batch().put("closing", "1").done()).await.unwrap();
    drop(open);
    drop(store);
    assert_eq!(reached.try_iter().count(), 1, "the store was closed without a sync");
    let store = SledStore::open(dir.path()).unwrap();
    assert!(store.get(b"closing").await.unwrap().is_some());
}

#[tokio::test]
async fn early_commits_that_never_cease_are_synced_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let (store, reached, open) = gated(dir.path());
    drop(open);
    let mut synced = false;
    for n in 0..1_000_000 {
        store.commit_early(batch().put("key", format!("{n}")).done()).await.unwrap();
        synced = reached.try_recv().is_ok();
        if synced {
            break;
        }
    }
    assert!(synced);
}

#[tokio::test]
async fn who_committed_early_before_a_failed_sync_is_refused_the_commit_that_follows() {
    let dir = tempfile::tempdir().unwrap();
    let (store, reached, open) = gated(dir.path());
    store.commit_early(batch().put("early", "1").done()).await.unwrap();
    open.send(Err(io::Error::other("the disk is gone"))).unwrap();
    store.settle().await.unwrap_err();
    let refused = store.commit_early(batch().put("more", "1").done()).await.unwrap_err();
    assert!(refused.to_string().contains("until the server is restarted"), "{refused}");
    assert_eq!(reached.try_iter().count(), 1);
}

#[tokio::test]
async fn a_large_value_is_never_committed_early() {
    let dir = tempfile::tempdir().unwrap();
    let (store, reached, open) = gated(dir.path());
    for value in [vec![1; 100_000], vec![2; 10]] {
        open.send(Ok(())).unwrap();
        store.commit_early(batch().put("large", value).done()).await.unwrap();
        assert_eq!(reached.try_iter().count(), 1, "a file came or went without a sync");
    }
}

#[tokio::test]
async fn after_a_failed_sync_nothing_more_is_written_or_answered_as_written() {
    let dir = tempfile::tempdir().unwrap();
    let (store, reached, open) = gated(dir.path());
    open.send(Ok(())).unwrap();
    store.commit(batch().put("before", "1").done()).await.unwrap();
    open.send(Err(io::Error::other("the disk is gone"))).unwrap();
    let lost = store.commit(batch().put("lost", "1").done()).await.unwrap_err();
    assert!(matches!(&lost, StoreError::Backend(_)) && lost.to_string().contains("the disk is gone"), "{lost}");
    // The gate would open now, but a sync that succeeds after one that failed proves nothing.
    drop(open);
    for refused in [batch().put("after", "1"), batch().expect("before", Expect::Absent), batch()] {
        let error = store.commit(refused.done()).await.unwrap_err();
        assert!(matches!(&error, StoreError::Backend(_)) && error.to_string().contains("until the server is restarted"), "{error}");
    }
    assert_eq!(reached.try_iter().count(), 2, "it synced again");
    drop(store);
    let store = SledStore::open(dir.path()).unwrap();
    assert_eq!(store.get(b"before").await.unwrap().unwrap().value, "1");
    assert_eq!(store.get(b"after").await.unwrap(), None);
    store.commit(batch().put("after", "2").done()).await.unwrap();
}

#[tokio::test]
async fn a_writer_that_panics_answers_nobody_as_written() {
    struct Panics(Arc<AtomicUsize>);
    impl DataSync for Panics {
        fn sync(&mut self) -> io::Result<()> {
            self.0.fetch_add(1, Ordering::SeqCst);
            panic!("a fault in the writer (this panic belongs to the test)")
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let syncs = Arc::new(AtomicUsize::new(0));
    let store = SledStore::open_with(dir.path(), |_| Box::new(Panics(syncs.clone()))).unwrap();
    for _ in 0..3 {
        let error = store.commit(batch().put("key", vec![1; 100_000]).done()).await.unwrap_err();
        assert!(error.to_string().contains("restart the server"), "{error}");
    }
    assert_eq!(syncs.load(Ordering::SeqCst), 1);
    drop(store);
    // The batch may have been written, so the file of its large value must still be there.
    let store = SledStore::open(dir.path()).unwrap();
    assert!(store.get(b"key").await.unwrap().is_none_or(|record| record.value == vec![1; 100_000]));
}

/// The kernel's own word for it. Needs `strace`, which `make test` installs.
#[cfg(target_os = "linux")]
#[test]
fn a_trace_of_system_calls_shows_fdatasync_between_every_write_and_its_answer() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    if let Some(dir) = child::part("trace") {
        runtime.block_on(async {
            let store = SledStore::open(&dir).unwrap();
            for n in 0..50 {
                let large = if n % 10 == 0 { vec![7; 50_000] } else { vec![7; 300] };
                store.commit(batch().put(format!("{n}"), large).put("same", n.to_string()).done()).await.unwrap();
                child::acknowledge(&n.to_string());
            }
        });
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let trace = dir.path().join("trace");
    let calls = "trace=write,pwrite64,fdatasync,fsync";
    let strace =
        ["strace".as_ref(), "-f".as_ref(), "-y".as_ref(), "-s64".as_ref(), "-e".as_ref(), calls.as_ref(), "-o".as_ref(), trace.as_os_str()];
    let name = "storage::durable::a_trace_of_system_calls_shows_fdatasync_between_every_write_and_its_answer";
    let store = dir.path().join("store");
    assert_eq!(Child::start_under(&strace, name, "trace", &store).finish().len(), 50);

    // Of each call only the end counts for a sync and only the beginning for an answer.
    let (mut unsynced, mut syncs, mut answers, mut syncing) = (0, 0, 0, std::collections::HashSet::new());
    for line in std::fs::read_to_string(&trace).unwrap().lines() {
        let thread = line.split(' ').next().unwrap();
        let of_data = line.contains("/sled/db>") || line.contains("/large/");
        let sync = line.contains("fdatasync(") || line.contains("fsync(");
        if line.contains("acknowledged: ") {
            assert_eq!(unsynced, 0, "answered before the sync: {line}");
            answers += 1;
        } else if (line.contains("pwrite64(") || line.contains("write(")) && of_data {
            unsynced += 1;
        } else if sync && of_data && line.ends_with("<unfinished ...>") {
            syncing.insert(thread.to_owned());
        } else if (sync && of_data && line.ends_with("= 0")) || (line.contains("sync resumed>") && syncing.remove(thread)) {
            assert!(line.ends_with("= 0"), "a sync failed: {line}");
            syncs += 1;
            unsynced = 0;
        }
    }
    assert_eq!(answers, 50);
    assert!(syncs >= 50, "{syncs} syncs");
}
