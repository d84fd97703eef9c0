//! `anteroom actions logs`: the last runs of Actions: verdict, fuel, time, console lines and errors.
//!
//! Found through the tenant log, whose events name the executions that decided them.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::api::{self, Server, list};

/// Which runs.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  anteroom actions logs --name restrict-registration --take 5")]
pub struct LogsArgs {
    /// Only runs of this Action
    #[arg(long)]
    pub name: Option<String>,
    /// How many events of the tenant log to look through, at most 100
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u8).range(1..=100))]
    pub take: u8,
    #[command(flatten)]
    pub server: Server,
}

/// Runs the command.
///
/// # Errors
/// The server cannot be reached or refuses.
pub fn run(args: LogsArgs) -> anyhow::Result<()> {
    api::block_on(async {
        let api = args.server.connect().await?;
        let take = args.take.to_string();
        let events = api.get("logs", &[("per_page", take.as_str()), ("page", "0"), ("sort", "date:-1")]).await?;
        let mut runs = Vec::new();
        for event in list(&events, "logs").iter().rev() {
            let ids = event.pointer("/details/actions/executions").and_then(Value::as_array);
            for id in ids.into_iter().flatten().filter_map(Value::as_str) {
                let execution = api.get(&format!("actions/executions/{id}"), &[]).await?;
                for run in list(&execution, "results") {
                    if args.name.as_deref().is_none_or(|name| run.get("action_name").and_then(Value::as_str) == Some(name)) {
                        runs.push(json!({ "execution_id": id, "trigger_id": execution.get("trigger_id"), "log_type": event.get("type"), "run": run }));
                    }
                }
            }
        }
        let text = if runs.is_empty() { "no runs".to_owned() } else { runs.iter().map(describe).collect() };
        api::print(args.server.json, &Value::Array(runs), &text)
    })
}

/// One run as a few lines.
fn describe(entry: &Value) -> String {
    let field = |path: &str| entry.pointer(path).map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).unwrap_or_default();
    let mut text = format!(
        "{} {} {}: {} · {} fuel · {} µs · execution {}\n",
        field("/run/started_at"),
        field("/trigger_id"),
        field("/run/action_name"),
        field("/run/verdict"),
        field("/run/fuel_used"),
        field("/run/wall_time_us"),
        field("/execution_id"),
    );
    for line in entry.pointer("/run/console").and_then(Value::as_array).into_iter().flatten() {
        let part = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default();
        text.push_str(&format!("    [{}] {}\n", part("level"), part("message")));
    }
    if entry.pointer("/run/error").is_some() {
        text.push_str(&format!("    {}: {}\n", field("/run/error/id"), field("/run/error/msg")));
    }
    text
}
