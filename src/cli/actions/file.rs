//! The FILE that a command is given: a script, a component, or the folder of a crate that becomes one.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::build::{self, BuildArgs};
use super::handlers;
use crate::componentize;
use crate::contract::Trigger;
use crate::scripts::source::Language;

/// An Action as it lies on the author's desk.
pub struct ActionFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its path as the author typed it: what messages and stacks call it.
    pub name: String,
    /// What it is.
    pub program: Program,
}

/// What runs.
pub enum Program {
    /// Source text.
    Script {
        /// The text.
        code: String,
        /// What it is written in.
        language: Language,
    },
    /// A component.
    Component {
        /// Its bytes.
        bytes: Vec<u8>,
        /// The trigger that it is for.
        trigger: Trigger,
    },
}

/// The language of a file's name, if it is the name of a script.
pub fn language(path: &Path) -> Option<Language> {
    match path.extension()?.to_str()? {
        "js" | "cjs" | "mjs" => Some(Language::JavaScript),
        "ts" | "cts" | "mts" => Some(Language::TypeScript),
        _ => None,
    }
}

impl ActionFile {
    /// Reads a file; a crate is built first.
    ///
    /// # Errors
    /// It is not there, or no Action.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let name = path.display().to_string();
        let program = if let Some(language) = language(path) {
            let code = std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
            Program::Script { code, language }
        } else if path.join("Cargo.toml").is_file() {
            let built = build::component(&BuildArgs::of(path))?;
            Program::Component { bytes: built.bytes, trigger: built.trigger }
        } else if path.is_dir() {
            bail!("{name} is a folder without Cargo.toml: name the file of the Action, or the folder of a crate");
        } else if path.extension().is_some_and(|extension| extension == "wasm") {
            let bytes = std::fs::read(path).with_context(|| format!("cannot read {name}"))?;
            let Some(trigger) = componentize::trigger_of(&bytes) else {
                bail!("{name} is no component of an Action; build one with `anteroom actions build`");
            };
            Program::Component { bytes, trigger }
        } else {
            bail!("{name} is no Action: name a file that ends with .js, .ts or .wasm, or the folder of a crate");
        };
        Ok(Self { path: path.to_owned(), name, program })
    }

    /// A script that lies in no file of its own.
    pub fn of_text(name: &str, code: &str) -> Self {
        let program = Program::Script { code: code.to_owned(), language: Language::JavaScript };
        Self { path: PathBuf::from(name), name: name.to_owned(), program }
    }

    /// The trigger that the file itself tells of, before anything is built.
    ///
    /// # Errors
    /// It names the handlers of no trigger, or of several.
    pub fn trigger(&self) -> anyhow::Result<Trigger> {
        match &self.program {
            Program::Component { trigger, .. } => Ok(*trigger),
            Program::Script { code, .. } => handlers::the_only(&self.name, &handlers::named_in(code)),
        }
    }

    /// Whether it may be an Action at all: a script that names no handler is something else, or has it misspelt.
    pub fn names_a_handler(&self) -> bool {
        match &self.program {
            Program::Component { .. } => true,
            Program::Script { code, .. } => !handlers::named_in(code).is_empty(),
        }
    }
}
