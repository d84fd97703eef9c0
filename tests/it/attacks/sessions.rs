//! Session fixation: a session that somebody else knows is never the one that a login, a sign-up or a consent ends with.

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection};

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

const SESSION: &str = "anteroom_session";
const VICTIM: &str = "victim@example.com";
const ATTACKER: &str = "attacker@example.com";

struct Story {
    server: TestServer,
    client: Client,
    third_party: Client,
}

impl Story {
    async fn begin() -> Self {
        let server = TestServer::start().await;
        let client = server.with_client("App", AppType::RegularWeb).await;
        let third_party = server.with_client("Stranger", AppType::Spa).await;
        let connection = server.with_database(&[&client]).await;
        let directory = &server.app.directory;
        directory.clients.modify(&third_party.client_id, |client| client.is_first_party = false).await.unwrap().unwrap();
        let domain = |connection: &mut Connection| connection.is_domain_connection = true;
        directory.connections.modify(&connection.id, domain).await.unwrap().unwrap();
        for email in [VICTIM, ATTACKER] {
            server.with_user(&connection, email).await;
        }
        Self { server, client, third_party }
    }

    /// The victim comes in by one of the ways; the browser has a session then.
    async fn come_in(&self, way: &str, browser: &Browser<'_>) {
        let login = authorize(&self.client, &[("prompt", "login")]);
        match way {
            "login" => drop(browser.log_in(&login, VICTIM, PASSWORD).await.returned()),
            "signup" => {
                let path = browser.begin(&login).await.0.replace("/u/login", "/u/signup");
                let page = browser.get(&path).await;
                let email = format!("new-{}@example.com", self.server.app.directory.users.all().await.unwrap().len());
                let answer = browser.submit(&path, &page, &[("email", &email), ("password", PASSWORD)]).await;
                assert!(answer.returned().contains_key("code"));
            }
            _ => {
                let asked = authorize(&self.third_party, &[("prompt", "login consent")]);
                let answer = browser.log_in(&asked, VICTIM, PASSWORD).await;
                let path = answer.location().to_owned();
                let page = browser.get(&path).await;
                assert!(browser.submit(&path, &page, &[("action", "accept")]).await.returned().contains_key("code"));
            }
        }
    }

    /// Whose session the browser has, by the claims of a silent login; nobody's if there is none.
    async fn whose(&self, browser: &Browser<'_>) -> Option<String> {
        let answer = browser.get(&authorize(&self.client, &[("prompt", "none")])).await.returned();
        let tokens = self.server.redeem_code(&self.client, answer.get("code")?).await;
        let claims = crate::token::verified(&self.server, tokens.text_of("id_token"), &self.client.client_id).await;
        Some(claims["email"].as_str().unwrap().to_owned())
    }
}

#[tokio::test]
async fn a_session_that_was_planted_or_is_the_attackers_own_never_becomes_the_victims() {
    let story = Story::begin().await;
    for way in ["login", "signup", "consent"] {
        story.server.clock.advance(std::time::Duration::from_secs(3_600));
        let attacker = Browser::new(&story.server);
        attacker.log_in(&authorize(&story.client, &[]), ATTACKER, PASSWORD).await.returned();
        assert_eq!(story.whose(&attacker).await.as_deref(), Some(ATTACKER));
        for planted in ["A".repeat(43), attacker.cookie(SESSION).unwrap()] {
            let victim = Browser::new(&story.server);
            victim.plant(SESSION, &planted);
            story.come_in(way, &victim).await;
            let own = victim.cookie(SESSION).unwrap();
            assert_ne!(own, planted, "{way}");
            let whose = story.whose(&victim).await.expect("a session");
            assert_ne!(whose, ATTACKER, "{way}");
            let thief = Browser::new(&story.server);
            thief.plant(SESSION, &planted);
            assert_eq!(story.whose(&thief).await, None, "{way}: what was known before is nobody's");
        }
        assert_eq!(story.whose(&attacker).await, None, "{way}: another user has come to its place");
    }
}

#[tokio::test]
async fn a_login_that_fails_or_is_left_makes_no_session_and_names_none() {
    let story = Story::begin().await;
    let browser = Browser::new(&story.server);
    browser.plant(SESSION, &"A".repeat(43));
    let (path, page) = browser.begin(&authorize(&story.client, &[])).await;
    assert_eq!(browser.submit(&path, &page, &[("username", VICTIM), ("password", "wrong")]).await.status, 400);
    assert!(story.server.app.directory.sessions.all().await.unwrap().is_empty());
    assert_eq!(story.whose(&browser).await, None);
}
