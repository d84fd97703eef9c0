//! `anteroom actions test`: runs an Action on the author's desk, in the server's own sandbox, without a server.
//!
//! What it asks for is told and not done. What it does through the sandbox happens: a request of it is a request.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;

use super::event::{self, GivenEvent};
use super::file::ActionFile;
use super::local::{Local, LocalArgs};
use super::packages::dependency;
use super::report::Run;
use super::secrets::SecretArgs;
use super::trigger_of_id;
use crate::cli::api;
use crate::cli::verdict::judge;
use crate::contract::{Entry, Event, Trigger};
use crate::scripts::npm::Dependency;

/// What to try.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE, after_long_help = EXAMPLES)]
pub struct TestArgs {
    /// A script (.js, .ts), a component (.wasm), or the folder of a Rust crate, which is built first
    #[arg(value_name = "FILE", required_unless_present = "print_event")]
    pub file: Option<PathBuf>,
    /// The event, JSON in Auth0's shape; `-` is the standard input [default: NAME.event.json or event.json beside the file, event.json in a crate, else a sample]
    #[arg(long, value_name = "FILE")]
    pub event: Option<PathBuf>,
    /// The trigger [default: the one whose handler the file exports, such as onExecutePostLogin]
    #[arg(long, value_name = "TRIGGER", value_parser = trigger_of_id)]
    pub trigger: Option<Trigger>,
    /// Run onContinuePostLogin, as after a redirect: the event's request is the one by which the user comes back
    #[arg(long = "continue")]
    pub continues: bool,
    #[command(flatten)]
    pub secrets: SecretArgs,
    /// npm package that the script may require (repeatable) [default: what it requires of the package.json beside it]
    #[arg(long = "dependency", value_name = "NAME@VERSION", value_parser = dependency)]
    pub dependencies: Vec<Dependency>,
    /// The verdict that is right; any other one is a failure
    #[arg(long, value_name = "VERDICT")]
    pub expect: Option<Expected>,
    /// Print the sample event of the trigger, to edit, and run nothing
    #[arg(long)]
    pub print_event: bool,
    /// Print what the Management API's `test` answers with, as one line of JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub local: LocalArgs,
}

const EXAMPLE: &str = "\
Example:
  anteroom actions test restrict.js --expect deny

'--help' tells more.";

const EXAMPLES: &str = "\
Examples:
  anteroom actions test restrict.js                             with a sample event
  anteroom actions test restrict.js --print-event > event.json  the sample, to edit
  anteroom actions test restrict.js --event event.json --secret API_KEY=made-up --expect deny
  anteroom actions test profile.js --continue --event answer.json
  anteroom actions test claims.ts --allow-host http://localhost:3000 --allow-private-egress
  anteroom actions test examples-actions/rust/add-claims        a crate, built first

The sandbox, its limits and the api object are the server's own. Claims, metadata, denials and
redirects are told and not done; requests to other servers are really made (--no-egress refuses
them). A member \"secrets\" of the event counts as secrets too.

Exit codes:
  0   the Action allowed, denied or redirected (with --expect: the verdict is the expected one)
  1   it failed, or could not be built (with --expect: the verdict is another one)
  2   the command line is wrong
  3   a setting is wrong";

/// A verdict, in the words of execution records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Expected {
    /// The flow goes on
    Allow,
    /// api.access.deny, or another method that ends the flow
    Deny,
    /// api.redirect.sendUserTo, where the event's login can be interrupted
    Redirect,
    /// api.validation.error
    #[value(name = "validation_error")]
    ValidationError,
    /// It threw, or passed a limit
    Failed,
}

/// Runs the command.
///
/// # Errors
/// The Action fails, cannot be built, or decides otherwise than expected.
pub fn run(args: TestArgs) -> anyhow::Result<()> {
    if args.print_event {
        return print_event(&args);
    }
    let path = args.file.as_deref().context("name the file of an Action")?;
    // A crate is built here, with a progress of its own.
    let file = ActionFile::read(path)?;
    let progress = ProgressBar::new_spinner();
    progress.enable_steady_tick(Duration::from_millis(100));
    api::block_on(async {
        progress.set_message("starting the sandbox");
        let local = Local::start(&args.local)?;
        progress.set_message(format!("building {}", file.name));
        let ready = local.build(&file, args.trigger, &args.dependencies).await?;
        if args.continues && ready.trigger != Trigger::PostLogin {
            bail!("--continue is for post-login: Actions of {} are never continued", ready.trigger.id());
        }
        let entry = if args.continues { Entry::Continue } else { Entry::Execute };
        let GivenEvent { event, mut secrets, from } = event::read(args.event.as_deref(), path, ready.trigger)?;
        secrets.extend(args.secrets.read()?);
        let secrets = Arc::new(secrets);
        progress.set_message(format!("running {}", file.name));
        let report = local.rehearse(&ready, &secrets, event, entry).await;
        progress.finish_and_clear();
        let run = Run { file: &file, ready: &ready, event: &from, secrets, memory: local.limits.memory, report };
        let text = if args.json { run.json() } else { run.text() };
        writeln!(std::io::stdout().lock(), "{}", text.trim_end()).context("cannot write to the standard output")?;
        let failure = run.failure().map(|kind| format!("failed ({kind})"));
        judge(&run.file.name, run.verdict(), failure, args.expect)
    })
}

fn print_event(args: &TestArgs) -> anyhow::Result<()> {
    let trigger = match (args.trigger, &args.file) {
        (Some(trigger), _) => trigger,
        (None, Some(file)) => ActionFile::read(file)?.trigger()?,
        (None, None) => bail!("--print-event needs a FILE or a --trigger"),
    };
    std::io::stdout().lock().write_all(Event::sample(trigger).as_bytes()).context("cannot write to the standard output")
}
