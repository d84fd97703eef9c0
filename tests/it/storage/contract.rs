//! What every backend promises, as tests. A new backend adds one line at the end.

use std::collections::BTreeMap;
use std::sync::Arc;

use anteroom::storage::{Batch, Direction, Expect, Key, KeyRange, MAX_KEY, MAX_VALUE, Record, Store, StoreError, Version};
use bytes::Bytes;
use proptest::prelude::*;

use super::batch;

fn conflict(result: Result<Version, StoreError>) -> Key {
    match result {
        Err(StoreError::Conflict(key)) => key,
        other => panic!("a conflict was due, not {other:?}"),
    }
}

async fn keys(store: &dyn Store, range: &KeyRange, limit: usize, direction: Direction) -> Vec<Key> {
    store.range(range, limit, direction).await.unwrap().into_iter().map(|(key, _)| key).collect()
}

async fn what_was_put_is_read_until_it_is_deleted(store: Arc<dyn Store>) {
    assert_eq!(store.get(b"a").await.unwrap(), None);
    let version = store.commit(batch().put("a", "1").put("empty", "").done()).await.unwrap();
    assert_eq!(store.get(b"a").await.unwrap(), Some(Record { value: Bytes::from("1"), version }));
    assert_eq!(store.get(b"empty").await.unwrap(), Some(Record { value: Bytes::new(), version }));
    store.commit(batch().delete("a").delete("never there").done()).await.unwrap();
    assert_eq!(store.get(b"a").await.unwrap(), None);
}

async fn an_empty_batch_succeeds_and_changes_nothing(store: Arc<dyn Store>) {
    let before = store.commit(batch().put("a", "1").done()).await.unwrap();
    store.commit(Batch::new()).await.unwrap();
    assert_eq!(store.get(b"a").await.unwrap().unwrap().version, before);
}

async fn a_batch_whose_demand_fails_writes_nothing(store: Arc<dyn Store>) {
    let version = store.commit(batch().put("a", "1").done()).await.unwrap();
    let failed = batch().expect("b", Expect::Absent).expect("a", Expect::Absent).put("b", "2").put("a", "2").delete("a").done();
    assert_eq!(conflict(store.commit(failed).await), b"a");
    assert_eq!(store.get(b"a").await.unwrap(), Some(Record { value: Bytes::from("1"), version }));
    assert_eq!(store.get(b"b").await.unwrap(), None);
}

async fn a_conflict_names_the_first_demand_that_failed(store: Arc<dyn Store>) {
    store.commit(batch().put("x", "").put("y", "").done()).await.unwrap();
    let both = batch().expect("free", Expect::Absent).expect("y", Expect::Absent).expect("x", Expect::Absent);
    assert_eq!(conflict(store.commit(both.done()).await), b"y");
}

async fn a_demand_for_a_version_holds_for_that_version_only(store: Arc<dyn Store>) {
    let first = store.commit(batch().put("a", "1").done()).await.unwrap();
    let second = store.commit(batch().expect("a", Expect::At(first)).put("a", "2").done()).await.unwrap();
    assert_eq!(conflict(store.commit(batch().expect("a", Expect::At(first)).put("a", "3").done()).await), b"a");
    store.commit(batch().expect("a", Expect::At(second)).delete("a").done()).await.unwrap();
    assert_eq!(conflict(store.commit(batch().expect("a", Expect::At(second)).put("a", "4").done()).await), b"a");
    let again = store.commit(batch().expect("a", Expect::Absent).put("a", "5").done()).await.unwrap();
    assert!(again > second, "a record that was deleted and made anew must not have a version that somebody may still expect");
}

async fn versions_grow_over_all_keys(store: Arc<dyn Store>) {
    let mut last = Version(0);
    for n in 0..20 {
        let version = store.commit(batch().put(format!("key {}", n % 3), "").put("shared", "").done()).await.unwrap();
        assert!(version > last);
        assert_eq!(store.get(b"shared").await.unwrap().unwrap().version, version);
        last = version;
    }
}

async fn ranges_include_their_beginning_and_exclude_their_end(store: Arc<dyn Store>) {
    store.commit(batch().put("a", "").put("b", "").put("c", "").put("d", "").done()).await.unwrap();
    let range = KeyRange { from: b"b".to_vec(), to: b"d".to_vec() };
    assert_eq!(keys(&*store, &range, 10, Direction::Forward).await, [b"b", b"c"]);
    assert_eq!(keys(&*store, &range, 10, Direction::Backward).await, [b"c", b"b"]);
    assert_eq!(keys(&*store, &range, 1, Direction::Forward).await, [b"b"]);
    assert_eq!(keys(&*store, &range, 1, Direction::Backward).await, [b"c"]);
    assert!(keys(&*store, &range, 0, Direction::Forward).await.is_empty());
    for empty in [KeyRange { from: b"b".to_vec(), to: b"b".to_vec() }, KeyRange { from: b"d".to_vec(), to: b"a".to_vec() }] {
        assert!(keys(&*store, &empty, 10, Direction::Forward).await.is_empty());
        assert!(keys(&*store, &empty, 10, Direction::Backward).await.is_empty());
    }
}

async fn long_ranges_come_whole_and_in_order(store: Arc<dyn Store>) {
    for tens in 0..50 {
        let mut many = batch();
        for ones in 0..10 {
            many = many.put(format!("n{:03}", tens * 10 + ones), format!("{tens}"));
        }
        store.commit(many.done()).await.unwrap();
    }
    let all: Vec<Key> = (0..500).map(|n| format!("n{n:03}").into_bytes()).collect();
    let range = KeyRange::prefix(b"n");
    assert_eq!(keys(&*store, &range, usize::MAX, Direction::Forward).await, all);
    let backward = keys(&*store, &range, 300, Direction::Backward).await;
    assert_eq!(backward, all.iter().rev().take(300).cloned().collect::<Vec<_>>());
}

async fn prefixes_of_the_highest_bytes_find_all_that_is_theirs(store: Arc<dyn Store>) {
    let all: [&[u8]; 5] = [b"a\xfe", b"a\xff", b"a\xff\xff", b"b", b"\xff\xff\x01"];
    let mut put = batch();
    for key in all {
        put = put.put(key, "");
    }
    store.commit(put.done()).await.unwrap();
    let found = keys(&*store, &KeyRange::prefix(b"a\xff"), 10, Direction::Forward).await;
    assert_eq!(found, [&b"a\xff"[..], b"a\xff\xff"]);
    assert_eq!(keys(&*store, &KeyRange::prefix(b"\xff\xff"), 10, Direction::Backward).await, [&b"\xff\xff\x01"[..]]);
    assert_eq!(keys(&*store, &KeyRange::prefix(b""), 10, Direction::Forward).await, all);
}

async fn keys_and_values_beyond_the_limits_are_refused(store: Arc<dyn Store>) {
    let long = vec![b'k'; MAX_KEY];
    let longer = vec![b'k'; MAX_KEY + 1];
    store.commit(batch().put(&long, "fits").done()).await.unwrap();
    assert_eq!(store.get(&long).await.unwrap().unwrap().value, "fits");
    for refused in [batch().put(&longer, ""), batch().delete(&longer), batch().expect(&longer, Expect::Absent)] {
        let error = store.commit(refused.put("beside", "").done()).await.unwrap_err();
        assert!(matches!(error, StoreError::TooLarge { what: "a key", size, limit: MAX_KEY } if size == MAX_KEY + 1), "{error:?}");
    }
    let mut huge = Batch::new();
    huge.put.push((b"huge".to_vec(), Bytes::from(vec![0; MAX_VALUE + 1])));
    assert!(matches!(store.commit(huge).await, Err(StoreError::TooLarge { what: "a value", .. })));
    assert_eq!(store.get(b"beside").await.unwrap(), None);
}

async fn values_of_every_size_read_back(store: Arc<dyn Store>) {
    for size in [1, 4096, 32 << 10, (32 << 10) + 1, 130_000, 1 << 20, 9 << 20] {
        let value: Vec<u8> = (0..size).map(|n| (n * 31 % 251) as u8).collect();
        let version = store.commit(batch().put(format!("size {size:09}"), &value).done()).await.unwrap();
        assert_eq!(store.get(format!("size {size:09}").as_bytes()).await.unwrap(), Some(Record { value: value.into(), version }));
    }
    let sizes = store.range(&KeyRange::prefix(b"size"), 10, Direction::Backward).await.unwrap();
    assert_eq!(sizes.iter().map(|(_, record)| record.value.len()).collect::<Vec<_>>(), [9 << 20, 1 << 20, 130_000, 32769, 32768, 4096, 1]);
    // Replaced by a small one, by another large one, and deleted.
    store.commit(batch().put("size 001048576", "small").done()).await.unwrap();
    store.commit(batch().put("size 009437184", vec![9; 50_000]).delete("size 000130000").done()).await.unwrap();
    assert_eq!(store.get(b"size 001048576").await.unwrap().unwrap().value, "small");
    assert_eq!(store.get(b"size 009437184").await.unwrap().unwrap().value, vec![9; 50_000]);
    assert_eq!(store.get(b"size 000130000").await.unwrap(), None);
}

async fn of_many_writers_of_one_version_exactly_one_wins(store: Arc<dyn Store>) {
    let mut version = store.commit(batch().put("one", "").done()).await.unwrap();
    for _ in 0..5 {
        let tasks: Vec<_> = (0..32)
            .map(|n: u8| {
                let store = store.clone();
                tokio::spawn(async move {
                    store.commit(batch().expect("one", Expect::At(version)).put("one", [n]).done()).await.map(|v| (v, n))
                })
            })
            .collect();
        let mut won = Vec::new();
        for task in tasks {
            match task.await.unwrap() {
                Ok(winner) => won.push(winner),
                Err(error) => assert_eq!(conflict(Err(error)), b"one"),
            }
        }
        assert_eq!(won.len(), 1);
        let record = store.get(b"one").await.unwrap().unwrap();
        assert_eq!((record.version, record.value[0]), won[0]);
        version = record.version;
    }
}

async fn many_writers_of_different_keys_all_succeed_with_versions_of_their_own(store: Arc<dyn Store>) {
    let tasks: Vec<_> = (0..200)
        .map(|n: u32| {
            let store = store.clone();
            tokio::spawn(async move {
                store.commit(batch().put(format!("a{n:03}"), n.to_string()).put(format!("b{n:03}"), "").done()).await.unwrap()
            })
        })
        .collect();
    let mut versions = Vec::new();
    for (n, task) in tasks.into_iter().enumerate() {
        let version = task.await.unwrap();
        let record = store.get(format!("a{n:03}").as_bytes()).await.unwrap();
        assert_eq!(record, Some(Record { value: Bytes::from(n.to_string()), version }));
        versions.push(version);
    }
    versions.sort();
    versions.dedup();
    assert_eq!(versions.len(), 200);
}

async fn a_watch_tells_of_commits_below_its_prefix(store: Arc<dyn Store>) {
    store.commit(batch().put("mine/before", "").done()).await.unwrap();
    let mut watch = store.watch(b"mine/");
    store.commit(batch().put("theirs/1", "").done()).await.unwrap();
    conflict(store.commit(batch().expect("theirs/1", Expect::Absent).put("mine/never", "").done()).await);
    let first = store.commit(batch().put("mine/1", "").put("theirs/2", "").done()).await.unwrap();
    let second = store.commit(batch().delete("mine/1").done()).await.unwrap();
    for version in [first, second] {
        let changes = watch.next().await.unwrap();
        assert_eq!(changes.iter().map(|c| (&c.key[..], c.version)).collect::<Vec<_>>(), [(&b"mine/1"[..], version)]);
    }
    drop(store);
    assert_eq!(watch.next().await, None);
}

async fn a_watch_that_falls_behind_is_told_to_read_anew(store: Arc<dyn Store>) {
    let mut watch = store.watch(b"");
    let writers: Vec<_> = (0..30)
        .map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for n in 0..100 {
                    store.commit(batch().put(format!("{writer}/{n}"), "").done()).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(watch.next().await, Some(Vec::new()));
    assert_eq!(watch.next().await.unwrap().len(), 1, "after that it goes on with what is still known");
}

/// A batch over few keys, so that demands often meet what another batch wrote.
#[derive(Debug, Clone)]
pub struct Step {
    /// Key and what of it is expected: nothing, its present version (by a look when the step is made), or an old one.
    pub expect: Vec<(u8, u8)>,
    pub put: Vec<(u8, Vec<u8>)>,
    pub delete: Vec<u8>,
}

pub fn steps(count: usize) -> impl Strategy<Value = Vec<Step>> {
    let key = 0u8..5;
    let step = (
        prop::collection::vec((key.clone(), 0u8..3), 0..3),
        prop::collection::btree_map(key.clone(), prop::collection::vec(any::<u8>(), 0..40), 0..3),
        prop::collection::btree_set(key, 0..2),
    );
    let step = step.prop_map(|(expect, put, delete)| Step {
        expect,
        delete: delete.into_iter().filter(|key| !put.contains_key(key)).collect(),
        put: put.into_iter().collect(),
    });
    prop::collection::vec(step, 1..count)
}

/// The key of a step's number: of different lengths, with the lowest and highest bytes.
pub fn key(number: u8) -> Key {
    [&b"a"[..], b"a\0", b"a\xff", b"\xff", b""][usize::from(number)].to_vec()
}

impl Step {
    /// The batch, where `version` tells the version that a key has now.
    pub fn batch(&self, version: impl Fn(&Key) -> Option<Version>) -> Batch {
        let expect = self.expect.iter().map(|(number, kind)| {
            let key = key(*number);
            let expect = match (kind, version(&key)) {
                (0, _) | (1, None) => Expect::Absent,
                (1, Some(now)) => Expect::At(now),
                (_, now) => Expect::At(Version(now.map_or(1, |v| v.0.saturating_sub(1)))),
            };
            (key, expect)
        });
        Batch {
            expect: expect.collect(),
            put: self.put.iter().map(|(number, value)| (key(*number), Bytes::from(value.clone()))).collect(),
            delete: self.delete.iter().map(|number| key(*number)).collect(),
        }
    }
}

/// What the contract says, in the fewest lines.
#[derive(Default)]
pub struct Model {
    pub records: BTreeMap<Key, Record>,
}

impl Model {
    /// The first demand that does not hold.
    pub fn clash(&self, batch: &Batch) -> Option<Key> {
        let broken = batch.expect.iter().find(|(key, expect)| match expect {
            Expect::Absent => self.records.contains_key(key),
            Expect::At(version) => self.records.get(key).map(|r| r.version) != Some(*version),
        });
        broken.map(|(key, _)| key.clone())
    }

    pub fn apply(&mut self, batch: Batch, version: Version) {
        for key in batch.delete {
            self.records.remove(&key);
        }
        self.records.extend(batch.put.into_iter().map(|(key, value)| (key, Record { value, version })));
    }
}

fn any_sequence_of_batches_leaves_what_the_model_leaves(home: fn() -> super::Home) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(steps in steps(40))| {
        runtime.block_on(async {
            let home = home();
            let mut model = Model::default();
            for step in steps {
                let batch = step.batch(|key| model.records.get(key).map(|r| r.version));
                match (home.store.commit(batch.clone()).await, model.clash(&batch)) {
                    (Ok(version), None) => model.apply(batch, version),
                    (Err(StoreError::Conflict(key)), Some(expected)) => prop_assert_eq!(key, expected),
                    (other, expected) => prop_assert!(false, "{:?} where the model says {:?}", other, expected),
                }
                let everything = KeyRange { from: Vec::new(), to: vec![u8::MAX; 9] };
                let found = home.store.range(&everything, usize::MAX, Direction::Forward).await.unwrap();
                prop_assert_eq!(found, model.records.clone().into_iter().collect::<Vec<_>>());
            }
            Ok(())
        })?;
    });
}

macro_rules! contract {
    ($backend:ident: $($test:ident),* $(,)?) => {
        mod $backend {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    let home = crate::storage::$backend();
                    let crate::storage::Home { store, _dir } = home;
                    super::$test(store).await;
                }
            )*

            #[test]
            fn any_sequence_of_batches_leaves_what_the_model_leaves() {
                super::any_sequence_of_batches_leaves_what_the_model_leaves(crate::storage::$backend);
            }
        }
    };
    ($backend:ident) => {
        contract!(
            $backend: what_was_put_is_read_until_it_is_deleted,
            an_empty_batch_succeeds_and_changes_nothing,
            a_batch_whose_demand_fails_writes_nothing,
            a_conflict_names_the_first_demand_that_failed,
            a_demand_for_a_version_holds_for_that_version_only,
            versions_grow_over_all_keys,
            ranges_include_their_beginning_and_exclude_their_end,
            long_ranges_come_whole_and_in_order,
            prefixes_of_the_highest_bytes_find_all_that_is_theirs,
            keys_and_values_beyond_the_limits_are_refused,
            values_of_every_size_read_back,
            of_many_writers_of_one_version_exactly_one_wins,
            many_writers_of_different_keys_all_succeed_with_versions_of_their_own,
            a_watch_tells_of_commits_below_its_prefix,
            a_watch_that_falls_behind_is_told_to_read_anew,
        );
    };
}

contract!(memory);
contract!(embedded);
