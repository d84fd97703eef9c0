//! What script Actions ask of a login besides its tokens: another user, an earlier end, an end at once, something for the next Action.

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, User};
use serde_json::json;

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

const EMAIL: &str = "ann@example.com";

struct Story {
    server: TestServer,
    client: Client,
    user: User,
    other: User,
}

/// An application and two users.
async fn story() -> Story {
    let server = TestServer::start_for_scripts().await;
    let client = server.with_client("Shop", AppType::Spa).await;
    let connection = server.with_database(&[&client]).await;
    let user = server.with_user(&connection, EMAIL).await;
    let other = server.with_user(&connection, "bob@example.com").await;
    Story { server, client, user, other }
}

impl Story {
    /// Binds Actions with these bodies, in this order, instead of those that were bound.
    async fn run(&self, bodies: &[String]) {
        let api = self.server.api("create:actions update:actions");
        let mut bindings = Vec::new();
        let bound = self.server.app.actions.actions.count(100).await.unwrap();
        for (number, body) in bodies.iter().enumerate() {
            let code = format!("exports.onExecutePostLogin = async (event, api) => {{ {body} }};");
            let triggers = json!([{ "id": "post-login", "version": "v3" }]);
            let given = json!({ "name": format!("A {}", bound + number), "code": code, "supported_triggers": triggers, "deploy": true });
            let (_, action) = api.post("/actions/actions", given).await;
            assert_eq!(action["status"], "built", "{action}");
            bindings.push(json!({ "ref": { "type": "action_id", "value": action["id"] } }));
        }
        let (status, answer) = api.patch("/actions/triggers/post-login/bindings", json!({ "bindings": bindings })).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// What the application gets back from a login.
    async fn log_in(&self, browser: &Browser<'_>) -> std::collections::BTreeMap<String, String> {
        browser.log_in(&authorize(&self.client, &[]), EMAIL, PASSWORD).await.returned()
    }

    /// The error of the last run's last Action.
    async fn failure(&self) -> String {
        let log = self.server.last_log("actions_execution_failed").await.expect("a failure");
        log.details["action_error"]["message"].as_str().unwrap_or_default().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_action_sees_what_one_wrote_to_the_transaction() {
    let story = story().await;
    let first = "api.transaction.setMetadata('risk', 7); api.transaction.setMetadata('gone', null);";
    let second = "api.idToken.setCustomClaim('risk', event.transaction.metadata.risk + 1);";
    story.run(&[first.to_owned(), second.to_owned()]).await;
    assert!(story.log_in(&Browser::new(&story.server)).await.contains_key("code"));
    let code = story.server.app.directory.codes.all().await.unwrap().remove(0).value;
    assert_eq!(json!(code.effects.id_token_claims), json!({ "risk": 8 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tokens_are_for_the_primary_user_who_must_exist() {
    let story = story().await;
    story.server.link(&story.user, &story.other).await;
    story.run(&[format!("api.authentication.setPrimaryUser('{}');", story.other.user_id)]).await;
    assert!(story.log_in(&Browser::new(&story.server)).await.contains_key("code"));
    let code = story.server.app.directory.codes.all().await.unwrap().remove(0).value;
    assert_eq!(code.user_id, story.other.user_id);

    story.run(&["api.authentication.setPrimaryUser('auth0|nobody');".to_owned()]).await;
    let refused = story.log_in(&Browser::new(&story.server)).await;
    assert_eq!(refused["error_description"], "The primary user does not exist or is blocked.");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_brings_the_ends_nearer_and_never_farther() {
    let story = story().await;
    let now = story.server.app.clock.now().as_millisecond();
    let (soon, later) = (now + 120_000, now + 1_000_000_000_000);
    story
        .run(&[format!(
            "api.session.setExpiresAt({soon}); api.session.setIdleExpiresAt({later});
             api.refreshToken.setExpiresAt({soon}); api.refreshToken.setIdleExpiresAt({soon});
             api.authentication.recordMethod('https://mfa.example/');"
        )])
        .await;
    assert!(story.log_in(&Browser::new(&story.server)).await.contains_key("code"));
    let session = story.server.app.directory.sessions.all().await.unwrap().remove(0).value;
    assert_eq!((session.expires_at.as_millisecond(), session.idle_expires_at.as_millisecond()), (soon, soon));
    let methods: Vec<&str> = session.methods.iter().map(|method| method.name.as_str()).collect();
    assert_eq!(methods, ["pwd", "https://mfa.example/"]);
    let code = story.server.app.directory.codes.all().await.unwrap().remove(0).value;
    assert_eq!(code.effects.refresh_token_expires_at.map(|at| at.as_millisecond()), Some(soon));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_session_ends_and_its_login_is_denied() {
    let story = story().await;
    let browser = Browser::new(&story.server);
    assert!(story.log_in(&browser).await.contains_key("code"));
    story.run(&["api.session.revoke('The device was stolen.');".to_owned()]).await;
    let refused = browser.get(&authorize(&story.client, &[])).await.returned();
    assert_eq!((refused["error"].as_str(), refused["error_description"].as_str()), ("access_denied", "The device was stolen."));
    assert!(story.server.app.directory.sessions.all().await.unwrap().is_empty());
    assert_eq!(story.server.last_log("f").await.unwrap().user_id, Some(story.user.user_id.clone()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_should_have_stopped_the_user_is_never_passed_over() {
    for (body, method) in [
        ("api.authentication.challengeWith({ type: 'phone' });", "api.authentication.challengeWith with factors that are not here"),
        ("api.multifactor.enable('duo');", "api.multifactor.enable with the provider duo"),
        ("api.prompt.render('ap_1');", "api.prompt.render"),
    ] {
        let story = story().await;
        story.run(&[body.to_owned()]).await;
        let refused = story.log_in(&Browser::new(&story.server)).await;
        assert_eq!(refused["error"], "access_denied", "{method}");
        assert!(story.failure().await.contains(&format!("{method}, which this server cannot do yet")), "{method}");
    }
}
