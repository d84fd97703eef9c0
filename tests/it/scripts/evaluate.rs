//! Runs what a test wrote in the engine, with a bundle of packages.

use anteroom::sandbox::{Failure, ScriptSource};

use crate::support::scripts::{Scripts, source};

/// The lines that the body of a post-login Action logs, and what it throws at the end, if it does.
pub async fn evaluate(bundle: &str, body: &str) -> Vec<String> {
    let scripts = Scripts::new();
    let code = format!("exports.onExecutePostLogin = async (event, api) => {{\n{body}\n}};");
    let program = scripts.load(ScriptSource { bundle: Some(bundle.to_owned()), ..source(&code) }).await;
    let report = scripts.bench.sandbox.call(scripts.bench.call(&program)).await;
    let mut lines: Vec<String> = report.console.into_iter().map(|line| line.message).collect();
    match report.outcome {
        Ok(_) => {}
        Err(Failure::Threw { message, .. }) => lines.push(format!("threw {message}")),
        Err(failure) => panic!("{failure}"),
    }
    lines
}
