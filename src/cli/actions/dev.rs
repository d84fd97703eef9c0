//! `anteroom actions dev`: tests the scripts of a folder, and each again when it, its event or its packages change.
//!
//! What changed is found by looking, never by what the watcher says: editors save in as many ways as there are editors, and systems
//! report each differently. The watcher only says when to look.

mod files;
mod watch;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use indicatif::ProgressBar;

use self::files::{Change, Files};
use self::watch::Watch;
use super::event::{self, GivenEvent};
use super::file::ActionFile;
use super::local::{Local, LocalArgs};
use super::report::Run;
use super::secrets::{SecretArgs, Secrets};
use crate::cli::api;
use crate::contract::{Entry, Trigger};

/// How long a folder must be quiet before it is looked at: an editor's save is several steps.
const QUIET: Duration = Duration::from_millis(50);

/// What to watch.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE, after_long_help = EXAMPLES)]
pub struct DevArgs {
    /// The folder; folders in it count too, but not node_modules and what begins with a dot
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    #[command(flatten)]
    pub secrets: SecretArgs,
    /// Test everything once and end; exit code 1 if something failed
    #[arg(long)]
    pub once: bool,
    #[command(flatten)]
    pub local: LocalArgs,
}

const EXAMPLE: &str = "Example:\n  anteroom actions dev actions/\n\n'--help' tells more.";

const EXAMPLES: &str = "\
Example:
  anteroom actions dev actions/

  actions/restrict.js         an Action
  actions/restrict.event.json the event that it is tested with, else
  actions/event.json          the one of all Actions in the folder, else the sample of its trigger
                              (anteroom actions test actions/restrict.js --print-event)

Files that end with .js or .ts are Actions, unless they are .d.ts, .test.*, .spec.* or .config.*.
Events may hold \"secrets\". Ctrl-C ends it.";

/// Runs until it is interrupted.
///
/// # Errors
/// The folder cannot be watched, or a setting is wrong. What is wrong with an Action is printed, and no error.
pub fn run(args: DevArgs) -> anyhow::Result<()> {
    anyhow::ensure!(args.dir.is_dir(), "{} is no folder: name one with the files of Actions", args.dir.display());
    let secrets = args.secrets.read()?;
    api::block_on(async {
        let progress = ProgressBar::new_spinner();
        progress.enable_steady_tick(Duration::from_millis(100));
        progress.set_message("starting the sandbox");
        let desk = Desk { local: Local::start(&args.local)?, secrets, progress };
        tokio::select! {
            done = desk.work(&args) => done,
            interrupted = tokio::signal::ctrl_c() => {
                desk.progress.finish_and_clear();
                interrupted.context("cannot wait for Ctrl-C")
            }
        }
    })
}

/// What every test needs.
struct Desk {
    local: Local,
    secrets: Secrets,
    progress: ProgressBar,
}

impl Desk {
    async fn work(&self, args: &DevArgs) -> anyhow::Result<()> {
        let mut files = Files::new(&args.dir);
        if args.once {
            let failed = self.tell_all(files.look(|_| Ok(()))?, false).await?;
            self.progress.finish_and_clear();
            anyhow::ensure!(failed == 0, "{failed} of {} failed", actions(files.count()));
            return Ok(());
        }
        // A folder is watched before it is read, so that no change falls between the two.
        let mut watch = Watch::start()?;
        self.tell_all(files.look(|folder| watch.add(folder))?, false).await?;
        self.say(&format!("\nwatching {} in {}; Ctrl-C ends it", actions(files.count()), args.dir.display()))?;
        loop {
            self.progress.finish_and_clear();
            watch.changed(QUIET).await?;
            self.tell_all(files.look(|folder| watch.add(folder))?, true).await?;
        }
    }

    /// Tests what changed, and prints it. How many failed.
    async fn tell_all(&self, changes: Vec<Change>, whole: bool) -> anyhow::Result<usize> {
        let mut failed = 0;
        for change in changes {
            failed += usize::from(!self.tell(&change, whole).await?);
        }
        Ok(failed)
    }

    /// Tests one, and prints it. Whether all is well.
    async fn tell(&self, change: &Change, whole: bool) -> anyhow::Result<bool> {
        let path = match change {
            Change::Gone(path) => {
                self.say(&format!("gone     {}", path.display()))?;
                return Ok(true);
            }
            Change::New(path) => path,
        };
        self.progress.set_message(format!("testing {}", path.display()));
        let (text, fine) = match self.test(path, whole).await {
            Ok(told) => told,
            // The sentence begins with the file's name, and its place where it has one.
            Err(error) => (format!("failed   {error:#}"), false),
        };
        // A whole report is several paragraphs, and ends as one.
        self.say(&format!("{}{}", text.trim_end(), if whole || !fine { "\n" } else { "" }))?;
        Ok(fine)
    }

    async fn test(&self, path: &Path, whole: bool) -> anyhow::Result<(String, bool)> {
        let file = ActionFile::read(path)?;
        if !file.names_a_handler() {
            return Ok((
                format!("skipped  {}: it names the handler of no trigger, such as {}", file.name, Trigger::PostLogin.handler()),
                true,
            ));
        }
        let ready = self.local.build(&file, None, &[]).await?;
        let GivenEvent { event, mut secrets, from } = event::read(None, path, ready.trigger)?;
        secrets.extend(self.secrets.clone());
        let secrets = Arc::new(secrets);
        let report = self.local.rehearse(&ready, &secrets, event, Entry::Execute).await;
        let run = Run { file: &file, ready: &ready, event: &from, secrets, memory: self.local.limits.memory, report };
        let fine = run.failure().is_none();
        Ok((if whole || !fine { run.text() } else { run.summary() }, fine))
    }

    fn say(&self, text: &str) -> anyhow::Result<()> {
        let print = || writeln!(std::io::stdout().lock(), "{text}");
        self.progress.suspend(print).context("cannot write to the standard output")
    }
}

fn actions(count: usize) -> String {
    if count == 1 { "1 Action".to_owned() } else { format!("{count} Actions") }
}
