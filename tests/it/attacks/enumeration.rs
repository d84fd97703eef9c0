//! Who has an account is not told by the work that an answer costs: a password hash takes more time than all the rest together, so each
//! of those who must not be told apart costs as many of them.

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection, Tenant, User};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::clients::{Answer, TestClient};
use crate::support::story::{DATABASE, PASSWORD};

/// What stands for the identifier in answers that are compared.
const SOMEBODY: &str = "somebody";
/// The accounts, and one that does not exist.
const EVERYBODY: [&str; 5] = ["ann@example.com", "blocked@example.com", "without@example.com", "broken@example.com", "nobody@example.com"];

/// A server with accounts of every kind.
struct Story {
    server: TestServer,
    client: TestClient,
    connection: Connection,
}

impl Story {
    async fn begin() -> Self {
        let server = TestServer::start().await;
        let grant = |client: &mut Client| client.grant_types.push("password".to_owned());
        let client = server.client_with(AppType::RegularWeb, grant).await;
        let connection = server.with_database(&[&client.client]).await;
        let directory = |tenant: &mut Tenant| tenant.default_directory = Some(DATABASE.to_owned());
        server.app.directory.tenants.modify("main", directory).await.unwrap();
        let changes: [fn(&mut User); 4] = [
            |_| {},
            |user| user.blocked = true,
            |user| user.password_hash = None,
            |user| user.password_hash = Some("not a hash".to_owned()),
        ];
        for (email, change) in EVERYBODY.into_iter().zip(changes) {
            let user = server.with_user(&connection, email).await;
            server.app.directory.users.modify(&user.user_id, change).await.unwrap();
        }
        Self { server, client, connection }
    }

    /// The answer, without the identifier and what is random in it, and the hashes that it cost.
    async fn cost(&self, answered: impl Future<Output = (u16, String)>, identifier: &str) -> (u64, u16, String) {
        let before = self.server.app.passwords.computed();
        let (status, body) = answered.await;
        (self.server.app.passwords.computed() - before, status, body.replace(identifier, SOMEBODY))
    }

    /// `/u/login` in a new browser.
    async fn page(&self, identifier: &str, password: &str) -> (u16, String) {
        let browser = Browser::new(&self.server);
        let request = authorize(&self.client.client, &[("redirect_uri", &self.client.client.callbacks[0])]);
        let (path, page) = browser.begin(&request).await;
        let answer = browser.submit(&path, &page, &[("username", identifier), ("password", password)]).await;
        let state = path.split_once("state=").unwrap().1;
        (answer.status, answer.body.replace(state, "").replace(&page.field("csrf"), ""))
    }

    async fn grant(&self, identifier: &str, password: &str) -> (u16, String) {
        let form = [("grant_type", "password"), ("username", identifier), ("password", password), ("scope", "openid")];
        let Answer { status, text, .. } = self.server.token(&self.client, &form).await;
        (status, text)
    }

    async fn post(&self, path: &str, body: Value) -> (u16, String) {
        let answer = self.server.http.post(format!("{}{path}", self.server.url)).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}

#[tokio::test]
async fn a_wrong_password_costs_one_hash_and_has_one_answer_whoever_it_is_for() {
    let story = Story::begin().await;
    for (endpoint, status) in [("page", 400), ("grant", 403)] {
        let mut told = Vec::new();
        for identifier in EVERYBODY.into_iter().chain(["no-name", "nobody@nowhere.example", "ann@EXAMPLE.com"]) {
            let answered = async {
                match endpoint {
                    "page" => story.page(identifier, "wrong").await,
                    _ => story.grant(identifier, "wrong").await,
                }
            };
            told.push(story.cost(answered, identifier).await);
        }
        assert_eq!((told[0].0, told[0].1), (1, status), "{endpoint}: {}", told[0].2);
        for (other, identifier) in told[1..].iter().zip(&EVERYBODY[1..]) {
            assert_eq!(other, &told[0], "{endpoint} {identifier}");
        }
        assert!(told.iter().all(|one| one == &told[0]), "{endpoint}: {told:?}");
    }
}

#[tokio::test]
async fn the_right_password_costs_one_hash_as_well_and_tells_its_owner_alone_of_a_block() {
    let story = Story::begin().await;
    for (identifier, page, grant) in [("ann@example.com", 302, 200), ("blocked@example.com", 302, 401)] {
        let (hashes, status, _) = story.cost(story.page(identifier, PASSWORD), identifier).await;
        assert_eq!((hashes, status), (1, page), "{identifier}");
        let (hashes, status, _) = story.cost(story.grant(identifier, PASSWORD), identifier).await;
        assert_eq!((hashes, status), (1, grant), "{identifier}");
    }
    // Who has no password, or one that cannot be read, has no right one.
    for identifier in ["without@example.com", "broken@example.com"] {
        for password in [PASSWORD, "not a hash", "", " "] {
            let (hashes, status, _) = story.cost(story.grant(identifier, password), identifier).await;
            assert!(status != 200 && hashes == u64::from(!password.is_empty()), "{identifier} {password:?} {status} {hashes}");
        }
    }
}

#[tokio::test]
async fn who_is_held_back_costs_nothing_whoever_it_is() {
    let story = Story::begin().await;
    for identifier in EVERYBODY {
        for _ in 0..10 {
            story.grant(identifier, "wrong").await;
        }
        let (hashes, status, _) = story.cost(story.grant(identifier, PASSWORD), identifier).await;
        assert_eq!((hashes, status), (0, 429), "{identifier}");
        let (hashes, status, _) = story.cost(story.page(identifier, PASSWORD), identifier).await;
        assert_eq!((hashes, status), (0, 429), "{identifier}");
    }
}

#[tokio::test]
async fn a_sign_up_costs_one_hash_whether_or_not_the_address_is_taken() {
    let story = Story::begin().await;
    let id = story.client.id();
    let body = |email: &str, password: &str| json!({ "client_id": id, "connection": DATABASE, "email": email, "password": password });
    let mut refused = Vec::new();
    for taken in &EVERYBODY[..4] {
        refused.push(story.cost(story.post("/dbconnections/signup", body(taken, PASSWORD)), taken).await);
    }
    assert_eq!((refused[0].0, refused[0].1), (1, 400), "{}", refused[0].2);
    assert!(refused.iter().all(|one| one == &refused[0]), "{refused:?}");
    assert_eq!(story.cost(story.post("/dbconnections/signup", body("new@example.com", PASSWORD)), "").await.0, 1);
    // What is refused for itself is refused before anybody is looked for.
    for email in ["ann@example.com", "another@example.com"] {
        let weak = story.cost(story.post("/dbconnections/signup", body(email, "weak")), email).await;
        assert_eq!((weak.0, weak.1), (0, 400), "{email}");
        let long = story.cost(story.post("/dbconnections/signup", body(email, &"aA1!".repeat(300))), email).await;
        assert_eq!((long.0, long.1), (0, 400), "{email}");
    }
    // The page is the same door.
    let mut costs = Vec::new();
    for email in ["ann@example.com", "blocked@example.com", "third@example.com"] {
        let answered = async {
            let browser = Browser::new(&story.server);
            let request =
                authorize(&story.client.client, &[("screen_hint", "signup"), ("redirect_uri", &story.client.client.callbacks[0])]);
            let (path, page) = browser.begin(&request).await;
            let answer = browser.submit(&path, &page, &[("email", email), ("password", PASSWORD)]).await;
            (answer.status, String::new())
        };
        let (hashes, status, _) = story.cost(answered, email).await;
        costs.push((hashes, status));
    }
    assert_eq!(costs, [(1, 400), (1, 400), (1, 302)]);
}

#[tokio::test]
async fn who_forgot_a_password_costs_no_hash_and_has_one_answer() {
    let story = Story::begin().await;
    let mut told = Vec::new();
    for email in EVERYBODY {
        let body = json!({ "client_id": story.client.id(), "connection": DATABASE, "email": email });
        told.push(story.cost(story.post("/dbconnections/change_password", body), email).await);
    }
    assert_eq!((told[0].0, told[0].1), (0, 200), "{}", told[0].2);
    assert!(told.iter().all(|one| one == &told[0]), "{told:?}");
    assert!(story.connection.is_database());
}
