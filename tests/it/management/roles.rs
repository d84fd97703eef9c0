//! `/api/v2/roles`, and the roles and permissions of users.

use std::collections::BTreeSet;

use anteroom::identity::client::AppType;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::{Api, message};

const ALL: &str = "read:roles create:roles update:roles delete:roles read:users update:users create:users delete:users \
                   update:resource_servers delete:resource_servers create:resource_servers read:logs";
const API: &str = "https://orders.example.com";

async fn role(api: &Api<'_>, name: &str) -> String {
    let (status, made) = api.post("/roles", json!({ "name": name })).await;
    assert_eq!(status, 200, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

fn permissions(names: &[&str]) -> Value {
    let of_api = |name: &&str| json!({ "resource_server_identifier": API, "permission_name": name });
    json!({ "permissions": names.iter().map(of_api).collect::<Vec<_>>() })
}

async fn names(api: &Api<'_>, path: &str, member: &str) -> Vec<String> {
    let (status, list) = api.get(path).await;
    assert_eq!(status, 200, "{list}");
    list.as_array().unwrap().iter().map(|item| item[member].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_role_is_created_read_changed_listed_and_deleted() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let (status, made) = api.post("/roles", json!({ "name": "Clerk", "description": "Takes orders" })).await;
    assert_eq!(status, 200, "{made}");
    let id = made["id"].as_str().unwrap();
    assert!(id.starts_with("rol_") && id.len() == 20, "{id}");
    assert_eq!(made, json!({ "id": id, "name": "Clerk", "description": "Takes orders" }));
    assert_eq!(api.get(&format!("/roles/{id}")).await, (200, made.clone()));

    let again = api.post("/roles", json!({ "name": "Clerk" })).await;
    assert_eq!((again.0, message(&again)), (409, "The role already exists."));
    role(&api, "Admin").await;
    let taken = api.patch(&format!("/roles/{id}"), json!({ "name": "Admin" })).await;
    assert_eq!((taken.0, message(&taken)), (409, "The role already exists."));
    let changed = json!({ "id": id, "name": "Cashier" });
    assert_eq!(api.patch(&format!("/roles/{id}"), json!({ "name": "Cashier", "description": null })).await, (200, changed));

    assert_eq!(names(&api, "/roles", "name").await, ["Admin", "Cashier"]);
    assert_eq!(names(&api, "/roles?name_filter=cash&type=tenant", "name").await, ["Cashier"]);
    let totals = api.get("/roles?include_totals=true&per_page=1&page=1").await.1;
    assert_eq!((&totals["total"], &totals["roles"][0]["name"]), (&json!(2), &json!("Cashier")));

    assert_eq!(api.delete(&format!("/roles/{id}")).await, (200, Value::Null));
    for answer in [
        api.get(&format!("/roles/{id}")).await,
        api.delete(&format!("/roles/{id}")).await,
        api.patch(&format!("/roles/{id}"), json!({ "name": "x" })).await,
        api.get(&format!("/roles/{id}/permissions")).await,
        api.get(&format!("/roles/{id}/users")).await,
        api.post(&format!("/roles/{id}/permissions"), permissions(&[])).await,
        api.send("DELETE", &format!("/roles/{id}/permissions"), Some(permissions(&[]))).await,
    ] {
        assert_eq!(answer, (404, json!({ "statusCode": 404, "error": "Not Found", "message": "The role does not exist." })));
    }
    let event = server.last_log("sapi").await.unwrap();
    assert_eq!(event.description.as_deref(), Some("Delete a role"));
}

#[tokio::test]
async fn what_is_wrong_with_a_role_is_named() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    for (body, words) in [
        (json!({}), "Missing required property: name"),
        (json!({ "name": "" }), "too short"),
        (json!({ "name": "x".repeat(51) }), "too long"),
        (json!({ "name": "<b>" }), "does not match pattern"),
        (json!({ "name": "x", "description": "y".repeat(256) }), "too long"),
        (json!({ "name": "x", "id": "rol_mine" }), "Additional properties not allowed: id"),
        (json!({ "name": "x", "permissions": [] }), "Additional properties not allowed: permissions"),
    ] {
        let answer = api.post("/roles", body).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_body")));
        assert!(message(&answer).contains(words), "{answer:?}");
    }
    for path in ["/roles?type=galaxy", "/roles?colour=blue", "/roles?per_page=101"] {
        assert_eq!(api.get(path).await.1["errorCode"], "invalid_query_string", "{path}");
    }
}

#[tokio::test]
async fn permissions_of_a_role_are_scopes_that_their_api_has() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    server.resource_server(API, &["read:orders", "write:orders"]).await;
    let path = format!("/roles/{}/permissions", role(&api, "Clerk").await);

    assert_eq!(api.post(&path, permissions(&["write:orders", "read:orders"])).await, (201, Value::Null));
    assert_eq!(api.post(&path, permissions(&["read:orders"])).await.0, 201);
    let shown = json!({
        "resource_server_identifier": API, "permission_name": "write:orders", "resource_server_name": API, "description": "",
    });
    assert_eq!(api.get(&path).await.1[0], shown);
    assert_eq!(names(&api, &path, "permission_name").await, ["write:orders", "read:orders"]);
    assert_eq!(api.get(&format!("{path}?include_totals=true&per_page=1")).await.1["total"], 2);

    let unknown = api.post(&path, permissions(&["read:orders", "eat:orders"])).await;
    assert!(unknown.0 == 400 && message(&unknown).contains("does not have the scope eat:orders"), "{unknown:?}");
    let elsewhere = json!({ "permissions": [{ "resource_server_identifier": "https://no.example.com", "permission_name": "x" }] });
    let nowhere = api.post(&path, elsewhere).await;
    assert_eq!((nowhere.0, message(&nowhere)), (404, "The resource server does not exist."));
    assert_eq!(api.post(&path, json!({ "permissions": [{ "permission_name": "x" }] })).await.0, 400);

    assert_eq!(api.send("DELETE", &path, Some(permissions(&["write:orders", "eat:orders"]))).await, (200, Value::Null));
    assert_eq!(names(&api, &path, "permission_name").await, ["read:orders"]);
}

#[tokio::test]
async fn roles_are_given_to_users_from_both_sides_and_taken() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let (clerk, admin) = (role(&api, "Clerk").await, role(&api, "Admin").await);
    let (ada, bob) = (server.user("ada@example.com").await, server.user("bob@example.com").await);
    let path = |user: &anteroom::identity::User| format!("/users/{}/roles", user.user_id.replace('|', "%7C"));

    assert_eq!(api.post(&path(&ada), json!({ "roles": [clerk, admin] })).await, (204, Value::Null));
    assert_eq!(api.post(&format!("/roles/{clerk}/users"), json!({ "users": [bob.user_id, ada.user_id] })).await, (200, Value::Null));
    assert_eq!(names(&api, &path(&ada), "name").await, ["Admin", "Clerk"]);
    assert_eq!(names(&api, &path(&bob), "name").await, ["Clerk"]);
    assert_eq!(api.get(&format!("{}?include_totals=true&per_page=1", path(&ada))).await.1["total"], 2);

    let expected: BTreeSet<String> = [ada.user_id.clone(), bob.user_id.clone()].into();
    let users = format!("/roles/{clerk}/users");
    assert_eq!(names(&api, &users, "user_id").await.into_iter().collect::<BTreeSet<_>>(), expected);
    let first = api.get(&format!("{users}?take=1")).await.1;
    let second = api.get(&format!("{users}?take=1&from={}", first["next"].as_str().unwrap())).await.1;
    assert!(second.get("next").is_none(), "{second}");
    let seen = [&first, &second].map(|page| page["users"][0]["user_id"].as_str().unwrap().to_owned());
    assert_eq!(BTreeSet::from(seen), expected);
    assert_eq!(api.get(&format!("{users}?include_totals=true&page=1&per_page=1")).await.1["total"], 2);
    assert_eq!(api.get(&format!("{users}?page=10&per_page=100")).await.0, 400);

    assert_eq!(api.send("DELETE", &path(&ada), Some(json!({ "roles": [admin] }))).await, (204, Value::Null));
    assert_eq!(names(&api, &path(&ada), "name").await, ["Clerk"]);
}

#[tokio::test]
async fn an_assignment_that_names_somebody_who_is_not_there_gives_nobody_anything() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let clerk = role(&api, "Clerk").await;
    let ada = server.user("ada@example.com").await;
    let path = format!("/users/{}/roles", ada.user_id.replace('|', "%7C"));
    let answer = api.post(&format!("/roles/{clerk}/users"), json!({ "users": [ada.user_id, "auth0|nobody"] })).await;
    assert_eq!((answer.0, message(&answer)), (404, "One or more of the users do not exist."));
    let answer = api.post(&path, json!({ "roles": [clerk, "rol_0000000000000000"] })).await;
    assert_eq!((answer.0, message(&answer)), (404, "One or more of the roles do not exist."));
    assert_eq!(api.get(&path).await, (200, json!([])));
    for method in ["POST", "DELETE"] {
        let nobody = api.send(method, "/users/auth0%7Cnobody/roles", Some(json!({ "roles": [clerk] }))).await;
        assert_eq!((nobody.0, &nobody.1["errorCode"]), (404, &json!("inexistent_user")), "{method}");
    }
    assert_eq!(api.get("/users/auth0%7Cnobody/permissions").await.1["message"], "The user does not exist.");
    assert_eq!(api.post(&path, json!({ "roles": [clerk, clerk] })).await.0, 400);
}

#[tokio::test]
async fn a_user_has_fifty_roles_at_most() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let ada = server.user("ada@example.com").await;
    let path = format!("/users/{}/roles", ada.user_id.replace('|', "%7C"));
    let mut ids = Vec::new();
    for n in 0..51 {
        ids.push(role(&api, &format!("role {n}")).await);
    }
    assert_eq!(api.post(&path, json!({ "roles": ids[..50] })).await.0, 204);
    let full = api.post(&path, json!({ "roles": [ids[50]] })).await;
    assert_eq!((full.0, message(&full)), (400, "No more roles can be assigned to this user."));
    assert_eq!(api.post(&format!("/roles/{}/users", ids[50]), json!({ "users": [ada.user_id] })).await.0, 400);
    assert_eq!(api.get(&format!("{path}?include_totals=true")).await.1["total"], 50);
}

#[tokio::test]
async fn permissions_of_a_user_are_shown_with_their_sources() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    server.resource_server(API, &["read:orders", "write:orders"]).await;
    let ada = server.user("ada@example.com").await;
    let user = format!("/users/{}", ada.user_id.replace('|', "%7C"));
    let path = format!("{user}/permissions");
    let clerk = role(&api, "Clerk").await;
    assert_eq!(api.post(&format!("/roles/{clerk}/permissions"), permissions(&["read:orders", "write:orders"])).await.0, 201);
    assert_eq!(api.post(&format!("{user}/roles"), json!({ "roles": [clerk] })).await.0, 204);
    assert_eq!(api.post(&path, permissions(&["read:orders"])).await, (201, Value::Null));

    let (_, list) = api.get(&path).await;
    let direct = json!({ "source_id": "", "source_name": "", "source_type": "DIRECT" });
    let by_role = json!({ "source_id": clerk, "source_name": "Clerk", "source_type": "ROLE" });
    assert_eq!(list[0]["sources"], json!([direct, by_role]));
    assert_eq!((&list[1]["permission_name"], &list[1]["sources"]), (&json!("write:orders"), &json!([by_role])));

    assert_eq!(api.send("DELETE", &path, Some(permissions(&["read:orders", "write:orders"]))).await, (204, Value::Null));
    assert_eq!(api.get(&path).await.1[0]["sources"], json!([by_role]), "what a role gives is taken from the role");
    assert_eq!(api.post(&path, permissions(&["eat:orders"])).await.0, 400);
}

#[tokio::test]
async fn what_goes_takes_along_what_speaks_of_it() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let orders = server.resource_server(API, &["read:orders", "write:orders"]).await;
    let (ada, bob) = (server.user("ada@example.com").await, server.user("bob@example.com").await);
    let of = |user: &anteroom::identity::User, what: &str| format!("/users/{}/{what}", user.user_id.replace('|', "%7C"));
    let (clerk, admin) = (role(&api, "Clerk").await, role(&api, "Admin").await);
    let all = permissions(&["read:orders", "write:orders"]);
    assert_eq!(api.post(&format!("/roles/{clerk}/permissions"), all.clone()).await.0, 201);
    for user in [&ada, &bob] {
        assert_eq!(api.post(&of(user, "roles"), json!({ "roles": [clerk, admin] })).await.0, 204);
        assert_eq!(api.post(&of(user, "permissions"), all.clone()).await.0, 201);
    }
    let directory = &server.app.directory;

    // A scope goes, and comes back as another's: it is given to nobody.
    let scopes = |names: &[&str]| json!({ "scopes": names.iter().map(|name| json!({ "value": name })).collect::<Vec<_>>() });
    let api_path = format!("/resource-servers/{}", orders.id);
    assert_eq!(api.patch(&api_path, scopes(&["read:orders"])).await.0, 200);
    assert_eq!(api.patch(&api_path, scopes(&["read:orders", "write:orders"])).await.0, 200);
    assert_eq!(names(&api, &format!("/roles/{clerk}/permissions"), "permission_name").await, ["read:orders"]);
    assert_eq!(names(&api, &of(&ada, "permissions"), "permission_name").await, ["read:orders"]);

    // A role goes.
    assert_eq!(api.delete(&format!("/roles/{admin}")).await.0, 200);
    assert_eq!(names(&api, &of(&ada, "roles"), "name").await, ["Clerk"]);
    assert!(directory.entitlements.all().await.unwrap().iter().all(|held| held.roles == [clerk.clone()]));

    // A user goes.
    assert_eq!(api.delete(&format!("/users/{}", bob.user_id.replace('|', "%7C"))).await.0, 204);
    assert_eq!(names(&api, &format!("/roles/{clerk}/users"), "user_id").await, std::slice::from_ref(&ada.user_id));
    assert!(directory.entitlements.get(&bob.user_id).await.unwrap().is_none());

    // The API goes, and another of the same identifier comes.
    assert_eq!(api.delete(&api_path).await.0, 204);
    let mut again = scopes(&["read:orders"]);
    again["identifier"] = json!(API);
    assert_eq!(api.post("/resource-servers", again).await.0, 201);
    assert_eq!(api.get(&format!("/roles/{clerk}/permissions")).await.1, json!([]));
    assert_eq!(api.get(&of(&ada, "permissions")).await.1, json!([]));
    assert!(directory.entitlements.all().await.unwrap().iter().all(|held| held.permissions.is_empty()));
}

#[tokio::test]
async fn what_a_crash_left_behind_comes_alive_for_nobody() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let orders = server.resource_server(API, &["read:orders"]).await;
    let ada = server.user("ada@example.com").await;
    let of = |what: &str| format!("/users/{}/{what}", ada.user_id.replace('|', "%7C"));
    let clerk = role(&api, "Clerk").await;
    for (path, body) in
        [(format!("/roles/{clerk}/permissions"), permissions(&["read:orders"])), (of("permissions"), permissions(&["read:orders"]))]
    {
        assert_eq!(api.post(&path, body).await.0, 201);
    }
    assert_eq!(api.post(&of("roles"), json!({ "roles": [clerk] })).await.0, 204);
    let directory = &server.app.directory;

    // The first commit of each deletion, without what follows it.
    directory.resource_servers.delete(&directory.resource_servers.get(&orders.id).await.unwrap().unwrap()).await.unwrap();
    let again = json!({ "identifier": API, "scopes": [{ "value": "read:orders" }] });
    assert_eq!(api.post("/resource-servers", again).await.0, 201);
    assert_eq!(api.get(&of("permissions")).await.1, json!([]));
    assert_eq!(api.get(&format!("/roles/{clerk}/permissions")).await.1, json!([]));

    directory.users.delete(&directory.users.get(&ada.user_id).await.unwrap().unwrap()).await.unwrap();
    server.clock.advance(std::time::Duration::from_secs(1));
    let mut reborn = ada.clone();
    reborn.created_at = anteroom::clock::Clock::now(server.clock.as_ref());
    directory.users.insert(reborn).await.unwrap();
    assert_eq!(api.get(&of("roles")).await.1, json!([]));
    assert_eq!(api.get(&format!("/roles/{clerk}/users")).await.1, json!([]));
    assert_eq!(api.post(&of("roles"), json!({ "roles": [clerk] })).await.0, 204);
    assert_eq!(names(&api, &of("roles"), "name").await, ["Clerk"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_role_that_is_deleted_while_it_is_given_is_left_with_nobody() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let mut users = Vec::new();
    for n in 0..8 {
        users.push(server.user(&format!("user{n}@example.com")).await.user_id);
    }
    for _ in 0..5 {
        let clerk = role(&api, "Clerk").await;
        let give = users.iter().map(|user| {
            let (path, body) = (format!("/users/{}/roles", user.replace('|', "%7C")), json!({ "roles": [clerk] }));
            let api = server.api(ALL);
            async move { api.post(&path, body).await.0 }
        });
        let path = format!("/roles/{clerk}");
        let (given, gone) = tokio::join!(futures_util::future::join_all(give), api.delete(&path));
        assert_eq!(gone.0, 200);
        assert!(given.iter().all(|status| [204, 404].contains(status)), "{given:?}");
        let left = server.app.directory.entitlements.all().await.unwrap();
        assert!(left.iter().all(|held| held.roles.is_empty()), "{left:?}");
    }
}

#[tokio::test]
async fn roles_are_closed_to_who_lacks_the_scope() {
    let (server, _) = TestServer::first_started().await;
    server.client(AppType::NonInteractive).await;
    let api = server.api("read:clients");
    for (method, path, scopes) in [
        ("GET", "/roles", "read:roles"),
        ("POST", "/roles", "create:roles"),
        ("GET", "/roles/x", "read:roles"),
        ("PATCH", "/roles/x", "update:roles"),
        ("DELETE", "/roles/x", "delete:roles"),
        ("GET", "/roles/x/permissions", "read:roles"),
        ("POST", "/roles/x/permissions", "update:roles"),
        ("DELETE", "/roles/x/permissions", "update:roles"),
        ("GET", "/roles/x/users", "read:users,read:roles,read:role_members"),
        ("POST", "/roles/x/users", "update:roles,create:role_members"),
        ("GET", "/users/x/roles", "read:users,read:roles,read:role_members"),
        ("POST", "/users/x/roles", "update:users,create:role_members"),
        ("DELETE", "/users/x/roles", "update:users,delete:role_members"),
        ("GET", "/users/x/permissions", "read:users"),
        ("POST", "/users/x/permissions", "update:users"),
        ("DELETE", "/users/x/permissions", "update:users"),
    ] {
        let answer = api.send(method, path, (method != "GET").then(|| json!({}))).await;
        assert_eq!(answer.0, 403, "{method} {path}");
        assert_eq!(message(&answer), format!("Insufficient scope, expected any of: {scopes}"), "{method} {path}");
    }
}
