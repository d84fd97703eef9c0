//! `GET /api/v2/users?q=…`: the search language asked of users, and their order.

use std::time::Duration;

use anteroom::bootstrap::DEFAULT_CONNECTION;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::{Api, message};

const ALL: &str = "read:users create:users update:users";

/// Four users a minute apart, beside the administrator of the first start.
async fn people(server: &TestServer) -> Api<'_> {
    let api = server.api(ALL);
    for (name, more) in [
        ("ada", json!({ "name": "Ada Lovelace", "app_metadata": { "plan": "gold", "seats": 3, "roles": ["admin", "editor"] } })),
        ("bob", json!({ "name": "Bob Stone", "user_metadata": { "address": { "city": "Paris" } }, "blocked": true })),
        ("cyd", json!({ "name": "Cyd (\"the\" first)", "app_metadata": { "plan": "Gold", "seats": 12 }, "email_verified": true })),
        ("dan", json!({ "name": "ÉDOUARD Lovejoy", "email": "dan@other.example" })),
    ] {
        let mut user = json!({ "connection": DEFAULT_CONNECTION, "email": format!("{name}@example.com"), "password": "Correct-Horse-9" });
        user.as_object_mut().unwrap().extend(json!({ "user_id": name }).as_object().unwrap().clone());
        user.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let made = api.post("/users", user).await;
        assert_eq!(made.0, 201, "{}", made.1);
        server.clock.advance(Duration::from_secs(60));
    }
    api
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The ids of a list without their provider.
fn ids(users: &Value) -> Vec<&str> {
    let all = users.as_array().unwrap_or_else(|| panic!("{users}"));
    all.iter().map(|user| user["user_id"].as_str().unwrap().trim_start_matches("auth0|")).collect()
}

#[tokio::test]
async fn users_are_found_by_any_of_their_fields() {
    let (server, _) = TestServer::first_started().await;
    let api = people(&server).await;
    for (q, expected) in [
        ("email:\"ADA@example.com\"", vec!["ada"]),
        ("email:ada@example.com OR email:bob@example.com", vec!["ada", "bob"]),
        ("user_id:\"auth0|cyd\"", vec!["cyd"]),
        ("user_id:(\"auth0|cyd\" OR \"auth0|ada\" OR \"auth0|cyd\" OR \"auth0|none\")", vec!["ada", "cyd"]),
        ("user_id:\"auth0|cyd\" AND blocked:true", vec![]),
        ("email:ada@* AND app_metadata.plan:gold", vec!["ada"]),
        ("name:\"ada lovelace\"", vec!["ada"]),
        ("name:*love*", vec!["ada", "dan"]),
        ("name:édouard*", vec!["dan"]),
        ("name:\"cyd (\\\"the\\\" first)\"", vec!["cyd"]),
        ("name:*the\\\"*", vec!["cyd"]),
        ("Lovelace", vec!["ada"]),
        ("email.domain:other.example", vec!["dan"]),
        ("app_metadata.plan:gold", vec!["ada"]),
        ("app_metadata.plan:?old", vec![]),
        ("app_metadata.roles:editor", vec!["ada"]),
        ("app_metadata.seats:[3 TO 12}", vec!["ada"]),
        ("app_metadata.seats:>=3 NOT app_metadata.seats:3", vec!["cyd"]),
        ("user_metadata.address.city:Paris", vec!["bob"]),
        ("_exists_:user_metadata", vec!["bob"]),
        ("_exists_:app_metadata.plan AND NOT name:*lace", vec!["cyd"]),
        ("blocked:true", vec!["bob"]),
        ("email_verified:true AND user_id:auth0|cy*", vec!["cyd"]),
        ("identities.connection:\"Username-Password-Authentication\" AND name:*joy", vec!["dan"]),
        ("identities.connection:none", vec![]),
        ("identities.user_id:bob", vec!["bob"]),
        ("user_id:auth0|* AND logins_count:[1 TO *]", vec![]),
        ("(name:ada* OR name:bob*) -blocked:true", vec!["ada"]),
    ] {
        if q.contains('?') {
            assert_eq!(api.get(&format!("/users?q={}", encoded(q))).await.0, 400, "{q}");
            continue;
        }
        let (status, found) = api.get(&format!("/users?search_engine=v3&q={}", encoded(q))).await;
        assert_eq!((status, ids(&found)), (200, expected.clone()), "{q}: {found}");
        let (_, page) = api.get(&format!("/users?include_totals=true&per_page=1&page=1&q={}", encoded(q))).await;
        assert_eq!(page["total"], expected.len(), "{q}");
        assert_eq!(ids(&page["users"]), expected.iter().skip(1).take(1).copied().collect::<Vec<_>>(), "{q}");
    }
}

#[tokio::test]
async fn times_are_searched_by_as_much_of_them_as_is_said() {
    let (server, _) = TestServer::first_started().await;
    let api = people(&server).await;
    let of = async |id: &str| api.get(&format!("/users/auth0%7C{id}")).await.1["created_at"].as_str().unwrap().to_owned();
    let (bob, cyd) = (of("bob").await, of("cyd").await);
    for (q, expected) in [
        (format!("created_at:[{bob} TO {cyd}]"), vec!["bob", "cyd"]),
        (format!("created_at:{{{bob} TO {cyd}]"), vec!["cyd"]),
        (format!("created_at:[{bob} TO {cyd}}}"), vec!["bob"]),
        (format!("created_at:[{bob} TO *] AND NOT created_at:\"{bob}\""), vec!["cyd", "dan"]),
        (format!("created_at:[{} TO {}] AND user_id:auth0|ada", &bob[..10], &bob[..10]), vec!["ada"]),
        (format!("created_at:<{}", &bob[..10]), vec![]),
    ] {
        assert_eq!(ids(&api.get(&format!("/users?q={}", encoded(&q))).await.1), expected, "{q}");
    }
}

#[tokio::test]
async fn users_are_sorted_by_a_field_and_who_lacks_it_comes_last() {
    let (server, _) = TestServer::first_started().await;
    let api = people(&server).await;
    for (query, expected) in [
        ("q=user_id:auth0|*&sort=created_at:-1", vec!["dan", "cyd", "bob", "ada"]),
        ("sort=name:1&q=_exists_:name AND name:*love*", vec!["ada", "dan"]),
        ("sort=name:-1&q=name:*love*", vec!["dan", "ada"]),
        ("q=_exists_:app_metadata.plan OR blocked:true&sort=app_metadata.seats:-1", vec!["cyd", "ada", "bob"]),
        ("q=_exists_:app_metadata.plan OR blocked:true&sort=app_metadata.seats:1", vec!["ada", "cyd", "bob"]),
        ("q=user_id:(auth0|ada OR auth0|bob OR auth0|cyd)&sort=created_at:1&per_page=1&page=1", vec!["bob"]),
    ] {
        let found = api.get(&format!("/users?{}", query.replace(' ', "%20"))).await.1;
        let found: Vec<&str> = ids(&found).into_iter().filter(|id| id.len() == 3).collect();
        assert_eq!(found, expected, "{query}");
    }
    let (_, page) = api.get("/users?sort=created_at:-1&per_page=2&include_totals=true").await;
    assert_eq!((ids(&page["users"]), &page["total"]), (vec!["dan", "cyd"], &json!(5)));
    for wrong in ["created_at", "created_at:2", "created_at:desc", ":1", "colour:1", "app_metadata:1", "password_hash:1"] {
        assert_eq!(api.get(&format!("/users?sort={wrong}")).await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_search_that_is_not_understood_is_refused_and_no_secret_is_a_field() {
    let (server, _) = TestServer::first_started().await;
    let api = people(&server).await;
    for (q, said) in [
        ("colour:red", "the fields are"),
        ("password_hash:argon2*", "the fields are"),
        ("_exists_:password_hash", "the fields are"),
        ("identities.access_token:x", "the fields are"),
        ("name:*ve", "at least 3 characters"),
        ("name:ada~1", "not supported"),
        ("name:(ada", "ends too early"),
        ("name:[a TO", "ends too early"),
    ] {
        let answer = api.get(&format!("/users?q={}", encoded(q))).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_query_string")), "{q}: {}", answer.1);
        assert!(message(&answer).contains(said), "{q}: {}", message(&answer));
    }
    assert_eq!(ids(&api.get("/users?q=argon2id").await.1), Vec::<&str>::new());
    assert_eq!(api.get("/users?q=name:a*&search_engine=v2").await.0, 400);
    assert_eq!(api.get("/users?q=name:a*&take=2").await.0, 400);
}

#[tokio::test]
async fn the_connection_parameter_narrows_a_search() {
    let (server, _) = TestServer::first_started().await;
    let api = people(&server).await;
    let named = format!("/users?connection={DEFAULT_CONNECTION}&q=name:*love*");
    assert_eq!(ids(&api.get(&named).await.1), ["ada", "dan"]);
    assert_eq!(ids(&api.get("/users?connection=other&q=name:*love*").await.1), Vec::<&str>::new());
    assert_eq!(ids(&api.get("/users?connection=other").await.1), Vec::<&str>::new());
    let projected = api.get(&format!("{named}&fields=user_id,name&sort=name:-1")).await.1;
    assert_eq!(
        projected,
        json!([
            { "user_id": "auth0|dan", "name": "ÉDOUARD Lovejoy" }, { "user_id": "auth0|ada", "name": "Ada Lovelace" },
        ])
    );
}
