//! `/api/v2/grants`.

use anteroom::identity::client::AppType;
use anteroom::identity::consent;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::message;

const ALL: &str = "read:grants delete:grants";

async fn allow(server: &TestServer, user: &str, client: &str, audience: &str, scope: &[&str]) {
    let scope: Vec<String> = scope.iter().map(|scope| (*scope).to_owned()).collect();
    consent::grant(&server.app.directory, &*server.app.random, user, client, audience, &scope).await.unwrap();
}

fn list(answer: (u16, Value)) -> Vec<Value> {
    assert_eq!(answer.0, 200, "{}", answer.1);
    answer.1.as_array().unwrap().clone()
}

#[tokio::test]
async fn what_users_have_allowed_is_listed_filtered_and_paged() {
    let server = TestServer::start().await;
    let api = server.api(ALL);
    assert_eq!(list(api.get("/grants").await), Vec::<Value>::new());
    allow(&server, "auth0|ann", "one", "", &["openid", "email"]).await;
    allow(&server, "auth0|ann", "two", "https://api.example.com/", &["read:things"]).await;
    allow(&server, "auth0|bob", "one", "", &["openid"]).await;

    let mine = list(api.get("/grants?user_id=auth0%7Cann&client_id=one").await);
    let id = mine[0]["id"].as_str().unwrap();
    let expected = json!({ "id": id, "clientID": "one", "user_id": "auth0|ann", "audience": "", "scope": ["openid", "email"] });
    assert_eq!(mine, [expected]);
    for (query, count) in [
        ("", 3),
        ("?client_id=one", 2),
        ("?user_id=auth0%7Cann", 2),
        ("?audience=https://api.example.com/", 1),
        ("?user_id=auth0%7Cbob&client_id=two", 0),
        ("?user_id=nobody", 0),
        ("?per_page=2", 2),
        ("?per_page=2&page=1", 1),
        ("?per_page=2&page=9", 0),
    ] {
        assert_eq!(list(api.get(&format!("/grants{query}")).await).len(), count, "{query}");
    }
    let (_, page) = api.get("/grants?client_id=one&per_page=1&page=1&include_totals=true").await;
    assert_eq!((&page["start"], &page["limit"], &page["total"]), (&json!(1), &json!(1), &json!(2)));
    assert_eq!(page["grants"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_withdrawn_grant_ends_the_applications_refresh_tokens_and_no_others() {
    let server = TestServer::start().await;
    let api = server.api(ALL);
    let user = server.user("ann@example.com").await;
    let clients = [server.client(AppType::RegularWeb).await, server.client(AppType::RegularWeb).await];
    server.with_database(&[&clients[0].client, &clients[1].client]).await;
    let mut tokens = Vec::new();
    for client in clients {
        allow(&server, &user.user_id, client.id(), "", &["openid"]).await;
        allow(&server, &user.user_id, client.id(), "https://api.example.com/", &["openid"]).await;
        let code = server.code(&client, &user, "openid offline_access").await;
        let token = server.redeem(&client, &code).await.text_of("refresh_token").to_owned();
        tokens.push((client, token));
    }
    let (first, second) = (&tokens[0], &tokens[1]);
    let withdraw = async |audience: &str| {
        let all = list(api.get(&format!("/grants?client_id={}", first.0.id())).await);
        let grant = all.iter().find(|grant| grant["audience"] == audience).unwrap();
        api.delete(&format!("/grants/{}", grant["id"].as_str().unwrap())).await.0
    };
    assert_eq!(withdraw("https://api.example.com/").await, 204);
    assert_eq!(server.refresh(&first.0, &first.1).await.status, 200, "another API's consent is no reason");
    assert_eq!(withdraw("").await, 204);
    server.refresh(&first.0, &first.1).await.assert_error(403, "invalid_grant");
    assert_eq!(server.refresh(&second.0, &second.1).await.status, 200);
    assert_eq!(list(api.get("/grants").await).len(), 2);
    assert_eq!(api.delete("/grants/nothing").await.0, 204);
}

#[tokio::test]
async fn all_grants_of_a_user_are_withdrawn_together() {
    let server = TestServer::start().await;
    let api = server.api(ALL);
    for client in ["one", "two"] {
        allow(&server, "auth0|ann", client, "", &["openid"]).await;
    }
    allow(&server, "auth0|bob", "one", "", &["openid"]).await;
    for path in ["/grants", "/grants?user_id="] {
        let answer = api.delete(path).await;
        assert_eq!((answer.0, message(&answer).contains("Missing required property: user_id")), (400, true), "{path}");
    }
    assert_eq!(list(api.get("/grants").await).len(), 3);
    assert_eq!(api.delete("/grants?user_id=auth0%7Cann").await.0, 204);
    assert_eq!(api.delete("/grants?user_id=auth0%7Cann").await.0, 204);
    let left = list(api.get("/grants").await);
    assert_eq!((left.len(), &left[0]["user_id"]), (1, &json!("auth0|bob")));
}

#[tokio::test]
async fn what_is_wrong_with_a_request_for_grants_is_named_and_changes_nothing() {
    let server = TestServer::start().await;
    allow(&server, "auth0|ann", "one", "", &["openid"]).await;
    let api = server.api(ALL);
    for (method, path, expected) in [
        ("GET", "/grants?scope=openid", "Additional properties not allowed: scope"),
        ("GET", "/grants?per_page=101", "Value 101 is greater than maximum 100"),
        ("GET", "/grants?page=-1", "less than minimum 0"),
        ("GET", "/grants?page=5000&per_page=100", "Only the first 100000 records"),
        ("GET", "/grants?include_totals=maybe", "Expected type boolean"),
        ("GET", "/grants?user_id=a&user_id=b", "comes more than once"),
        ("DELETE", "/grants?client_id=one", "Additional properties not allowed: client_id"),
        ("DELETE", "/grants/nothing?user_id=auth0%7Cann", "Additional properties not allowed: user_id"),
    ] {
        let answer = api.send(method, path, None).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_query_string")), "{method} {path}");
        assert!(message(&answer).contains(expected), "{}", message(&answer));
    }
    assert_eq!(server.api("delete:grants").get("/grants").await.0, 403);
    assert_eq!(server.api("read:grants").delete("/grants?user_id=auth0%7Cann").await.0, 403);
    assert_eq!(list(api.get("/grants").await).len(), 1);
}
