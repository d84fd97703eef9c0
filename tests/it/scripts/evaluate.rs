//! Runs what a test wrote in the engine, with a bundle of packages.

use anteroom::sandbox::{Failure, ScriptSource};

use crate::support::scripts::{Scripts, source};

/// The lines that the body of a post-login Action logs, and how it fails at the end, if it does.
pub async fn evaluate(bundle: &str, body: &str) -> Vec<String> {
    run(bundle, &format!("exports.onExecutePostLogin = async (event, api) => {{\n{body}\n}};")).await
}

/// The same for a whole Action.
pub async fn run(bundle: &str, code: &str) -> Vec<String> {
    let scripts = Scripts::new();
    let source = ScriptSource { bundle: Some(bundle.to_owned()), ..source(code) };
    match scripts.build(source.clone()).await {
        // Shown where a test fails.
        Ok(prepared) => println!("at each call: {:?}", prepared.late),
        Err(error) => return vec![error.to_string()],
    }
    let program = scripts.load(source).await;
    let report = scripts.bench.sandbox.call(scripts.bench.call(&program)).await;
    let mut lines: Vec<String> = report.console.into_iter().map(|line| line.message).collect();
    match report.outcome {
        Ok(_) => {}
        Err(Failure::Threw { message, .. }) => lines.push(format!("threw {message}")),
        Err(failure) => lines.push(failure.to_string()),
    }
    lines
}
