//! Triggers run their Actions in order, and a failure does to the flow what the binding says. Shown with sign-ups over the wire.

use anteroom::actions::FailurePolicy;
use anteroom::audit::{Execution, ExecutionStatus};
use anteroom::contract::Trigger;
use anteroom::identity::client::AppType;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::guests::Guest;
use crate::support::story::{Bound, DATABASE, PASSWORD};

fn guest(body: &str) -> Vec<u8> {
    Guest::new(body).for_trigger(Trigger::PreUserRegistration).component().to_vec()
}

fn looping() -> Vec<u8> {
    guest("(loop $l (br $l))")
}

fn healthy() -> Vec<u8> {
    guest("(nop)")
}

struct Scene {
    server: TestServer,
    client_id: String,
}

impl Scene {
    async fn new() -> Self {
        let server = TestServer::start().await;
        let client = server.with_client("Shop", AppType::RegularWeb).await;
        server.with_database(&[&client]).await;
        Self { server, client_id: client.client_id }
    }

    async fn bind(&self, name: &str, component: Vec<u8>, on_failure: FailurePolicy) -> String {
        self.server.with_action(Trigger::PreUserRegistration, name, component, Bound { on_failure, ..Bound::default() }).await
    }

    async fn sign_up(&self, email: &str) -> (u16, Value) {
        let body = json!({ "client_id": self.client_id, "connection": DATABASE, "email": email, "password": PASSWORD });
        let response = self.server.http.post(format!("{}/dbconnections/signup", self.server.url)).json(&body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    async fn execution(&self, kind: &str) -> Execution {
        let event = self.server.last_log(kind).await.unwrap();
        let id = event.details["actions"]["executions"][0].as_str().unwrap();
        self.server.app.audit.executions.get(id).await.unwrap().unwrap().value
    }
}

#[tokio::test]
async fn an_action_that_loops_fails_the_sign_up_by_default_and_the_record_says_why() {
    let scene = Scene::new().await;
    scene.bind("loops", looping(), FailurePolicy::Deny).await;
    let (status, answer) = scene.sign_up("ann@example.com").await;
    assert_eq!((status, answer["code"].as_str()), (400, Some("extensibility_error")));
    assert!(!answer.to_string().contains("fuel"), "the person learns nothing of the inside: {answer}");
    assert!(scene.server.app.directory.users.all().await.unwrap().is_empty());

    let record = scene.execution("fs").await;
    assert_eq!(record.status, ExecutionStatus::Canceled);
    let error = record.results[0].error.as_ref().unwrap();
    assert_eq!(error.kind, "out_of_fuel");
    assert!(error.message.contains("200000000 instructions"), "{}", error.message);
    let event = scene.server.last_log("actions_execution_failed").await.unwrap();
    assert_eq!(event.details["error_class"], "action_timeout");
    assert_eq!(event.details["execution_id"], record.id);
}

#[tokio::test]
async fn a_binding_that_skips_failures_lets_the_sign_up_go_on() {
    let scene = Scene::new().await;
    scene.bind("loops", looping(), FailurePolicy::Skip).await;
    scene.bind("healthy", healthy(), FailurePolicy::Deny).await;
    let (status, answer) = scene.sign_up("ann@example.com").await;
    assert_eq!(status, 200, "{answer}");
    let record = scene.execution("ss").await;
    assert_eq!(record.status, ExecutionStatus::Partial);
    let verdicts: Vec<&str> = record.results.iter().map(|r| r.verdict.as_str()).collect();
    assert_eq!(verdicts, ["failed", "allow"]);
}

#[tokio::test]
async fn a_binding_may_fall_back_to_the_version_before() {
    let scene = Scene::new().await;
    let action = scene.bind("changes", healthy(), FailurePolicy::PreviousVersion).await;
    scene.server.with_new_version(&action, looping()).await;
    let (status, answer) = scene.sign_up("ann@example.com").await;
    assert_eq!(status, 200, "{answer}");
    let record = scene.execution("ss").await;
    let runs: Vec<(u64, &str)> = record.results.iter().map(|r| (r.version_number, r.verdict.as_str())).collect();
    assert_eq!(runs, [(2, "failed"), (1, "allow")]);
    assert_eq!(record.status, ExecutionStatus::Partial);
}

#[tokio::test]
async fn when_the_version_before_fails_too_the_flow_fails() {
    let scene = Scene::new().await;
    let action = scene.bind("loops", looping(), FailurePolicy::PreviousVersion).await;
    scene.server.with_new_version(&action, guest("(unreachable)")).await;
    let (status, _) = scene.sign_up("ann@example.com").await;
    assert_eq!(status, 400);
    assert_eq!(scene.execution("fs").await.results.len(), 2);
}

#[tokio::test]
async fn nothing_runs_after_an_action_that_failed_the_flow() {
    let scene = Scene::new().await;
    scene.bind("loops", looping(), FailurePolicy::Deny).await;
    scene.bind("healthy", healthy(), FailurePolicy::Deny).await;
    scene.sign_up("ann@example.com").await;
    assert_eq!(scene.execution("fs").await.results.len(), 1);
}

#[tokio::test]
async fn with_nothing_bound_no_event_is_built_and_no_record_is_kept() {
    let scene = Scene::new().await;
    let pipeline = &scene.server.app.pipeline;
    let run = pipeline.run(Trigger::PostLogin, || panic!("the event was built for nobody")).await.unwrap();
    assert!(run.is_none());
    let (status, _) = scene.sign_up("ann@example.com").await;
    assert_eq!(status, 200);
    assert!(scene.server.app.audit.executions.all().await.unwrap().is_empty());
    let usage = pipeline.sandbox().usage();
    assert_eq!(usage.running, 0);
}

#[tokio::test]
async fn a_deploy_counts_for_the_next_sign_up() {
    let scene = Scene::new().await;
    let action = scene.bind("changes", looping(), FailurePolicy::Deny).await;
    assert_eq!(scene.sign_up("ann@example.com").await.0, 400);
    scene.server.with_new_version(&action, healthy()).await;
    assert_eq!(scene.sign_up("ann@example.com").await.0, 200);
}

#[tokio::test]
async fn many_failing_sign_ups_leave_the_server_healthy() {
    let scene = Scene::new().await;
    scene.bind("crashes", guest("(unreachable)"), FailurePolicy::Deny).await;
    for number in 0..50 {
        assert_eq!(scene.sign_up(&format!("{number}@example.com")).await.0, 400);
    }
    assert_eq!(scene.server.get("/readyz").await.status(), 200);
    assert_eq!(scene.server.app.audit.executions.all().await.unwrap().len(), 50);
}

#[tokio::test]
async fn a_client_that_hangs_up_while_an_action_runs_leaves_its_record() {
    use tokio::io::AsyncWriteExt;
    let scene = Scene::new().await;
    let slow = Guest::new("(drop (call $timer (i32.const 300))) (call $wait (i32.const 64))")
        .for_trigger(Trigger::PreUserRegistration)
        .import("timer", "start", "timer", "(param i32) (result i32)")
        .import("operations", "wait", "wait", "(param i32)");
    scene.bind("waits", slow.component().to_vec(), FailurePolicy::Deny).await;
    let body =
        json!({ "client_id": scene.client_id, "connection": DATABASE, "email": "gone@example.com", "password": PASSWORD }).to_string();
    let head = format!(
        "POST /dbconnections/signup HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let app = &scene.server.app;
    let mut events = app.store.watch(app.audit.events.prefix());
    let mut client = tokio::net::TcpStream::connect(app.config.listen).await.unwrap();
    client.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    while app.sandbox.usage().running == 0 {
        tokio::task::yield_now().await;
    }
    drop(client);
    events.next().await.unwrap();
    let record = scene.execution("ss").await;
    assert_eq!((record.results[0].verdict.as_str(), record.results[0].host_calls[0]["name"].as_str()), ("allow", Some("timer")));
    assert_eq!(scene.sign_up("next@example.com").await.0, 200, "the next one works");
}
