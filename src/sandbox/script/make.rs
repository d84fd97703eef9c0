//! From source to image.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wasmtime::Engine;

use super::build::Run;
use super::engine::{ScriptEngine, hex};
use super::image;
use crate::contract::{Entry, Event, Trigger};
use crate::sandbox::console::{ModuleSecrets, Secrets, clean};
use crate::sandbox::failure::Failure;
use crate::sandbox::report::ConsoleLine;

/// Bytes of free heap in an image, so that a call of usual size does not have to grow the memory.
const RESERVE: u32 = 384 << 10;
/// Characters of what the top level throws.
const MAX_MESSAGE: usize = 1000;

/// What a script Action is made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptSource {
    /// The trigger that it is for.
    pub trigger: Trigger,
    /// The name of its file, in errors and stacks.
    pub file: String,
    /// JavaScript in the form of CommonJS.
    pub code: String,
    /// From `code` to the author's text (Source Map revision 3), where they differ.
    pub source_map: Option<String>,
    /// Its npm packages in one text, whose `module.exports` is a table of factories by what is required.
    pub bundle: Option<String>,
    /// Actions Modules that it may require.
    pub modules: Vec<ScriptModule>,
    /// Built-in modules that it will most likely use: they become a part of the image.
    pub builtins: BTreeSet<String>,
    /// What calls the modules in the place of `code`, for programs of an older form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adapter: Option<Adapter>,
}

/// The older forms of programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Adapter {
    /// Rules: each module is one, and they run in their order.
    Rules,
    /// Hooks: the one module is one.
    Hooks,
    /// The scripts of a custom database: each module is one, and a call says which it is for.
    Databases,
}

/// An Actions Module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptModule {
    /// What stands behind `actions:`.
    pub name: String,
    /// The name of its file.
    pub file: String,
    /// JavaScript in the form of CommonJS.
    pub code: String,
    /// Its npm packages.
    pub bundle: Option<String>,
    /// Whether `code` is one expression, whose value the module is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub expression: bool,
}

/// An image, and what is known of it.
pub struct Made {
    /// The component.
    pub component: Vec<u8>,
    /// The functions that the source exports; unknown where its top level runs at each call.
    pub exports: Option<Vec<String>>,
    /// Why the top level runs at each call, if it does.
    pub late: Option<String>,
    /// What the top level wrote.
    pub console: Vec<ConsoleLine>,
}

/// What is known of a script that was built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedScript {
    /// Identifies source and engine: 64 hexadecimal digits.
    pub sha256: String,
    /// Bytes of the compiled image.
    pub compiled_size: u64,
    /// The functions that the source exports; unknown where its top level runs at each call.
    pub exports: Option<Vec<String>>,
    /// Why the top level runs at each call, if it does.
    pub late: Option<String>,
    /// What the top level wrote.
    pub console: Vec<ConsoleLine>,
}

/// Why there is no image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    /// The source does not parse.
    #[error("{message}{}", at.as_ref().map(|at| format!(" ({at})")).unwrap_or_default())]
    Syntax {
        /// What the parser says.
        message: String,
        /// File, line and column.
        at: Option<String>,
    },
    /// The top level passed a limit.
    #[error("The code at the top level of the Action could not be run when it was built. {0}")]
    Failed(Failure),
    /// Not the author's fault.
    #[error("The server could not build the Action. Its log has the details.")]
    Internal(String),
}

impl ScriptError {
    /// A fault of the server.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(format!("{error:#}"))
    }
}

impl ScriptSource {
    /// Whether it brings packages, which leave behind many times what a plain script does.
    fn is_large(&self) -> bool {
        self.bundle.is_some() || self.modules.iter().any(|module| module.bundle.is_some())
    }

    /// What identifies the image: SHA-256 over the source and the engine, as lower-case hexadecimal digits.
    pub fn sha256(&self, engine: &ScriptEngine) -> String {
        let mut hash = Sha256::new();
        hash.update(&engine.identity);
        // JSON delimits the parts, so that no two sources run together.
        hash.update(serde_json::to_vec(self).unwrap_or_default());
        hex(&hash.finalize())
    }
}

/// Makes the image of `source`, at a time in milliseconds since 1970. Blocks.
///
/// # Errors
/// The source does not parse or passes a limit.
pub fn make(engine: &Engine, scripts: &ScriptEngine, source: &ScriptSource, now: f64) -> Result<Made, ScriptError> {
    let attempt = |load| {
        run(engine, scripts, source, now, load).map_err(|error| match error.downcast::<Failure>() {
            Ok(failure) => ScriptError::Failed(failure),
            Err(error) => ScriptError::Internal(format!("{error:#}")),
        })
    };
    let (mut run, loaded) = attempt(Load::Whole)?;
    let why = match &loaded {
        _ if !run.bench().touched.is_empty() => Some(format!("it uses {}", run.bench().touched.join(" and "))),
        Loaded { threw: Some(threw), .. } if threw.name == "SyntaxError" && threw.is_of(source) => return Err(threw.syntax()),
        Loaded { threw: Some(threw), .. } => {
            let message: String = threw.message.chars().take(MAX_MESSAGE).collect();
            Some(format!("it throws: {}", clean(&message)))
        }
        Loaded { threw: None, .. } => None,
    };
    let console = run.bench().console.take().0;
    let (mut run, exports) = match why {
        None => (run, loaded.exports),
        Some(_) => {
            let (mut run, mut loaded) = attempt(Load::Packages)?;
            if !run.bench().touched.is_empty() {
                (run, loaded) = attempt(Load::Nothing)?;
            }
            match loaded.threw {
                Some(threw) if threw.name == "SyntaxError" => return Err(threw.syntax()),
                Some(threw) => return Err(ScriptError::Internal(format!("{}: {}", threw.message, threw.stack))),
                None => {}
            }
            (run, None)
        }
    };
    let finish = || -> wasmtime::Result<Vec<u8>> {
        run.reserve(RESERVE, source.is_large())?;
        Ok(scripts.shell.component(&image::module(run.memory(), scripts.stack)))
    };
    let component = { finish }().map_err(|error| ScriptError::Internal(format!("{error:#}")))?;
    Ok(Made { component, exports, late: why, console })
}

fn run(engine: &Engine, scripts: &ScriptEngine, source: &ScriptSource, now: f64, load: Load) -> wasmtime::Result<(Run, Loaded)> {
    let mut run = Run::begin(engine, &scripts.code, &scripts.base, Some(Arc::clone(&scripts.builtins)), now)?;
    let request = serde_json::json!({
        "trigger": source.trigger.id(),
        "file": source.file,
        "code": source.code,
        "bundle": source.bundle,
        "modules": source.modules,
        "builtins": source.builtins,
        "late": load != Load::Whole,
        "preload": load == Load::Packages,
        "adapter": source.adapter,
    });
    let mut text = request.to_string();
    if source.is_large() && source.adapter.is_none() {
        // It comes first, so that it is made first.
        text.replace_range(..1, &format!("{{\"sample\":{},", sample(source.trigger)?));
    }
    let answer = run.call("load", text.as_bytes())?;
    let loaded: Loaded = serde_json::from_slice(&answer)?;
    if let Some(broken) = loaded.broken {
        wasmtime::bail!("the prelude broke: {broken}");
    }
    Ok((run, loaded))
}

/// What is evaluated at the build, and then not at each call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Load {
    /// The Action's top level.
    Whole,
    /// Its packages.
    Packages,
    /// Nothing.
    Nothing,
}

/// The request of a call with the sample event.
fn sample(trigger: Trigger) -> wasmtime::Result<String> {
    let event = Event::from_json(trigger, &serde_json::from_str(Event::sample(trigger))?)?;
    Ok(super::request(&event, Entry::Execute, &Secrets::default(), &ModuleSecrets::default())?)
}

#[derive(Deserialize)]
struct Loaded {
    exports: Option<Vec<String>>,
    threw: Option<Threw>,
    broken: Option<String>,
}

#[derive(Deserialize)]
struct Threw {
    name: String,
    message: String,
    stack: String,
}

impl Threw {
    /// Whether it is the source itself that does not parse, rather than something that it evaluated.
    fn is_of(&self, source: &ScriptSource) -> bool {
        self.at().is_some_and(|at| at.starts_with(&format!("{}:", source.file)))
    }

    /// The place of a syntax error: the first frame, which names no function.
    fn at(&self) -> Option<&str> {
        self.stack.lines().next()?.trim().strip_prefix("at ")
    }

    fn syntax(&self) -> ScriptError {
        ScriptError::Syntax { message: clean(&format!("{}: {}", self.name, self.message)), at: self.at().map(clean) }
    }
}
