//! `anteroom tenant export|import`: a tenant as files, in the directory format of the deploy tool, to keep in a repository and to move.
//!
//! The same list of [`Item`]s is read from a server and from a folder. An export writes the one down; an import holds the other against
//! it, makes or changes what differs, and deletes nothing: what a folder does not name may be somebody else's.
//!
//! | file | decides |
//! |---|---|
//! | [`kinds`] | which things there are, in which order they need each other, and where they lie |
//! | [`server`] | what of a thing is the operator's and not the server's, and names in place of ids |
//! | [`folder`] | files, their names, and texts that lie beside |
//! | [`keywords`] | values that are not in the files |
//! | [`differs`] | whether a thing is as it should be |
//! | [`apply`] | the requests that make it so |

mod apply;
mod differs;
mod folder;
mod keywords;
mod kinds;
mod members;
mod server;

use std::path::PathBuf;

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use self::apply::Applier;
use self::keywords::Keywords;
use self::kinds::Kind;
use super::api::{self, Server, progress};
use crate::sandbox::clean;

/// What to do with a tenant.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the tenant's configuration into a folder: applications, APIs, roles, Actions, settings; no users and no secrets
    Export(ExportArgs),
    /// Bring a folder's configuration into the tenant; nothing is deleted
    Import(ImportArgs),
}

/// Where to.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  anteroom tenant export ./tenant && git -C ./tenant diff")]
pub struct ExportArgs {
    /// The folder; files of the same name are written over
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Only these kinds (repeatable): the name of a folder, such as actions
    #[arg(long, value_name = "KIND")]
    pub only: Vec<Kind>,
    #[command(flatten)]
    pub server: Server,
}

/// From where.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  anteroom tenant import ./tenant --dry-run\n  \
                        anteroom tenant import ./tenant --keyword SMTP_PASS=… --keyword DOMAIN=acme.example.com")]
pub struct ImportArgs {
    /// The folder that an export wrote, or `a0deploy export --format directory`
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Only these kinds (repeatable): the name of a folder, such as actions
    #[arg(long, value_name = "KIND")]
    pub only: Vec<Kind>,
    /// What stands for ##NAME## (as text) and @@NAME@@ (as JSON) in the files (repeatable)
    #[arg(long = "keyword", value_name = "NAME=VALUE")]
    pub keywords: Vec<String>,
    /// The same for many: a JSON object; better than the command line for secrets, which every process of the machine can read there
    #[arg(long, value_name = "FILE")]
    pub keywords_file: Option<PathBuf>,
    /// Say what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub server: Server,
}

/// One thing of a tenant, as it lies in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// What tells it from others of its kind.
    pub name: String,
    /// What its file is called, without an ending.
    pub file: String,
    /// What it says, with names in place of ids and with its texts.
    pub value: Value,
    /// What the server calls it.
    pub id: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// The server cannot be reached or refuses, or a file cannot be read or written.
pub fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Export(args) => export(&args),
        Command::Import(args) => import(&args),
    }
}

fn wanted(only: &[Kind]) -> Vec<Kind> {
    Kind::ALL.into_iter().filter(|kind| only.is_empty() || only.contains(kind)).collect()
}

fn export(args: &ExportArgs) -> anyhow::Result<()> {
    api::block_on(async {
        let api = args.server.connect().await?;
        let mut items = Vec::new();
        for kind in wanted(&args.only) {
            progress(&format!("reading {}", kind.shown()));
            items.extend(server::read(&api, kind).await?);
        }
        let files = folder::write(&args.folder, &items)?;
        let text = format!("{} files written to {}", files.len(), args.folder.display());
        api::print(args.server.json, &json!({ "files": files }), &text)
    })
}

fn import(args: &ImportArgs) -> anyhow::Result<()> {
    let keywords = Keywords::of(&args.keywords, args.keywords_file.as_deref())?;
    let kinds = wanted(&args.only);
    let folder::Read { items, unread } = folder::read(&args.folder, &kinds, &keywords)?;
    if items.is_empty() {
        bail!("{} holds nothing that could be imported; is it what an export wrote?", args.folder.display());
    }
    // Who asks for some kinds knows that the others stay.
    let unread = if args.only.is_empty() { unread } else { Vec::new() };
    api::block_on(async {
        let api = args.server.connect().await?;
        let mut applier = Applier::new(&api);
        let mut told = Vec::new();
        for kind in kinds.into_iter().filter(|kind| items.iter().any(|item| item.kind == *kind)) {
            let these: Vec<&Item> = items.iter().filter(|item| item.kind == kind).collect();
            let present = match server::read(&api, kind).await {
                Ok(present) => present,
                Err(error) => {
                    told.push(Told { kind, name: String::new(), what: "read", failed: Some(error) }.said());
                    continue;
                }
            };
            for item in &these {
                let line = one(&mut applier, item, &these, &present, args.dry_run).await;
                told.push(if line.what == "unchanged" { line } else { line.said() });
            }
        }
        for path in &unread {
            progress(&format!("not read: {}", clean(path)));
        }
        let count = |what: &str| told.iter().filter(|line| line.what == what && line.failed.is_none()).count();
        let failures = told.iter().filter(|line| line.failed.is_some()).count();
        let would = if args.dry_run { "would be " } else { "" };
        let mut text = format!(
            "{} {would}created, {} {would}updated, {} unchanged, {failures} failed",
            count("create"),
            count("update"),
            count("unchanged")
        );
        for (many, what) in [(count("skip"), "passed over"), (unread.len(), "files not read")] {
            if many > 0 {
                text.push_str(&format!(", {many} {what}"));
            }
        }
        let changes: Vec<Value> = told.iter().map(Told::wire).collect();
        api::print(args.server.json, &json!({ "changes": changes, "not_read": unread }), &text)?;
        if failures > 0 { bail!("{failures} of {} could not be brought in", told.len()) } else { Ok(()) }
    })
}

/// What became of one thing.
struct Told {
    kind: Kind,
    name: String,
    what: &'static str,
    failed: Option<anyhow::Error>,
}

impl Told {
    /// Says it to who waits.
    fn said(self) -> Self {
        let line = format!("{} {} {}", self.what, self.kind.shown(), clean(&self.name));
        let failed = self.failed.as_ref().map(|error| format!(": FAILED: {error:#}")).unwrap_or_default();
        progress(&format!("{}{failed}", line.trim_end()));
        self
    }

    fn wire(&self) -> Value {
        let mut line = json!({ "kind": self.kind.shown(), "name": self.name, "change": self.what });
        if let Some(error) = &self.failed {
            members::put(Some(&mut line), "error", format!("{error:#}").into());
        }
        line
    }
}

/// Brings one thing in, where it differs from what is there.
async fn one(applier: &mut Applier<'_>, item: &Item, these: &[&Item], present: &[Item], dry_run: bool) -> Told {
    let told = |what, failed| Told { kind: item.kind, name: item.name.clone(), what, failed };
    // Grants of the Management API name the server that they were read from.
    if item.kind == Kind::Grants && members::of(&item.value, "audience").as_str().is_some_and(|audience| audience.ends_with("/api/v2/")) {
        return told("skip", None);
    }
    let of_this_name = present.iter().filter(|present| present.name == item.name).count();
    let current = present.iter().find(|present| present.name == item.name);
    let what = match current {
        None => "create",
        Some(current) if differs::differs(&current.value, item) => "update",
        Some(_) => return told("unchanged", None),
    };
    if of_this_name > 1 || these.iter().filter(|other| other.name == item.name).count() > 1 {
        return told(what, Some(anyhow!("several have this name, and nothing else tells them apart: give each a name of its own")));
    }
    let done = if dry_run { Ok(()) } else { applier.apply(item, current).await };
    told(what, done.err())
}
