//! Waiting for the server's build of a draft.

use std::time::{Duration, Instant};

use anyhow::bail;
use serde_json::Value;

use crate::cli::actions::excerpt::excerpt;
use crate::cli::actions::file::{ActionFile, Program};
use crate::cli::api::{Api, progress, text};
use crate::scripts::source::Language;

/// How long a build may take: the server compiles one component at a time, each within a minute.
const PATIENCE: Duration = Duration::from_secs(180);
const POLL: Duration = Duration::from_millis(250);

/// Waits until the draft is built.
///
/// # Errors
/// The build failed: in the server's words, about the author's file.
pub async fn until_built(api: &Api, id: &str, file: &ActionFile) -> anyhow::Result<()> {
    progress("waiting for the build");
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let action = api.get(&format!("actions/actions/{id}"), &[]).await?;
        match text(&action, "status")? {
            "built" => return Ok(()),
            "failed" => {
                let why = action.pointer("/errors/0/msg").and_then(Value::as_str).unwrap_or("no reason was given");
                bail!("the build failed: {}", of_file(why, file));
            }
            _ => tokio::time::sleep(POLL).await,
        }
    }
    bail!("the build has not ended after {} s; look again with `anteroom actions list`", PATIENCE.as_secs())
}

/// A server knows every script by one name; its author knows it by another, and wants to see the line.
fn of_file(why: &str, file: &ActionFile) -> String {
    let Program::Script { code, language } = &file.program else { return why.to_owned() };
    let known = match language {
        Language::TypeScript => "action.ts:",
        Language::JavaScript => "action.js:",
    };
    let why = why.replace(known, &format!("{}:", file.name));
    match excerpt(&why, &file.name, code) {
        Some(lines) => format!("{why}\n{lines}"),
        None => why,
    }
}
