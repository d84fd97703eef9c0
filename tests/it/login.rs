//! A login from the first page to the tokens, with real Actions: one that adds claims, and one that misbehaves in every way.

use anteroom::actions::FailurePolicy;
use anteroom::contract::Trigger;
use anteroom::identity::client::AppType;
use anteroom::identity::{Client, User};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::browser::{Browser, VERIFIER, authorize};
use crate::support::examples::example;
use crate::support::fetching::Fetch;
use crate::support::guests::Guest;
use crate::support::story::{Bound, CALLBACK, PASSWORD};

const EMAIL: &str = "ann@example.com";

struct Scene {
    server: TestServer,
    client: Client,
    user: User,
}

impl Scene {
    async fn new() -> Self {
        Self::on(TestServer::start().await).await
    }

    async fn on(server: TestServer) -> Self {
        let client = server.with_client("Shop", AppType::Spa).await;
        let connection = server.with_database(&[&client]).await;
        let user = server.with_user(&connection, EMAIL).await;
        Self { server, client, user }
    }

    /// A login in a new browser; what the application gets back.
    async fn log_in(&self, more: &[(&str, &str)]) -> std::collections::BTreeMap<String, String> {
        Browser::new(&self.server).log_in(&authorize(&self.client, more), EMAIL, PASSWORD).await.returned()
    }

    /// The tokens for a code.
    async fn redeem(&self, code: &str) -> Value {
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", &self.client.client_id),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let answer = self.server.http.post(format!("{}/oauth/token", self.server.url)).form(&form).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    }
}

/// The claims of a token. Its signature is the matter of `token`'s tests.
fn claims(token: &str) -> Value {
    use base64::Engine;
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn claims_of_an_action_are_in_the_tokens_and_the_log_names_its_execution() {
    let scene = Scene::new().await;
    let metadata = json!({ "plan": "gold" });
    let users = &scene.server.app.directory.users;
    users.modify(&scene.user.user_id, |u| u.app_metadata = metadata.as_object().cloned().unwrap()).await.unwrap();
    scene.server.with_action(Trigger::PostLogin, "add-claims", example("add-claims"), Bound::default()).await;
    let back = scene.log_in(&[]).await;
    let tokens = scene.redeem(&back["code"]).await;
    let id_token = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(id_token["https://anteroom.example/plan"], "gold");
    assert_eq!(id_token["https://anteroom.example/roles"], json!([]));
    assert_eq!(id_token["email"], EMAIL);

    let event = scene.server.last_log("s").await.unwrap();
    assert_eq!(event.user_id.as_deref(), Some(scene.user.user_id.as_str()));
    assert_eq!(event.details["stats"]["loginsCount"], 1);
    let execution = event.details["actions"]["executions"][0].as_str().unwrap();
    let record = scene.server.app.audit.executions.get(execution).await.unwrap().unwrap();
    assert_eq!(record.results[0].verdict, "allow");
    assert!(!record.results[0].console.as_array().unwrap().is_empty(), "the Action logs a line");
}

#[tokio::test]
async fn whatever_an_action_does_the_login_ends_and_the_next_one_works() {
    let scene = Scene::new().await;
    // Enough for the memory bomb to reach its limit: touching every page costs fuel too.
    let bound = Bound { limits: Some(json!({ "fuel": 2_000_000_000_u64 })), ..Bound::default() };
    scene.server.with_action(Trigger::PostLogin, "misbehaves", example("misbehaving"), bound).await;
    for (mode, kind) in [
        ("loop", "out_of_fuel"),
        ("memory-bomb", "memory_limit"),
        ("panic", "trap"),
        ("abort", "trap"),
        ("error", "threw"),
        ("huge-claim", "host_quota"),
        ("many-claims", "threw"),
        ("many-scopes", "threw"),
        ("reserved-claim", "threw"),
        ("random-flood", "host_quota"),
    ] {
        let back = scene.log_in(&[("state", mode)]).await;
        assert_eq!(back.get("error").map(String::as_str), Some("access_denied"), "{mode}: {back:?}");
        assert_eq!(back["state"], mode);
        let event = scene.server.last_log("f").await.unwrap();
        let execution = event.details["actions"]["executions"][0].as_str().unwrap();
        let record = scene.server.app.audit.executions.get(execution).await.unwrap().unwrap();
        let error = record.results[0].error.clone().unwrap();
        assert_eq!(error.kind, kind, "{mode}: {}", error.message);
        assert!(error.message.len() < 1200 && error.message.ends_with(['.', ')', '!']), "{mode}: {}", error.message);

        assert!(scene.log_in(&[]).await.contains_key("code"), "the login after {mode}");
        // So many logins at once are an attack to the rate limits.
        scene.server.clock.advance(std::time::Duration::from_secs(600));
    }
}

#[tokio::test]
async fn a_block_or_a_new_password_that_comes_while_an_action_runs_ends_the_login() {
    let scene = Scene::new().await;
    let waits = Guest::new("(drop (call $timer (i32.const 200))) (call $wait (i32.const 64))")
        .import("timer", "start", "timer", "(param i32) (result i32)")
        .import("operations", "wait", "wait", "(param i32)");
    scene.server.with_action(Trigger::PostLogin, "waits", waits.component().to_vec(), Bound::default()).await;
    let app = &scene.server.app;
    let now = app.clock.now();
    let changes: [fn(&mut User, jiff::Timestamp); 2] = [|user, now| user.last_password_reset = Some(now), |user, _| user.blocked = true];
    for change in changes {
        let meanwhile = async {
            while app.sandbox.usage().running == 0 {
                tokio::task::yield_now().await;
            }
            app.directory.users.modify(&scene.user.user_id, |user| change(user, now)).await.unwrap();
        };
        let (back, ()) = tokio::join!(scene.log_in(&[]), meanwhile);
        assert_eq!(back.get("error").map(String::as_str), Some("access_denied"), "{back:?}");
        assert!(app.directory.sessions.all().await.unwrap().is_empty());
        let event = scene.server.last_log("f").await.unwrap();
        assert!(event.description.unwrap().starts_with("The account was changed"));
    }
}

#[tokio::test]
async fn a_flood_of_lines_is_cut_and_the_login_goes_on() {
    let scene = Scene::new().await;
    let limits = Some(json!({ "fuel": 2_000_000_000_u64 }));
    let bound = Bound { limits, ..Bound::default() };
    scene.server.with_action(Trigger::PostLogin, "misbehaves", example("misbehaving"), bound).await;
    let back = scene.log_in(&[("state", "console-flood")]).await;
    assert!(back.contains_key("code"), "{back:?}");
    let event = scene.server.last_log("s").await.unwrap();
    let execution = event.details["actions"]["executions"][0].as_str().unwrap();
    let record = scene.server.app.audit.executions.get(execution).await.unwrap().unwrap();
    assert!(record.results[0].console_truncated);
    assert!(record.results[0].console.as_array().unwrap().len() <= 256);
}

#[tokio::test]
async fn a_secret_that_an_action_logs_is_redacted_in_the_record() {
    let scene = Scene::new().await;
    let bound = Bound { secrets: &[("API_KEY", "sk-very-secret-value-123")], ..Bound::default() };
    scene.server.with_action(Trigger::PostLogin, "misbehaves", example("misbehaving"), bound).await;
    scene.log_in(&[("state", "secret-leak")]).await;
    let records = scene.server.app.audit.executions.all().await.unwrap();
    let text = serde_json::to_string(&records[0].value).unwrap();
    assert!(text.contains("API_KEY=***"), "{text}");
    assert!(!text.contains("sk-very-secret"), "{text}");
}

#[tokio::test]
async fn where_public_hosts_are_closed_an_action_without_hosts_of_its_own_calls_nobody() {
    let scene = Scene::on(TestServer::start_configured(|config| config.sandbox.public_egress = false).await).await;
    let calls = Fetch::get("https://example.com/").guest().component().to_vec();
    scene.server.with_action(Trigger::PostLogin, "calls", calls, Bound::default()).await;
    assert!(scene.log_in(&[]).await.contains_key("code"));
    let record = scene.server.app.audit.executions.all().await.unwrap().remove(0);
    assert_eq!(record.results[0].console[0]["message"], "This Action may not make requests to other servers.");
}

#[tokio::test]
async fn an_action_that_fails_may_be_skipped() {
    let scene = Scene::new().await;
    let bound = || Bound { on_failure: FailurePolicy::Skip, ..Bound::default() };
    scene.server.with_action(Trigger::PostLogin, "misbehaves", example("misbehaving"), bound()).await;
    scene.server.with_action(Trigger::PostLogin, "add-claims", example("add-claims"), bound()).await;
    let back = scene.log_in(&[("state", "loop")]).await;
    let tokens = scene.redeem(&back["code"]).await;
    assert!(claims(tokens["id_token"].as_str().unwrap()).get("https://anteroom.example/roles").is_some());
}

#[tokio::test]
async fn a_password_of_a_megabyte_is_refused_and_costs_no_hash() {
    let scene = Scene::new().await;
    let browser = Browser::new(&scene.server);
    let (path, page) = browser.begin(&authorize(&scene.client, &[])).await;
    let huge = "x".repeat(1 << 20);
    let csrf = page.field("csrf");
    let answer = browser.post(&path, &[("csrf", &csrf), ("username", EMAIL), ("password", &huge)]).await;
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    assert!(scene.log_in(&[]).await.contains_key("code"));
}
