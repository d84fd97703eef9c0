//! Typed collections: what indexes promise, also while others write.

use std::sync::Arc;

use anteroom::clock::{Clock, ManualClock};
use anteroom::storage::collection::{Clash, clash};
use anteroom::storage::sweeper::{self, Sweep};
use anteroom::storage::{Batch, Collection, Direction, Entity, KeyRange, Record, Store, StoreError, Stored, Version, Watch};
use async_trait::async_trait;
use futures_util::future::join_all;
use jiff::Timestamp;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::{embedded, memory};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Person {
    id: String,
    address: String,
    team: String,
    until: Option<Timestamp>,
}

impl Entity for Person {
    const COLLECTION: &'static str = "people";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("address", self.address.clone())]
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        vec![("team", self.team.clone())]
    }

    fn expires_at(&self) -> Option<Timestamp> {
        self.until
    }
}

fn person(id: &str, address: &str, team: &str) -> Person {
    Person { id: id.into(), address: address.into(), team: team.into(), until: None }
}

fn people(store: &Arc<dyn Store>) -> Collection<Person> {
    Collection::new(store.clone(), "tenant")
}

fn ids(found: &[Stored<Person>]) -> Vec<&str> {
    found.iter().map(|person| person.id.as_str()).collect()
}

fn clash_of<T: std::fmt::Debug>(result: Result<T, StoreError>) -> Clash {
    match result {
        Err(StoreError::Conflict(key)) => clash(&key),
        other => panic!("a conflict was due, not {other:?}"),
    }
}

/// Every key of the store, zero bytes shown as `|`.
async fn keys(store: &Arc<dyn Store>) -> Vec<String> {
    let all = store.range(&KeyRange::prefix(b""), usize::MAX, Direction::Forward).await.unwrap();
    all.into_iter().map(|(key, _)| String::from_utf8(key).unwrap().replace('\0', "|")).collect()
}

#[tokio::test]
async fn a_taken_value_of_a_unique_index_is_named() {
    let people = people(&memory().store);
    let ann = people.insert(person("1", "ann", "red")).await.unwrap();
    assert_eq!(clash_of(people.insert(person("2", "ann", "red")).await), Clash::Unique("address".into()));
    assert_eq!(clash_of(people.insert(person("1", "other", "red")).await), Clash::Entity);
    let bob = people.insert(person("2", "bob", "red")).await.unwrap();
    assert_eq!(clash_of(people.update(&bob, person("2", "ann", "red")).await), Clash::Unique("address".into()));
    assert_eq!(people.find("address", "ann").await.unwrap().unwrap().value, ann.value);
    assert_eq!(people.find("address", "bob").await.unwrap().unwrap().value, bob.value);
    assert!(people.find("address", "nobody").await.unwrap().is_none());
}

#[tokio::test]
async fn an_update_moves_the_indexes_and_a_deletion_frees_them() {
    let home = memory();
    let people = people(&home.store);
    let ann = people.insert(person("1", "ann", "red")).await.unwrap();
    let mut moved = person("1", "ann2", "blue");
    moved.until = Some(Timestamp::from_second(9).unwrap());
    let moved = people.update(&ann, moved).await.unwrap();
    assert_eq!(
        keys(&home.store).await,
        ["tenant|people|d|1", "tenant|people|i|team|blue|1", "tenant|people|u|address|ann2", "tenant|people|x|0000000000002328|1"]
    );
    assert_eq!(clash_of(people.update(&ann, person("1", "late", "red")).await), Clash::Entity);
    assert_eq!(clash_of(people.delete(&ann).await), Clash::Entity);
    people.delete(&moved).await.unwrap();
    assert!(keys(&home.store).await.is_empty());
    people.insert(person("2", "ann2", "blue")).await.unwrap();
}

#[tokio::test]
async fn an_update_that_changes_the_id_is_refused() {
    let home = memory();
    let people = people(&home.store);
    let ann = people.insert(person("1", "ann", "red")).await.unwrap();
    assert!(matches!(people.update(&ann, person("2", "ann", "red")).await, Err(StoreError::Backend(_))));
    assert_eq!(keys(&home.store).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_sign_ups_that_race_for_an_address_one_wins() {
    for home in [memory(), embedded()] {
        let people = people(&home.store);
        for round in 0..20 {
            let address = format!("ann {round}");
            let racers = ["a", "b", "c"].map(|who| {
                let (people, address) = (people.clone(), address.clone());
                tokio::spawn(async move { people.insert(person(&format!("{who}{round}"), &address, "red")).await })
            });
            let results: Vec<_> = join_all(racers).await.into_iter().map(Result::unwrap).collect();
            assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
            for lost in results.into_iter().filter(Result::is_err) {
                assert_eq!(clash_of(lost), Clash::Unique("address".into()));
            }
        }
        assert_eq!(people.count(usize::MAX).await.unwrap(), 20);
        assert_eq!(people.count_by("team", "red", usize::MAX).await.unwrap(), 20);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn racing_changes_of_one_entity_are_all_made_and_leave_no_stray_index() {
    for home in [memory(), embedded()] {
        let people = people(&home.store);
        people.insert(person("1", "ann", "")).await.unwrap();
        let racers = (0..16).map(|n| {
            let people = people.clone();
            tokio::spawn(async move {
                people
                    .modify("1", |it| {
                        it.team.push('x');
                        it.address = format!("ann {n}");
                    })
                    .await
            })
        });
        for changed in join_all(racers).await {
            changed.unwrap().unwrap().unwrap();
        }
        let now = people.get("1").await.unwrap().unwrap();
        assert_eq!(now.team.len(), 16);
        let index = format!("tenant|people|i|team|{}|1", now.team);
        assert_eq!(keys(&home.store).await, ["tenant|people|d|1".to_owned(), index, format!("tenant|people|u|address|{}", now.address)]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn racing_changes_to_the_same_new_address_of_one_entity_all_succeed() {
    let home = memory();
    let people = people(&home.store);
    people.insert(person("1", "old", "red")).await.unwrap();
    let racers = (0..16).map(|_| {
        let people = people.clone();
        tokio::spawn(async move { people.modify("1", |it| it.address = "new".into()).await })
    });
    for changed in join_all(racers).await {
        assert!(changed.unwrap().is_ok(), "it was told that its own new address is taken");
    }
}

#[tokio::test]
async fn a_change_of_nobody_is_none() {
    assert!(people(&memory().store).modify("nobody", |_| ()).await.unwrap().is_none());
}

/// A store in which every commit finds that somebody was faster.
struct AlwaysLate(Arc<dyn Store>);

#[async_trait]
impl Store for AlwaysLate {
    async fn get(&self, key: &[u8]) -> Result<Option<Record>, StoreError> {
        self.0.get(key).await
    }
    async fn range(&self, range: &KeyRange, limit: usize, direction: Direction) -> Result<Vec<(Vec<u8>, Record)>, StoreError> {
        self.0.range(range, limit, direction).await
    }
    async fn commit(&self, batch: Batch) -> Result<Version, StoreError> {
        Err(StoreError::Conflict(batch.expect[0].0.clone()))
    }
    fn watch(&self, prefix: &[u8]) -> Watch {
        self.0.watch(prefix)
    }
}

#[tokio::test]
async fn a_change_that_always_comes_late_ends_with_the_conflict() {
    let home = memory();
    people(&home.store).insert(person("1", "ann", "red")).await.unwrap();
    let late: Arc<dyn Store> = Arc::new(AlwaysLate(home.store));
    assert_eq!(clash_of(people(&late).modify("1", |_| ()).await), Clash::Entity);
}

#[tokio::test]
async fn pages_come_in_order_in_both_directions() {
    let people = people(&memory().store);
    for id in ["b", "d", "a", "c", "e"] {
        people.insert(person(id, id, "red")).await.unwrap();
    }
    assert_eq!(ids(&people.page(None, 2, Direction::Forward).await.unwrap()), ["a", "b"]);
    assert_eq!(ids(&people.page(Some("b"), 2, Direction::Forward).await.unwrap()), ["c", "d"]);
    assert_eq!(ids(&people.page(Some("d"), 9, Direction::Forward).await.unwrap()), ["e"]);
    assert_eq!(ids(&people.page(None, 2, Direction::Backward).await.unwrap()), ["e", "d"]);
    assert_eq!(ids(&people.page(Some("d"), 2, Direction::Backward).await.unwrap()), ["c", "b"]);
    assert_eq!(ids(&people.page(Some("between"), 1, Direction::Forward).await.unwrap()), ["c"]);
    assert_eq!(ids(&people.all().await.unwrap()), ["a", "b", "c", "d", "e"]);
}

#[tokio::test]
async fn a_listing_goes_on_after_its_last_id_and_is_full_while_there_are_more() {
    let home = memory();
    let people = people(&home.store);
    for id in ["a", "b", "c", "d", "e"] {
        people.insert(person(id, id, if id == "c" { "blue" } else { "red" })).await.unwrap();
    }
    // An entry whose entity went between the reads, and one whose entity has left the team.
    let stray = super::batch().put("tenant\0people\0i\0team\0red\0aa", "").put("tenant\0people\0i\0team\0red\0c", "").done();
    home.store.commit(stray).await.unwrap();
    assert_eq!(ids(&people.list_by("team", "red", None, 3).await.unwrap()), ["a", "b", "d"]);
    assert_eq!(ids(&people.list_by("team", "red", Some("b"), 3).await.unwrap()), ["d", "e"]);
    assert_eq!(ids(&people.list_by("team", "red", Some("e"), 3).await.unwrap()), Vec::<&str>::new());
    assert_eq!(ids(&people.list_by("team", "re", None, 3).await.unwrap()), Vec::<&str>::new());
    assert_eq!(ids(&people.list_by("team", "red", None, 0).await.unwrap()), Vec::<&str>::new());
    let back = async |after, limit| people.page_by("team", "red", after, limit, Direction::Backward).await.unwrap();
    assert_eq!(ids(&back(None, 3).await), ["e", "d", "b"]);
    assert_eq!(ids(&back(Some("d"), 3).await), ["b", "a"]);
    assert_eq!(ids(&back(Some("a"), 3).await), Vec::<&str>::new());
}

#[tokio::test]
async fn a_zero_byte_in_a_value_cannot_reach_into_another_key() {
    let home = memory();
    let all = people(&home.store);
    let tricky = ["a\0b", "a", "a%00b", "%", "%25", "%2500", "\0", "a\0u\0address\0b", ""];
    for id in tricky {
        all.insert(person(id, id, "red\0team")).await.unwrap();
    }
    for id in tricky {
        assert_eq!(all.get(id).await.unwrap().unwrap().id, id);
        assert_eq!(all.find("address", id).await.unwrap().unwrap().id, id);
        assert_eq!(all.list_by("team", "red\0team", Some(id), 100).await.unwrap().iter().filter(|p| p.id == id).count(), 0);
    }
    assert_eq!(all.list_by("team", "red\0team", None, 100).await.unwrap().len(), tricky.len());
    assert!(all.list_by("team", "red", None, 100).await.unwrap().is_empty());
    // A tenant named like a tenant and a collection sees neither.
    let other: Collection<Person> = Collection::new(home.store.clone(), "tenant\0people");
    assert!(other.all().await.unwrap().is_empty());
    let key = other.insert(person("x", "x", "y")).await.map(|_| ());
    assert!(key.is_ok() && all.get("x").await.unwrap().is_none());
}

#[tokio::test]
async fn a_record_that_is_no_such_entity_is_reported_with_its_key() {
    let home = memory();
    home.store.commit(super::batch().put("tenant\0people\0d\0odd", "{").done()).await.unwrap();
    let error = people(&home.store).get("odd").await.unwrap_err();
    assert!(matches!(&error, StoreError::Corrupt { key, .. } if key == "tenant/people/d/odd"), "{error}");
}

fn until(id: &str, second: i64) -> Person {
    Person { until: Some(Timestamp::from_second(second).unwrap()), ..person(id, id, "red") }
}

#[tokio::test]
async fn sweeping_takes_what_has_expired_and_no_more_than_asked() {
    let home = memory();
    let people = people(&home.store);
    for (id, second) in [("a", 10), ("b", 20), ("c\0", 30), ("d", 40)] {
        people.insert(until(id, second)).await.unwrap();
    }
    people.insert(person("for ever", "e", "red")).await.unwrap();
    let at = |second| Timestamp::from_second(second).unwrap();
    assert_eq!(people.sweep(at(10), 10).await.unwrap(), 0, "what expires now has not expired before now");
    assert_eq!(people.sweep(at(35), 2).await.unwrap(), 2);
    assert_eq!(ids(&people.all().await.unwrap()), ["c\0", "d", "for ever"]);
    assert_eq!(people.sweep(at(35), 2).await.unwrap(), 1);
    assert_eq!(people.sweep(at(35), 2).await.unwrap(), 0);
    assert_eq!(ids(&people.all().await.unwrap()), ["d", "for ever"]);
    assert_eq!(keys(&home.store).await.len(), 4 + 3, "an index entry was left over");
}

#[tokio::test]
async fn sweeping_spares_what_was_renewed_and_removes_entries_that_lead_nowhere() {
    let home = memory();
    let people = people(&home.store);
    people.insert(until("renewed", 100)).await.unwrap();
    // As a sweep sees it that read the index before the renewal.
    let stale =
        super::batch().put("tenant\0people\0x\x00000000000000000a\0renewed", "").put("tenant\0people\0x\x00000000000000000b\0gone", "");
    home.store.commit(stale.done()).await.unwrap();
    assert_eq!(people.sweep(Timestamp::from_second(50).unwrap(), 10).await.unwrap(), 0);
    assert!(people.get("renewed").await.unwrap().is_some());
    assert_eq!(keys(&home.store).await.len(), 4, "the stale entries would fill every later round");
    assert_eq!(people.sweep(Timestamp::from_second(101).unwrap(), 10).await.unwrap(), 1);
    assert!(keys(&home.store).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_use_all_the_time_can_be_deleted_all_the_same() {
    let home = memory();
    let people = people(&home.store);
    for n in 0..250 {
        people.insert(person(&n.to_string(), &format!("address {n}"), "red")).await.unwrap();
    }
    people.insert(person("other", "other", "blue")).await.unwrap();
    let users: Vec<_> = (0..4)
        .map(|user| {
            let people = people.clone();
            tokio::spawn(async move {
                let mut round = 0;
                // Until the last one is gone. That another user was always first is no reason to stop.
                loop {
                    match people.modify("249", |person| person.address = format!("{user} {round}")).await {
                        Ok(None) => break,
                        Ok(Some(_)) | Err(StoreError::Conflict(_)) => round += 1,
                        Err(error) => panic!("{error}"),
                    }
                }
            })
        })
        .collect();
    assert_eq!(people.delete_by("team", "red").await.unwrap(), 250);
    for user in users {
        user.await.unwrap();
    }
    assert_eq!(ids(&people.all().await.unwrap()), ["other"]);
}

#[tokio::test]
async fn a_round_of_the_sweeper_says_whether_there_is_more() {
    let home = memory();
    let people = people(&home.store);
    for id in ["a", "b", "c"] {
        people.insert(until(id, 10)).await.unwrap();
    }
    let clock = ManualClock::new(Timestamp::from_second(5).unwrap());
    let collections: [Arc<dyn Sweep>; 1] = [Arc::new(people.clone())];
    assert!(!sweeper::round(&collections, clock.now(), 2).await);
    clock.advance(std::time::Duration::from_secs(10));
    assert!(sweeper::round(&collections, clock.now(), 2).await);
    assert!(!sweeper::round(&collections, clock.now(), 2).await);
    assert!(keys(&home.store).await.is_empty());
}

#[tokio::test]
async fn the_running_sweeper_works_off_a_backlog_larger_than_a_round() {
    let home = memory();
    let people = people(&home.store);
    for n in 0..25 {
        people.insert(until(&n.to_string(), 10)).await.unwrap();
    }
    let mut watch = home.store.watch(b"tenant\0people\0d\0");
    let clock = Arc::new(ManualClock::new(Timestamp::from_second(11).unwrap()));
    // An interval that never comes round again in a test: only the first tick and the backlog rule can clear it.
    let task = tokio::spawn(sweeper::run(vec![Arc::new(people.clone())], clock, std::time::Duration::from_secs(3600), 10));
    for _ in 0..25 {
        watch.next().await.unwrap();
    }
    task.abort();
    assert!(people.all().await.unwrap().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is inserted, changed and deleted, the keys are exactly those of the entities that are there.
    #[test]
    fn indexes_always_are_those_of_the_entities(steps in prop::collection::vec((0u8..4, "[ab\0%]{0,3}", "[xy]", 0u8..3), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let home = memory();
            let people = people(&home.store);
            for (id, address, team, what) in steps {
                let wanted = person(&id.to_string(), &address, &team);
                match (people.get(&wanted.id).await.unwrap(), what) {
                    (Some(found), 0) => people.delete(&found).await.unwrap(),
                    (Some(found), _) => drop(people.update(&found, wanted).await),
                    (None, _) => drop(people.insert(wanted).await),
                }
            }
            let found = keys(&home.store).await;
            let fresh = memory();
            for person in people.all().await.unwrap() {
                super::collection::people(&fresh.store).insert(person.value).await.unwrap();
            }
            prop_assert_eq!(found, keys(&fresh.store).await);
            Ok(())
        })?;
    }
}

#[test]
fn a_conflict_outside_any_index_is_about_the_entity() {
    assert_eq!(clash(b"tenant\0people\0u\0address\0x"), Clash::Unique("address".into()));
    assert_eq!(clash(b"tenant\0people\0d\0u"), Clash::Entity);
    assert_eq!(clash(b""), Clash::Entity);
}
