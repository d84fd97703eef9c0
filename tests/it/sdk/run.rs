//! The examples in the real sandbox: what an author wrote is what the server does.

use std::sync::Arc;
use std::time::Duration;

use anteroom::contract::{Effect, Event, Trigger};
use anteroom::sandbox::{ConsoleLevel, EgressPolicy, Failure, Report};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::events;
use crate::support::examples::example;
use crate::support::fetching::serve;
use crate::support::guests::{self, Bench};

/// Uploads an example and calls it once.
async fn run(bench: &Bench, name: &str, event: Event) -> Report {
    let prepared = bench.sandbox.prepare(example(name).into(), event.trigger()).await.expect("the example is accepted");
    let component = example(name).into();
    let program = bench.sandbox.load(&prepared.sha256, event.trigger(), async { Ok(component) }).await.expect("the example loads");
    let mut call = bench.call(&program);
    call.event = Arc::new(event);
    bench.sandbox.call(call).await
}

fn registration(app: Option<&str>) -> Event {
    let mut event = events::pre_user_registration();
    event.client = event.client.zip(app).map(|(client, name)| anteroom::contract::common::Client { name: name.to_owned(), ..client });
    Event::PreUserRegistration(Box::new(event))
}

fn misbehave(mode: &str) -> Event {
    let mut event = events::post_login();
    event.client.metadata.insert("misbehave".to_owned(), json!(mode));
    Event::PostLogin(Box::new(event))
}

#[tokio::test]
async fn restrict_registration_denies_every_application_but_those_allowed() {
    let mut bench = Bench::new();
    let denied = |reason: &str| {
        vec![Effect::AccessDeny {
            reason: reason.to_owned(),
            user_message: Some("User Registration is not allowed at this time.".to_owned()),
            code: None,
        }]
    };
    let name = "restrict-registration";
    assert_eq!(run(&bench, name, registration(Some("Registration App"))).await.outcome, Ok(vec![]));
    let report = run(&bench, name, registration(Some("Login Only App"))).await;
    assert_eq!(report.outcome, Ok(denied("Registration through the application \"Login Only App\" is not allowed.")));
    assert_eq!(report.console[0].level, ConsoleLevel::Warn);
    assert_eq!(run(&bench, name, registration(None)).await.outcome, Ok(denied("Registration without an application is not allowed.")));
    bench.secrets.insert("ALLOWED_APPS".to_owned(), Zeroizing::new("Login Only App".to_owned()));
    assert_eq!(run(&bench, name, registration(Some("Login Only App"))).await.outcome, Ok(vec![]));
}

#[tokio::test]
async fn add_claims_asks_for_its_claims_and_logs_a_line() {
    let mut event = events::post_login();
    event.user.app_metadata.insert("plan".to_owned(), json!("gold"));
    let report = run(&Bench::new(), "add-claims", Event::PostLogin(Box::new(event))).await;
    let (roles, plan) = ("https://anteroom.example/roles".to_owned(), "https://anteroom.example/plan".to_owned());
    let value = json!(["admin", "editor"]);
    assert_eq!(
        report.outcome,
        Ok(vec![
            Effect::IdTokenClaim { name: roles.clone(), value: value.clone() },
            Effect::AccessTokenClaim { name: roles, value },
            Effect::IdTokenClaim { name: plan, value: json!("gold") },
        ])
    );
    assert_eq!(report.console[0].message, "auth0|1 logs in through Client Name with 2 roles");
}

fn exchange(metadata: Value, requested: &[&str]) -> Event {
    let Event::CredentialsExchange(mut event) = guests::event(Trigger::CredentialsExchange) else { unreachable!("an exchange") };
    event.client.metadata = metadata.as_object().expect("an object").clone();
    event.transaction.requested_scopes = requested.iter().map(|scope| (*scope).to_owned()).collect();
    event.transaction.target_scopes = vec!["read:things".to_owned(), "write:things".to_owned()];
    Event::CredentialsExchange(event)
}

#[tokio::test]
async fn machine_scopes_grants_what_the_metadata_name_and_denies_more() {
    let bench = Bench::new();
    let metadata = json!({ "scopes": "read:things", "partner": "acme" });
    assert_eq!(
        run(&bench, "machine-scopes", exchange(metadata.clone(), &[])).await.outcome,
        Ok(vec![
            Effect::SetTargetScopes { scopes: vec!["read:things".to_owned()] },
            Effect::AccessTokenClaim { name: "https://anteroom.example/partner".to_owned(), value: json!("acme") },
        ])
    );
    assert_eq!(
        run(&bench, "machine-scopes", exchange(metadata, &["read:things", "write:things"])).await.outcome,
        Ok(vec![Effect::AccessDeny {
            reason: "Login Only App may not have write:things".to_owned(),
            user_message: None,
            code: Some("invalid_scope".to_owned()),
        }])
    );
}

#[tokio::test]
async fn registration_webhook_tells_another_server_of_the_user() {
    let (heard, mut requests) = tokio::sync::mpsc::unbounded_channel();
    let server = serve(move |request| {
        heard.send(request.to_owned()).expect("the test listens");
        b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec()
    })
    .await;
    let mut bench = Bench::with(|options| options.egress.private_exceptions = vec![[127, 0, 0, 1].into()]);
    bench.egress = EgressPolicy::Hosts(vec![format!("http://{server}")]);
    bench.secrets.insert("WEBHOOK_URL".to_owned(), Zeroizing::new(format!("http://{server}/users")));
    bench.secrets.insert("WEBHOOK_TOKEN".to_owned(), Zeroizing::new("t0ken".to_owned()));
    let report = run(&bench, "registration-webhook", guests::event(Trigger::PostUserRegistration)).await;
    assert_eq!((report.outcome, report.console[0].message.as_str()), (Ok(vec![]), "the webhook answers 202"));
    let request = requests.recv().await.expect("a request");
    assert!(request.starts_with("POST /users HTTP/1.1\r\n"), "{request}");
    let (head, body) = request.split_once("\r\n\r\n").expect("a head and a body");
    for field in ["authorization: Bearer t0ken", "idempotency-key: auth0|0123456789abcdef01234567", "content-type: application/json"] {
        assert!(head.lines().any(|line| line == field), "{field} in {head}");
    }
    let body: Value = serde_json::from_str(body).expect("JSON");
    let user = json!({ "user_id": "auth0|0123456789abcdef01234567", "email": "ada@example.com", "created_at": "2026-01-02T03:04:05.678Z" });
    let connection = "Username-Password-Authentication";
    assert_eq!(body, json!({ "type": "user.registered", "user": user, "connection": connection }));
}

#[tokio::test]
async fn every_field_of_the_event_reaches_a_rust_action() {
    let event = misbehave("echo");
    let Event::PostLogin(sent) = &event else { unreachable!("a login") };
    let sent = serde_json::to_value(sent).expect("JSON");
    let report = run(&Bench::new(), "misbehaving", event).await;
    assert_eq!(report.outcome, Ok(vec![]));
    let told: Value = serde_json::from_str(&report.console[0].message).expect("the echo is JSON");
    assert_eq!(told, sent);
}

#[tokio::test]
async fn a_panic_is_read_in_the_console_before_the_trap() {
    let report = run(&Bench::new(), "misbehaving", misbehave("panic")).await;
    assert!(matches!(report.outcome, Err(Failure::Trap { .. })), "{:?}", report.outcome);
    assert_eq!(report.console[0].level, ConsoleLevel::Error);
    assert!(report.console[0].message.contains("The Action panics on purpose."), "{:?}", report.console);
    assert!(report.console[0].message.contains("src/modes.rs"), "{:?}", report.console);
}

#[tokio::test]
async fn an_error_is_the_message_of_the_failure() {
    let report = run(&Bench::new(), "misbehaving", misbehave("error")).await;
    assert_eq!(report.outcome, Err(Failure::Threw { name: None, message: "The Action fails on purpose.".to_owned(), stack: vec![] }));
}

#[tokio::test]
async fn the_modes_without_end_meet_their_limits() {
    let bench = Bench::new();
    let outcome = async |mode: &str| run(&bench, "misbehaving", misbehave(mode)).await.outcome.expect_err("a limit");
    assert!(matches!(outcome("loop").await, Failure::OutOfFuel { .. }));
    assert!(matches!(outcome("memory-bomb").await, Failure::MemoryLimit { .. }));
    let recursion = outcome("recurse").await;
    assert!(matches!(recursion, Failure::StackOverflow | Failure::Trap { .. }), "{recursion:?}");
    assert!(matches!(outcome("abort").await, Failure::Trap { .. }));
    assert!(matches!(outcome("random-flood").await, Failure::HostQuota { .. }));
    let mut bench = bench;
    bench.time_left = Duration::from_millis(40);
    let report = run(&bench, "misbehaving", misbehave("sleep")).await;
    assert!(matches!(report.outcome, Err(Failure::Deadline { .. })), "{:?}", report.outcome);
}

/// The sentences are those that the example's own tests find in the test harness.
#[tokio::test]
async fn the_server_refuses_in_the_words_of_the_test_harness() {
    let bench = Bench::new();
    let too_large = "What the Action asks for is larger than 65536 bytes.";
    for (mode, message) in [
        ("many-claims", too_large),
        ("many-scopes", "Too many scopes were added."),
        ("reserved-claim", "The \"scope\" claim cannot be set."),
        ("cache-flood", "The cache of the trigger is full."),
    ] {
        let outcome = run(&bench, "misbehaving", misbehave(mode)).await.outcome;
        assert_eq!(outcome, Err(Failure::Threw { name: None, message: message.to_owned(), stack: vec![] }), "{mode}");
    }
}

#[tokio::test]
async fn requests_of_a_rust_action_are_answered_until_they_are_too_many() {
    let server = serve(|_| b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_vec()).await;
    let mut bench = Bench::with(|options| options.egress.private_exceptions = vec![[127, 0, 0, 1].into()]);
    bench.egress = EgressPolicy::Hosts(vec![format!("http://{server}")]);
    bench.secrets.insert("SLOW_URL".to_owned(), Zeroizing::new(format!("http://{server}/")));
    let report = run(&bench, "misbehaving", misbehave("slow-http")).await;
    assert_eq!((report.outcome, report.console[0].message.as_str()), (Ok(vec![]), "204"));
    let report = run(&bench, "misbehaving", misbehave("many-http")).await;
    assert_eq!(
        report.outcome,
        Err(Failure::Threw { name: None, message: "The Action makes more than 10 requests.".to_owned(), stack: vec![] })
    );
    let lines: Vec<&str> = report.console.iter().map(|line| line.message.as_str()).collect();
    assert_eq!(lines, ["Ok(204)"; 10]);
}

#[tokio::test]
async fn a_secret_in_the_console_is_redacted() {
    let mut bench = Bench::new();
    bench.secrets.insert("TOKEN".to_owned(), Zeroizing::new("s3cr3t-value".to_owned()));
    let report = run(&bench, "misbehaving", misbehave("secret-leak")).await;
    assert_eq!(report.outcome, Ok(vec![]));
    assert!(!report.console[0].message.contains("s3cr3t-value"), "{:?}", report.console);
}
