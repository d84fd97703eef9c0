//! `anteroom migrate DIR`: reads an export of an Auth0 tenant and says of every Rule, Hook and Action whether it runs here as it is.
//!
//! Each is built as a server would build it, with its packages, in the server's own sandbox; what the build cannot see (a member of
//! `context` that is not here, a global that an engine without `Intl` does not have) is looked for in the text, and told as a warning
//! with its line. Nothing is run but the top level of what is built, and nothing is sent to a server.

mod actions;
mod convert;
mod export;
mod globals;
mod hints;
mod hooks;
mod report;
mod rules;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::bail;
use clap::Args;
use indicatif::ProgressBar;

use super::actions::local::{Local, LocalArgs};
use super::api;
use export::Export;
use report::{Report, Verdict};

/// What to look at.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE, after_long_help = EXAMPLES)]
pub struct MigrateArgs {
    /// The folder that `a0deploy export` wrote, in its directory format, or the YAML file
    #[arg(value_name = "DIR")]
    pub export: PathBuf,
    /// Write each Rule as an Action, with the bindings, into this folder: the deploy tool's directory format
    #[arg(long, value_name = "DIR")]
    pub rules_as_actions: Option<PathBuf>,
    /// Print the report as one line of JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub local: LocalArgs,
}

const EXAMPLE: &str = "\
Example:
  anteroom migrate ./tenant

'--help' tells more.";

const EXAMPLES: &str = "\
Examples:
  a0deploy export --format directory --output_folder tenant    the export, with Auth0's own tool
  anteroom migrate tenant                                      what runs here as it is, and what to look at
  anteroom migrate tenant --npm-directory archives             with packages from archives (npm pack)
  anteroom migrate tenant --rules-as-actions actions           the Rules, rewritten as Actions
  a0deploy import --input_file tenant                          the import, with AUTH0_DOMAIN set to your server

Exit codes:
  0   everything runs, perhaps with warnings
  1   something does not run, or the export cannot be read
  2   the command line is wrong
  3   a setting is wrong";

/// Runs the command.
///
/// # Errors
/// The export cannot be read, or holds a program that does not run here.
pub fn run(args: &MigrateArgs) -> anyhow::Result<()> {
    let export = Export::read(&args.export)?;
    let progress = ProgressBar::new_spinner();
    progress.enable_steady_tick(Duration::from_millis(100));
    let report = api::block_on(async {
        progress.set_message("starting the sandbox");
        let local = Local::start(&args.local)?;
        let known = globals::of_the_engine(&local).await?;
        let mut report = Report { others: export.others.clone(), ..Report::default() };
        for rule in &export.rules {
            progress.set_message(format!("building the Rule {}", rule.name));
            report.rules.push(rules::judge(&local, rule, &known).await);
        }
        rules::together(&local, &export.rules, &mut report).await;
        for hook in &export.hooks {
            progress.set_message(format!("building the Hook {}", hook.name));
            report.hooks.push(hooks::judge(&local, hook, &known).await);
        }
        for action in &export.actions {
            progress.set_message(format!("building the Action {}", action.name));
            report.actions.push(actions::judge(&local, action, &known).await);
        }
        anyhow::Ok(report)
    })?;
    progress.finish_and_clear();
    let written = match &args.rules_as_actions {
        Some(dir) => Some(convert::write(dir, &export)?),
        None => None,
    };
    api::print(args.json, &report.json(), &report.text(written.as_deref()))?;
    match report.count(Verdict::Fails) {
        0 => Ok(()),
        1 => bail!("one program does not run here"),
        count => bail!("{count} programs do not run here"),
    }
}
