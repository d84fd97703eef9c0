//! Passwords beyond all measure, at every door that takes one: refused before they cost anything.

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Tenant};
use serde_json::json;

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::clients::CALLBACK;
use crate::support::smtp::link;
use crate::support::story::DATABASE;

const REALM: &str = "http://auth0.com/oauth/grant-type/password-realm";

#[tokio::test]
async fn a_password_that_is_too_long_is_refused_at_every_door_and_costs_no_hash() {
    let server = TestServer::start().await;
    let grants = |client: &mut Client| client.grant_types.extend(["password".to_owned(), REALM.to_owned()]);
    let client = server.client_with(AppType::RegularWeb, grants).await;
    let connection = server.with_database(&[&client.client]).await;
    let directory = |tenant: &mut Tenant| tenant.default_directory = Some(DATABASE.to_owned());
    server.app.directory.tenants.modify("main", directory).await.unwrap();
    let user = server.with_user(&connection, "ann@example.com").await;
    let browser = Browser::new(&server);
    let (login, page) = browser.begin(&authorize(&client.client, &[("redirect_uri", CALLBACK)])).await;
    let signup = login.replace("/u/login", "/u/signup");
    let api = server.api("create:user_tickets create:users update:users");
    let (_, made) = api.post("/tickets/password-change", json!({ "user_id": user.user_id })).await;
    let reset = link(made["ticket"].as_str().unwrap());
    let reset_page = browser.get(&reset).await;
    let kept = async || server.app.directory.users.all().await.unwrap().into_iter().map(|user| user.value).collect::<Vec<_>>();
    let before = (server.app.passwords.computed(), kept().await);
    // One byte more than is taken, what grows beyond it in NFC, as much as a body holds, and a megabyte.
    for long in [format!("aA1!{}", "x".repeat(1_021)), "\u{958}".repeat(300), format!("aA1!{}", "x".repeat(100_000)), "x".repeat(1 << 20)] {
        let long = long.as_str();
        let expected = |status: u16| if long.len() > 250_000 { 413 } else { status };
        let length = long.len();
        let answer = browser.submit(&login, &page, &[("username", "ann@example.com"), ("password", long)]).await;
        assert_eq!(answer.status, expected(400), "login {length}");
        let answer = browser.submit(&signup, &page, &[("email", "new@example.com"), ("password", long)]).await;
        assert_eq!(answer.status, expected(400), "signup {length}");
        let answer = browser.submit(&reset, &reset_page, &[("password", long), ("password-again", long)]).await;
        assert_eq!(answer.status, expected(400), "reset {length}");
        let form = [("grant_type", "password"), ("username", "ann@example.com"), ("password", long)];
        assert_eq!(server.token(&client, &form).await.status, expected(403), "grant {length}");
        let form = [("grant_type", REALM), ("realm", DATABASE), ("username", "ann@example.com"), ("password", long)];
        assert_eq!(server.token(&client, &form).await.status, expected(403), "realm {length}");
        let body = json!({ "client_id": client.id(), "connection": DATABASE, "email": "new@example.com", "password": long });
        let answer = server.http.post(format!("{}/dbconnections/signup", server.url)).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), expected(400), "dbconnections {length}");
        let body = json!({ "connection": DATABASE, "email": "new@example.com", "password": long });
        assert_eq!(api.post("/users", body).await.0, expected(400), "users {length}");
        let path = format!("/users/{}", user.user_id.replace('|', "%7C"));
        assert_eq!(api.patch(&path, json!({ "password": long })).await.0, expected(400), "user {length}");
        server.clock.advance(std::time::Duration::from_secs(600));
    }
    assert_eq!((server.app.passwords.computed(), kept().await), before);
}
