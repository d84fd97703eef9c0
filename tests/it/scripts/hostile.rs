//! Scripts that were written to do harm, one file for each thing that they attack. Whatever a script does, the next one is healthy.

mod answers;
mod builtins;
mod computing;
mod console;
mod egress;
mod endurance;
mod flow;
mod leaks;
mod pollution;
mod thrown;

use anteroom::contract::Effect;
use anteroom::sandbox::{Failure, Report};

use crate::support::scripts::{Scripts, source};

/// Runs the body of a handler, and a healthy Action after it in the same sandbox.
async fn attack(body: &str) -> Report {
    attack_with(&Scripts::new(), body).await
}

/// The same with what a test has prepared.
async fn attack_with(scripts: &Scripts, body: &str) -> Report {
    let program = scripts.load(source(&handler(body))).await;
    let report = scripts.bench.sandbox.call(scripts.bench.call(&program)).await;
    let healthy = scripts.run("exports.onExecutePostLogin = async (event, api) => { api.access.deny([1, 2].map(String).join()); };").await;
    let expected = Effect::AccessDeny { reason: "1,2".into(), user_message: None, code: None };
    assert_eq!(healthy.outcome, Ok(vec![expected]), "after {body}");
    report
}

fn handler(body: &str) -> String {
    format!("exports.onExecutePostLogin = async (event, api) => {{ {body} }};")
}

/// The message and the frames of what was thrown.
fn thrown(report: &Report) -> (&str, &[String]) {
    match &report.outcome {
        Err(Failure::Threw { message, stack, .. }) => (message, stack),
        other => panic!("it does not throw: {other:?}"),
    }
}

/// The lines that were written by a run that succeeded.
fn lines(report: &Report) -> Vec<&str> {
    assert!(report.outcome.is_ok(), "{report:?}");
    report.console.iter().map(|line| line.message.as_str()).collect()
}
