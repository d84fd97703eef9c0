//! `anteroom rules deploy FILE`: a Rule of this name is made, or gets this text.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::cli::api::{self, Server, list, text};

/// The Rule.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  anteroom rules deploy add-claims.js\n  anteroom rules deploy add-claims.js --name 'Add claims' --order 3 --disabled"
)]
pub struct DeployArgs {
    /// The file: one function
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Its name [default: that of the file]
    #[arg(long)]
    pub name: Option<String>,
    /// Its place among the Rules [default: where it is, a new one at the end]
    #[arg(long)]
    pub order: Option<u32>,
    /// Do not run it
    #[arg(long)]
    pub disabled: bool,
    #[command(flatten)]
    pub server: Server,
}

/// Runs the command.
///
/// # Errors
/// The server cannot be reached, or refuses the Rule with its reason.
pub fn run(args: &DeployArgs) -> anyhow::Result<()> {
    let shown = args.file.display().to_string();
    let script = std::fs::read_to_string(&args.file).with_context(|| format!("cannot read {shown}"))?;
    let stem = args.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name = args.name.clone().unwrap_or(stem);
    api::block_on(async {
        let api = args.server.connect().await?;
        let rules = api.get("rules", &[]).await?;
        let found = list(&rules, "rules").iter().find(|rule| rule.get("name").and_then(Value::as_str) == Some(name.as_str()));
        let mut body = Map::from_iter([("script".to_owned(), json!(script)), ("enabled".to_owned(), json!(!args.disabled))]);
        body.extend(args.order.map(|order| ("order".to_owned(), json!(order))));
        let (method, path, done) = match found {
            Some(rule) => (Method::PATCH, format!("rules/{}", text(rule, "id")?), "changed"),
            None => {
                body.insert("name".to_owned(), json!(name));
                (Method::POST, "rules".to_owned(), "created")
            }
        };
        let rule = api.call(method, &path, &Value::Object(body)).await.with_context(|| format!("{shown} is not deployed"))?;
        let order = rule.get("order").map(Value::to_string).unwrap_or_default();
        let state = if args.disabled { "switched off" } else { "every login runs it" };
        api::print(args.server.json, &rule, &format!("{done} {name} ({}), order {order}; {state}", text(&rule, "id")?))
    })
}
