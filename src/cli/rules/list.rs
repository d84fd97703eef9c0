//! `anteroom rules list`: the Rules in their order.

use serde_json::Value;

use crate::cli::api::{self, Server, list};
use crate::cli::table::{cell, table};

/// Runs the command.
///
/// # Errors
/// The server cannot be reached or refuses.
pub fn run(server: &Server) -> anyhow::Result<()> {
    api::block_on(async {
        let api = server.connect().await?;
        let answer = api.get("rules", &[]).await?;
        let rules = list(&answer, "rules");
        let row = |rule: &Value| [cell(rule, "/order"), cell(rule, "/name"), cell(rule, "/enabled"), cell(rule, "/id")];
        let text = if rules.is_empty() {
            "there are no Rules".to_owned()
        } else {
            table(["ORDER", "NAME", "ENABLED", "ID"], rules.iter().map(row))
        };
        api::print(server.json, &answer, &text)
    })
}
