//! `anteroom triggers …`: which Actions run where, and in which order.

use anyhow::Context;
use clap::{Args, Subcommand};
use reqwest::Method;
use serde_json::{Value, json};

use super::api::{self, Server, list};
use super::table::{cell, table};
use crate::contract::Trigger;

/// What to do with triggers.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List what is bound, in the order in which it runs
    List(Server),
    /// Bind these Actions to a trigger, in this order, in place of what was bound
    Bind(BindArgs),
}

/// What to bind.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  anteroom triggers bind post-login check-country add-claims\n  anteroom triggers bind post-login        nothing runs any more"
)]
pub struct BindArgs {
    /// The trigger, such as post-login
    #[arg(value_name = "TRIGGER", value_parser = super::actions::trigger_of_id)]
    pub trigger: Trigger,
    /// Names of Actions
    #[arg(value_name = "ACTION")]
    pub actions: Vec<String>,
    #[command(flatten)]
    pub server: Server,
}

/// Runs the command.
///
/// # Errors
/// The server cannot be reached or refuses.
pub fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::List(server) => api::block_on(async {
            let api = server.connect().await?;
            let mut bound = Vec::new();
            for trigger in Trigger::ALL {
                let answer = api.get(&format!("actions/triggers/{}/bindings", trigger.id()), &[("per_page", "50")]).await?;
                bound.extend_from_slice(list(&answer, "bindings"));
            }
            let row = |binding: &Value| [cell(binding, "/trigger_id"), cell(binding, "/action/name"), cell(binding, "/display_name")];
            let text =
                if bound.is_empty() { "nothing is bound".to_owned() } else { table(["TRIGGER", "ACTION", "NAME"], bound.iter().map(row)) };
            api::print(server.json, &Value::Array(bound), &text)
        }),
        Command::Bind(args) => api::block_on(async {
            let api = args.server.connect().await?;
            let bindings: Vec<Value> =
                args.actions.iter().map(|name| json!({ "ref": { "type": "action_name", "value": name }, "display_name": name })).collect();
            let path = format!("actions/triggers/{}/bindings", args.trigger.id());
            let answer = api.call(Method::PATCH, &path, &json!({ "bindings": bindings })).await.context("nothing was bound")?;
            let text = match args.actions.as_slice() {
                [] => format!("nothing runs at {} any more", args.trigger.id()),
                names => format!("{} runs {}", args.trigger.id(), names.join(", then ")),
            };
            api::print(args.server.json, &answer, &text)
        }),
    }
}
