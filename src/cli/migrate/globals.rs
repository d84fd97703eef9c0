//! The global names that programs find in the engine, asked of the engine itself: a list here would be wrong one day.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::{Context, bail};

use crate::cli::actions::file::ActionFile;
use crate::cli::actions::local::Local;
use crate::contract::{Effect, Entry, Event, Trigger};

const ASK: &str = "exports.onExecutePostLogin = async (event, api) => {
  const names = new Set();
  for (let at = globalThis; at !== null; at = Object.getPrototypeOf(at)) Object.getOwnPropertyNames(at).forEach((name) => names.add(name));
  api.idToken.setCustomClaim('globals', [...names]);
};";
/// What a text has by being the body of a function.
const OF_FUNCTIONS: [&str; 9] = ["exports", "require", "module", "__filename", "__dirname", "console", "arguments", "undefined", "actions"];

/// The names.
///
/// # Errors
/// The engine does not start.
pub async fn of_the_engine(local: &Local) -> anyhow::Result<BTreeSet<String>> {
    let ready = local.build(&ActionFile::of_text("globals.js", ASK), Some(Trigger::PostLogin), &[]).await?;
    let event = Event::from_json(Trigger::PostLogin, &serde_json::from_str(Event::sample(Trigger::PostLogin))?)?;
    let report = local.rehearse(&ready, &Arc::default(), event, Entry::Execute).await;
    let effects = report.outcome.ok().context("the engine does not start")?;
    let Some(Effect::IdTokenClaim { value, .. }) = effects.first() else { bail!("the engine does not name its globals") };
    let names = value.as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned));
    Ok(names.chain(OF_FUNCTIONS.map(str::to_owned)).collect())
}
