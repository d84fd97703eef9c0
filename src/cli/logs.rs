//! `anteroom logs tail`: the tenant log, the newest events and with `--follow` what comes after them.
//!
//! It asks again by checkpoint (`from` the last event it has seen), so that nothing is missed or shown twice while it follows. A token
//! ends after a day, and a server may be started anew: then it connects again.

use std::time::Duration;

use anyhow::Context;
use clap::{Args, Subcommand};
use serde_json::Value;

use super::api::{self, Api, Server, list};
use super::table::cell;
use crate::sandbox::clean;

/// What to do with the log.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the newest events, and with -f what comes after them
    Tail(TailArgs),
}

/// Which events.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  anteroom logs tail -f\n  anteroom logs tail --type f --type fp --take 50\n  anteroom logs tail -f --json | jq .user_name"
)]
pub struct TailArgs {
    /// Go on with what comes, until interrupted
    #[arg(short, long)]
    pub follow: bool,
    /// Only events of this type, such as s, f or ss (repeatable)
    #[arg(long = "type", value_name = "CODE")]
    pub types: Vec<String>,
    /// How many of the newest events to begin with
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub take: u8,
    /// Seconds between two looks
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=3600), requires = "follow")]
    pub interval: u64,
    #[command(flatten)]
    pub server: Server,
}

/// Events of one answer.
const PORTION: usize = 100;
/// Answers in a row that may fail before it gives up.
const PATIENCE: u32 = 30;

/// Runs the command.
///
/// # Errors
/// The server cannot be reached or refuses.
pub fn run(command: Command) -> anyhow::Result<()> {
    let Command::Tail(args) = command;
    api::block_on(async {
        let mut api = args.server.connect().await?;
        let mut last = newest(&api, &args).await?;
        if !args.follow {
            return Ok(());
        }
        let mut failures = 0;
        loop {
            tokio::time::sleep(Duration::from_secs(args.interval)).await;
            match after(&api, &args, &mut last).await {
                Ok(()) => failures = 0,
                Err(error) if failures >= PATIENCE => return Err(error),
                Err(error) => {
                    failures += 1;
                    api::progress(&format!("{error:#}; trying again"));
                    if let Ok(again) = args.server.connect().await {
                        api = again;
                    }
                }
            }
        }
    })
}

/// Shows the newest events. The answer is the id of the last event of the log, shown or not.
async fn newest(api: &Api, args: &TailArgs) -> anyhow::Result<Option<String>> {
    // First where the log ends now: what comes after it is shown when it is looked for, and not here.
    let answer = api.get("logs", &[("per_page", "1"), ("page", "0"), ("sort", "date:-1")]).await?;
    let last = list(&answer, "logs").first().and_then(id);
    let take = args.take.max(1).to_string();
    let mut query = vec![("per_page", take.as_str()), ("page", "0"), ("sort", "date:-1")];
    let wanted: Vec<String> = args.types.iter().map(|code| format!("type:\"{}\"", code.replace(['"', '\\'], ""))).collect();
    let wanted = wanted.join(" OR ");
    if !wanted.is_empty() {
        query.push(("q", &wanted));
    }
    let answer = api.get("logs", &query).await?;
    for event in list(&answer, "logs").iter().rev().filter(|event| id(event) <= last).take(args.take.into()) {
        show(args, event)?;
    }
    Ok(last)
}

/// Shows what came after the last event.
async fn after(api: &Api, args: &TailArgs, last: &mut Option<String>) -> anyhow::Result<()> {
    loop {
        let take = PORTION.to_string();
        let mut query = vec![("take", take.as_str())];
        // In an empty log there is nothing to come after.
        if let Some(last) = last.as_deref() {
            query.push(("from", last));
        }
        let answer = api.get("logs", &query).await?;
        let events = list(&answer, "logs");
        for event in events {
            if args.types.is_empty() || args.types.iter().any(|code| Some(code.as_str()) == event.get("type").and_then(Value::as_str)) {
                show(args, event)?;
            }
        }
        if let Some(newest) = events.last().and_then(id) {
            *last = Some(newest);
        }
        if events.len() < PORTION {
            return Ok(());
        }
    }
}

fn id(event: &Value) -> Option<String> {
    event.get("log_id").and_then(Value::as_str).map(str::to_owned)
}

fn show(args: &TailArgs, event: &Value) -> anyhow::Result<()> {
    let mut parts = vec![cell(event, "/date"), format!("{:<6}", cell(event, "/type"))];
    let more = ["/user_name", "/client_name", "/connection", "/ip", "/description"];
    parts.extend(more.iter().map(|pointer| cell(event, pointer)).filter(|text| text != "-"));
    let text = clean(&parts.join("  ")).replace('\n', " ");
    api::print(args.server.json, event, &text).context("cannot write the event")
}
