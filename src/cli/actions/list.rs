//! `anteroom actions list`: every Action with its trigger, its build and the version that runs.

use clap::Args;
use serde_json::Value;

use crate::cli::api::{self, Server, list};

/// Which Actions.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only Actions for this trigger
    #[arg(long)]
    pub trigger: Option<String>,
    #[command(flatten)]
    pub server: Server,
}

const PER_PAGE: usize = 50;

/// Runs the command.
///
/// # Errors
/// The server cannot be reached or refuses.
pub fn run(args: ListArgs) -> anyhow::Result<()> {
    api::block_on(async {
        let api = args.server.connect().await?;
        let mut actions = Vec::new();
        for page in 0.. {
            let (page, per_page) = (page.to_string(), PER_PAGE.to_string());
            let mut query = vec![("page", page.as_str()), ("per_page", per_page.as_str())];
            if let Some(trigger) = &args.trigger {
                query.push(("triggerId", trigger));
            }
            let answer = api.get("actions/actions", &query).await?;
            let found = list(&answer, "actions");
            actions.extend_from_slice(found);
            if found.len() < PER_PAGE {
                break;
            }
        }
        let mut text = format!("{:<32} {:<22} {:<9} {:>7}  ID\n", "NAME", "TRIGGER", "BUILD", "VERSION");
        for action in &actions {
            let field = |path: &str| action.pointer(path).and_then(Value::as_str).unwrap_or("-").to_owned();
            let version = action.pointer("/deployed_version/number").map_or_else(|| "-".to_owned(), Value::to_string);
            let trigger = field("/supported_triggers/0/id");
            text.push_str(&format!("{:<32} {trigger:<22} {:<9} {version:>7}  {}\n", field("/name"), field("/status"), field("/id")));
        }
        api::print(args.server.json, &Value::Array(actions), &text)
    })
}
