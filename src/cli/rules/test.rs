//! `anteroom rules test`: runs a Rule on its author's desk, in the server's own sandbox, without a server.
//!
//! What it writes through the Management API is told and not stored. Other servers are asked, unless there are stubs: then they answer,
//! and nothing goes out.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::report::Run;
use crate::cli::actions::local::{Local, LocalArgs};
use crate::cli::actions::secrets;
use crate::cli::api;
use crate::cli::verdict::judge;
use crate::contract::rules::{SAMPLE_CONTEXT, SAMPLE_USER};
use crate::pipeline::trial::{Stub, Trial};
use crate::scripts::rule::WrittenRule;

/// What to try.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE, after_long_help = EXAMPLES)]
pub struct TestArgs {
    /// The script of a Rule: function (user, context, callback) { … }
    #[arg(value_name = "FILE", required_unless_present_any = ["print_user", "print_context"])]
    pub file: Option<PathBuf>,
    /// `user`, as JSON [default: NAME.user.json or user.json beside the file, else a sample]
    #[arg(long, value_name = "FILE")]
    pub user: Option<PathBuf>,
    /// `context`, as JSON [default: NAME.context.json or context.json beside the file, else a sample]
    #[arg(long, value_name = "FILE")]
    pub context: Option<PathBuf>,
    /// A value of `configuration`: KEY=VALUE, or KEY alone for the value of the environment variable of that name (repeatable)
    #[arg(long = "configuration", value_name = "KEY[=VALUE]")]
    pub configuration: Vec<String>,
    /// A JSON file of `configuration`: {"KEY": "VALUE"}
    #[arg(long = "configuration-file", value_name = "FILE")]
    pub configuration_file: Option<PathBuf>,
    /// When it is for the Rule, such as 2026-11-20T10:00:00Z; the time stands still there [default: the time of the machine]
    #[arg(long, value_name = "TIME")]
    pub now: Option<Timestamp>,
    /// A JSON file with what other servers answer: [{"method", "url", "status", "headers", "body"}], `*` in the URL for any characters; with it, nothing goes out (repeatable)
    #[arg(long = "stub", value_name = "FILE")]
    pub stubs: Vec<PathBuf>,
    /// The verdict that is right; any other one is a failure
    #[arg(long, value_name = "VERDICT")]
    pub expect: Option<Expected>,
    /// Print the sample user, to edit, and run nothing
    #[arg(long, conflicts_with = "print_context")]
    pub print_user: bool,
    /// Print the sample context, to edit, and run nothing
    #[arg(long)]
    pub print_context: bool,
    /// Print what the Management API's `test` answers with, as one line of JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub local: LocalArgs,
}

const EXAMPLE: &str = "\
Example:
  anteroom rules test roles.js --expect allow

'--help' tells more.";

const EXAMPLES: &str = "\
Examples:
  anteroom rules test roles.js                              with a sample user and context
  anteroom rules test roles.js --print-user > user.json     the sample, to edit
  anteroom rules test roles.js --user user.json --context context.json --now 2026-11-20T10:00:00Z
  anteroom rules test risk.js --configuration API_KEY=made-up --stub risk-server.json --expect deny

The sandbox, its limits and what a Rule finds there are the server's own. `auth0.users` reads the
user that was given; what is written there, claims and redirects are told and not done.

Exit codes:
  0   the Rule called back without an error, or denied or redirected (with --expect: the verdict is the expected one)
  1   it failed, or could not be built (with --expect: the verdict is another one)
  2   the command line is wrong
  3   a setting is wrong";

/// The verdict of a Rule that failed.
const FAILED: &str = "failed";

/// A verdict, in the words of execution records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Expected {
    /// The login goes on
    Allow,
    /// UnauthorizedError
    Deny,
    /// context.redirect
    Redirect,
    /// Any other error, no call back, or a limit that was passed
    Failed,
}

/// Runs the command.
///
/// # Errors
/// The Rule fails, cannot be built, or decides otherwise than expected.
pub fn run(args: TestArgs) -> anyhow::Result<()> {
    if args.print_user || args.print_context {
        let sample = if args.print_user { SAMPLE_USER } else { SAMPLE_CONTEXT };
        return std::io::stdout().lock().write_all(sample.as_bytes()).context("cannot write to the standard output");
    }
    let path = args.file.as_deref().context("name the file of a Rule")?;
    let name = path.display().to_string();
    let script = std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let rule = WrittenRule { id: "rul_test".to_owned(), name: stem, script };
    let (user, user_from) = object(args.user.as_deref(), path, "user", SAMPLE_USER)?;
    let (context, context_from) = object(args.context.as_deref(), path, "context", SAMPLE_CONTEXT)?;
    if args.now.is_some_and(|now| now.as_millisecond() < 0) {
        bail!("--now: a time before 1970");
    }
    let trial = Trial {
        user,
        context,
        configuration: secrets::read("--configuration", &args.configuration, args.configuration_file.as_deref())?,
        stubs: stubs(&args.stubs)?,
        now: args.now,
    };
    let progress = ProgressBar::new_spinner();
    progress.enable_steady_tick(Duration::from_millis(100));
    api::block_on(async {
        progress.set_message("starting the sandbox");
        let local = Local::start(&args.local)?;
        progress.set_message(format!("building {name}"));
        let ready = local.build_rule(&rule).await?;
        progress.set_message(format!("running {name}"));
        let tried = local.try_rule(&ready, trial).await?;
        progress.finish_and_clear();
        let from = format!("user: {user_from} · context: {context_from}");
        let run = Run { name: &name, rule: &rule, from: &from, late: ready.late.as_deref(), memory: local.limits.memory, tried: &tried };
        let text = if args.json { run.json() } else { run.text() };
        writeln!(std::io::stdout().lock(), "{}", text.trim_end()).context("cannot write to the standard output")?;
        let verdict = run.verdict();
        judge(&name, &verdict, (verdict == FAILED).then(|| FAILED.to_owned()), args.expect)
    })
}

/// The object of a file that is named, else of one beside the Rule, else the sample; and where it came from.
fn object(named: Option<&Path>, rule: &Path, what: &str, sample: &str) -> anyhow::Result<(Map<String, Value>, String)> {
    let stem = rule.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = [format!("{stem}.{what}.json"), format!("{what}.json")].map(|name| rule.with_file_name(name));
    let Some(path) = named.map(Path::to_owned).or_else(|| beside.into_iter().find(|path| path.is_file())) else {
        return Ok((serde_json::from_str(sample)?, format!("the sample (--print-{what} shows it)")));
    };
    let from = path.display().to_string();
    match json(&path)? {
        Value::Object(members) => Ok((members, from)),
        _ => bail!("{from} is no object of JSON: a whole {what}, to edit: anteroom rules test --print-{what}"),
    }
}

fn stubs(paths: &[PathBuf]) -> anyhow::Result<Option<Vec<Stub>>> {
    if paths.is_empty() {
        return Ok(None);
    }
    let mut all = Vec::new();
    for path in paths {
        all.extend(Stub::read(json(path)?).map_err(|why| anyhow::anyhow!("{}: {why}", path.display()))?);
    }
    Ok(Some(all))
}

fn json(path: &Path) -> anyhow::Result<Value> {
    let name = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
    serde_json::from_str(&text).with_context(|| format!("{name} is no JSON"))
}
