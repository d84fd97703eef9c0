//! `anteroom actions list`: every Action with its trigger, its build and the version that runs.

use clap::Args;
use serde_json::Value;

use crate::cli::api::{self, Server};
use crate::cli::table::{cell, table};

/// Which Actions.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only Actions for this trigger
    #[arg(long)]
    pub trigger: Option<String>,
    #[command(flatten)]
    pub server: Server,
}

/// Runs the command.
///
/// # Errors
/// The server cannot be reached or refuses.
pub fn run(args: ListArgs) -> anyhow::Result<()> {
    api::block_on(async {
        let api = args.server.connect().await?;
        let trigger: Vec<(&str, &str)> = args.trigger.iter().map(|trigger| ("triggerId", trigger.as_str())).collect();
        let actions = api.all("actions/actions", "actions", &trigger).await?;
        let row = |action: &Value| {
            ["/name", "/supported_triggers/0/id", "/status", "/deployed_version/number", "/id"].map(|pointer| cell(action, pointer))
        };
        let text = table(["NAME", "TRIGGER", "BUILD", "VERSION", "ID"], actions.iter().map(row));
        api::print(args.server.json, &Value::Array(actions), &text)
    })
}
