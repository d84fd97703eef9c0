//! What the embedded store does beyond the contract: it remembers, it locks, and it tidies up.

use std::path::Path;
use std::sync::Arc;

use anteroom::storage::sled::SledStore;
use anteroom::storage::{Direction, Expect, KeyRange, Store, StoreError, Version};
use futures_util::future::join_all;

use super::batch;

fn large_files(dir: &Path) -> usize {
    std::fs::read_dir(dir.join("large")).unwrap().count()
}

#[tokio::test]
async fn a_reopened_store_holds_what_it_held_and_its_versions_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut last = Version(0);
    for round in 0..4 {
        let store = SledStore::open(dir.path()).unwrap();
        for earlier in 0..round {
            assert_eq!(
                store.get(format!("round {earlier}").as_bytes()).await.unwrap().unwrap().value,
                vec![earlier as u8; 40_000 * earlier]
            );
        }
        let version = store.commit(batch().put(format!("round {round}"), vec![round as u8; 40_000 * round]).done()).await.unwrap();
        assert!(version > last);
        // A version that died with its record is not given out again either.
        last = store.commit(batch().put("gone", "").done()).await.unwrap();
        store.commit(batch().delete("gone").done()).await.unwrap();
    }
}

#[tokio::test]
async fn what_concurrent_writers_were_told_is_there_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(SledStore::open(dir.path()).unwrap());
    let commits = (0..500).map(|n| {
        let store = store.clone();
        async move { store.commit(batch().put(format!("n{n:03}"), n.to_string()).put(format!("m{n:03}"), "").done()).await }
    });
    assert!(join_all(commits).await.iter().all(Result::is_ok));
    drop(store);
    let store = SledStore::open(dir.path()).unwrap();
    let found = store.range(&KeyRange::prefix(b"n"), usize::MAX, Direction::Forward).await.unwrap();
    assert_eq!(found.len(), 500);
    assert!(found.iter().enumerate().all(|(n, (_, record))| record.value == n.to_string()));
    assert_eq!(store.count(&KeyRange::prefix(b"m"), usize::MAX).await.unwrap(), 500);
    assert_eq!(store.count(&KeyRange::prefix(b"m"), 7).await.unwrap(), 7);
}

#[test]
fn a_directory_in_use_is_refused_with_a_sentence_that_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let _first = SledStore::open(dir.path()).unwrap();
    let error = SledStore::open(dir.path()).err().unwrap().to_string();
    assert_eq!(
        error,
        format!("the data directory {} is in use by another server; stop it, or choose another directory", dir.path().display())
    );
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("file"), "").unwrap();
    let error = SledStore::open(&dir.path().join("file")).err().unwrap();
    assert!(error.to_string().contains("cannot make the data directory"), "{error}");
}

#[tokio::test]
async fn the_file_of_a_large_value_goes_with_its_record() {
    let dir = tempfile::tempdir().unwrap();
    let store = SledStore::open(dir.path()).unwrap();
    let large = vec![1; 100_000];
    store.commit(batch().put("a", &large).put("b", &large).put("c", &large).done()).await.unwrap();
    assert_eq!(large_files(dir.path()), 3);
    store.commit(batch().put("a", "small").delete("b").put("c", &large).done()).await.unwrap();
    assert_eq!(large_files(dir.path()), 1);
    let refused = store.commit(batch().expect("a", Expect::Absent).put("d", &large).done()).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))));
    assert_eq!(large_files(dir.path()), 1, "a batch that was refused left its file behind");
    assert_eq!(std::fs::read_dir(dir.path().join("sled/blobs")).unwrap().count(), 0, "sled must never write a blob of its own");
}

#[tokio::test]
async fn the_file_of_a_batch_that_a_crash_cut_off_is_removed_at_the_next_opening() {
    let dir = tempfile::tempdir().unwrap();
    let store = SledStore::open(dir.path()).unwrap();
    store.commit(batch().put("kept", vec![1; 100_000]).done()).await.unwrap();
    drop(store);
    std::fs::write(dir.path().join("large/0000000000000001-00000000000000ff"), "left over").unwrap();
    let store = SledStore::open(dir.path()).unwrap();
    assert_eq!(large_files(dir.path()), 1);
    assert_eq!(store.get(b"kept").await.unwrap().unwrap().value, vec![1; 100_000]);
}

#[tokio::test]
async fn pages_full_of_the_largest_inline_values_and_longest_keys_never_become_blobs() {
    let dir = tempfile::tempdir().unwrap();
    let store = SledStore::open(dir.path()).unwrap();
    for round in 0..3u8 {
        for n in 0..100u8 {
            // Unlike from the first byte, so that sled cannot shorten them.
            let mut key = vec![n.wrapping_mul(37); 2048];
            key[2047] = n;
            store.commit(batch().put(&key, vec![round; 32 << 10]).done()).await.unwrap();
        }
    }
    assert_eq!(store.count(&KeyRange::prefix(b""), usize::MAX).await.unwrap(), 100);
    assert_eq!(std::fs::read_dir(dir.path().join("sled/blobs")).unwrap().count(), 0);
}

#[tokio::test]
async fn space_of_records_that_come_and_go_is_used_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = SledStore::open(dir.path()).unwrap();
    store.commit(batch().put("cold", vec![0; 30_000]).done()).await.unwrap();
    for round in 0..60u32 {
        let mut many = batch();
        for n in 0..100u32 {
            many = many.put(format!("{n:03}"), vec![round as u8; 10_000]);
        }
        store.commit(many.done()).await.unwrap();
    }
    // 60 MB were written of which 1 MB is alive.
    let size = std::fs::metadata(dir.path().join("sled/db")).unwrap().len();
    assert!(size < 40 << 20, "{size} bytes for a megabyte of records");
}
