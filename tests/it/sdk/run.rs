//! The examples in the real sandbox: what an author wrote is what the server does.

use std::sync::Arc;
use std::time::Duration;

use anteroom::contract::{Effect, Event};
use anteroom::sandbox::{ConsoleLevel, EgressPolicy, Failure, Report};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::events;
use crate::support::examples::example;
use crate::support::fetching::serve;
use crate::support::guests::Bench;

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
    assert_eq!(report.outcome, Err(Failure::Threw { message: "The Action fails on purpose.".to_owned(), stack: vec![] }));
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
        assert_eq!(outcome, Err(Failure::Threw { message: message.to_owned(), stack: vec![] }), "{mode}");
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
    assert_eq!(report.outcome, Err(Failure::Threw { message: "The Action makes more than 10 requests.".to_owned(), stack: vec![] }));
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
