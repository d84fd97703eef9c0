//! The roster: that it is true after every write, and what it does where it cannot be.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use anteroom::clock::ManualClock;
use anteroom::identity::User;
use anteroom::identity::roster::Roster;
use anteroom::storage::{Batch, Collection, Store};
use serde_json::json;

use super::{embedded, memory};

fn user(n: usize) -> User {
    serde_json::from_value(json!({
        "user_id": format!("auth0|{n:05}"), "connection": "Users", "email": format!("person{n}@example.com"), "email_verified": true,
        "phone_verified": false, "name": format!("Person \"{n}\" \u{e9}"), "blocked": n.is_multiple_of(2), "user_metadata": { "a": 1 }, "app_metadata": {},
        "identities": [
            { "connection": "Users", "provider": "auth0", "user_id": format!("{n:05}"), "isSocial": false },
            { "connection": "Others", "provider": "auth0", "user_id": format!("x{n}"), "isSocial": false },
        ],
        "created_at": "2026-11-20T10:00:00Z", "updated_at": "2026-11-20T10:00:00Z", "logins_count": n,
    }))
    .unwrap()
}

fn users(store: &Arc<dyn Store>) -> Collection<User> {
    Collection::new(store.clone(), "tenant")
}

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new("2026-11-28T10:00:00Z".parse().unwrap()))
}

/// The names by the ids.
async fn names(roster: &Roster) -> Vec<(String, String)> {
    let named =
        roster.ask(|rows| rows.values().map(|row| (row.user_id().to_owned(), row.basics().name.unwrap_or("-").to_owned())).collect());
    named.await.unwrap().expect("the roster has room")
}

#[tokio::test]
async fn the_roster_holds_what_a_user_has() {
    let home = memory();
    let users = users(&home.store);
    users.insert(user(7)).await.unwrap();
    let roster = Roster::new(users, clock());
    let told = roster.ask(|rows| {
        let row = rows.get("auth0|00007").unwrap();
        let connections: Vec<String> = row.connections().map(str::to_owned).collect();
        (format!("{:?}", row.basics()), connections)
    });
    let (basics, connections) = told.await.unwrap().unwrap();
    assert_eq!(basics, format!("{:?}", anteroom::identity::roster::Basics::from(&user(7))));
    assert_eq!(connections, ["Users", "Others"]);
}

#[tokio::test]
async fn an_answer_holds_every_write_that_was_acknowledged_before() {
    for home in [memory(), embedded()] {
        let users = users(&home.store);
        let roster = Roster::new(users.clone(), clock());
        assert_eq!(names(&roster).await, []);
        let mut expected = Vec::new();
        for n in 0..50 {
            let stored = users.insert(user(n)).await.unwrap();
            match n % 5 {
                0 => users.delete(&stored).await.unwrap(),
                1 => {
                    let mut renamed = stored.value.clone();
                    renamed.name = Some(format!("Renamed {n}"));
                    users.update(&stored, renamed).await.unwrap();
                    expected.push((stored.user_id.clone(), format!("Renamed {n}")));
                }
                _ => expected.push((stored.user_id.clone(), stored.name.clone().unwrap())),
            }
            assert_eq!(names(&roster).await, expected);
        }
    }
}

#[tokio::test]
async fn changes_that_were_missed_are_read_with_all_the_others() {
    let home = memory();
    let users = users(&home.store);
    let roster = Roster::new(users.clone(), clock());
    assert_eq!(names(&roster).await.len(), 0);
    // More commits than the store keeps for who is slow, while nothing else runs on this thread.
    for n in 0..3000 {
        users.insert(user(n)).await.unwrap();
    }
    assert_eq!(names(&roster).await.len(), 3000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn searches_while_others_write_miss_nothing() {
    let home = embedded();
    let users = users(&home.store);
    let roster = Roster::new(users.clone(), clock());
    let over = Arc::new(AtomicBool::new(false));
    let written = Arc::new(AtomicUsize::new(0));
    let askers: Vec<_> = (0..3)
        .map(|_| {
            let (roster, over, written) = (roster.clone(), over.clone(), written.clone());
            tokio::spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    let before = written.load(Ordering::Acquire);
                    assert!(names(&roster).await.len() >= before);
                }
            })
        })
        .collect();
    for n in 0..300 {
        users.insert(user(n)).await.unwrap();
        written.store(n + 1, Ordering::Release);
        users.modify("auth0|00000", |user| user.name = Some(format!("Changed {n}"))).await.unwrap();
        let told = names(&roster).await;
        assert_eq!(told.len(), n + 1);
        assert_eq!(told[0].1, format!("Changed {n}"));
    }
    over.store(true, Ordering::Relaxed);
    for asker in askers {
        asker.await.unwrap();
    }
}

#[tokio::test]
async fn more_users_than_there_is_room_for_are_not_held() {
    let home = memory();
    let (users, clock) = (users(&home.store), clock());
    let mut batch = Batch::new();
    for n in 0..11 {
        users.stage_insert(&mut batch, &user(n)).unwrap();
    }
    home.store.commit(batch).await.unwrap();
    let roster = Roster::holding(users.clone(), clock.clone(), 10);
    assert!(roster.ask(|rows| rows.len()).await.unwrap().is_none());
    assert_eq!(roster.held().await, 0);
    let stored = users.get("auth0|00000").await.unwrap().unwrap();
    users.delete(&stored).await.unwrap();
    // It is not tried again at once, for it would be read in vain each time.
    assert!(roster.ask(|rows| rows.len()).await.unwrap().is_none());
    clock.advance(Duration::from_secs(15 * 60));
    assert_eq!(roster.ask(|rows| rows.len()).await.unwrap(), Some(10));
}

#[tokio::test]
async fn a_roster_that_nobody_asks_is_forgotten_and_read_again_for_who_does() {
    let home = memory();
    let (users, clock) = (users(&home.store), clock());
    users.insert(user(1)).await.unwrap();
    let roster = Roster::new(users.clone(), clock.clone());
    assert_eq!(names(&roster).await.len(), 1);
    clock.advance(Duration::from_secs(15 * 60));
    // The next change wakes who keeps it true, who finds that nobody asks.
    users.insert(user(2)).await.unwrap();
    tokio::time::timeout(Duration::from_secs(60), async {
        while roster.held().await > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .expect("the roster is forgotten");
    assert_eq!(names(&roster).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_answer_is_whole_while_others_have_all_read_anew() {
    let home = memory();
    let users = users(&home.store);
    // So few that they are soon too many, and asked for again and again.
    let (clock, most) = (clock(), 400);
    let roster = Roster::holding(users.clone(), clock.clone(), most);
    let (over, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let answered = Arc::new(AtomicUsize::new(0));
    let askers: Vec<_> = (0..4)
        .map(|_| {
            let (roster, over, written, clock) = (roster.clone(), over.clone(), written.clone(), clock.clone());
            let answered = answered.clone();
            tokio::spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    let before = written.load(Ordering::Acquire);
                    if let Some(told) = roster.ask(|rows| rows.len()).await.unwrap() {
                        assert!(told >= before.min(most), "{told} of {before}");
                        answered.fetch_add(1, Ordering::Relaxed);
                    }
                    clock.advance(Duration::from_secs(60));
                }
            })
        })
        .collect();
    for n in 0..most + 200 {
        users.insert(user(n)).await.unwrap();
        written.store(n + 1, Ordering::Release);
        // Answers there are while there is room; who has failed gives none.
        if n < most && n.is_multiple_of(20) {
            let before = answered.load(Ordering::Relaxed);
            let heard = async {
                while answered.load(Ordering::Relaxed) == before {
                    tokio::task::yield_now().await;
                }
            };
            tokio::time::timeout(Duration::from_secs(60), heard).await.expect("an answer");
        }
        tokio::task::yield_now().await;
    }
    over.store(true, Ordering::Relaxed);
    for asker in askers {
        asker.await.unwrap();
    }
    assert!(roster.ask(|rows| rows.len()).await.unwrap().is_none());
}
