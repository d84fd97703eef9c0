//! What can be wrong with an uploaded component, and with a stored one at load.
//!
//! Each fault has its own sentence, which says what the author should change.

use crate::contract::Trigger;

/// The largest component that is accepted, in bytes.
pub const MAX_COMPONENT: usize = 32 << 20;

/// What is wrong with an uploaded component.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// Nothing was sent.
    #[error("The upload is empty. Send the component as the body of the request, with the type application/wasm.")]
    Empty,
    /// Too many bytes.
    #[error(
        "The component has {size} bytes, but at most {MAX_COMPONENT} are accepted. Build it in release mode and strip its debug information."
    )]
    TooLarge {
        /// Its size in bytes.
        size: usize,
    },
    /// Not WebAssembly.
    #[error(
        "The upload is not WebAssembly: it does not begin with the bytes 00 61 73 6d. Send the .wasm file that `anteroom actions build` writes."
    )]
    NotWasm,
    /// The file ends too early.
    #[error("The component is cut off: it ends at byte {offset}, in the middle of a part. Upload it again.")]
    Truncated {
        /// Where it ends.
        offset: usize,
    },
    /// A core module.
    #[error(
        "The upload is a WebAssembly module, not a component. Run `anteroom actions build`, which turns the module into a component, and upload what it writes."
    )]
    CoreModule,
    /// Malformed, or with features that are off.
    #[error("The component is not valid: {reason}. Build it again with the current tools.")]
    Invalid {
        /// What the validator says.
        reason: String,
    },
    /// Strings that are not UTF-8.
    #[error("The component passes strings in another encoding than UTF-8. Build it with string-encoding=utf8.")]
    Encoding,
    /// The component is for another trigger.
    #[error(
        "The component is made for the trigger {found}, but this Action belongs to {expected}. Create an Action for {found}, or build the component against the world {expected}."
    )]
    OtherTrigger {
        /// The trigger of the Action.
        expected: &'static str,
        /// The trigger of the component.
        found: &'static str,
    },
    /// The component has no handler that is known.
    #[error("The component does not export {}, the handler of {}. It exports: {}. Build it against the world {} of the WIT package anteroom:actions.", handler(*expected), expected.id(), list(found), expected.id())]
    OtherWorld {
        /// The trigger of the Action.
        expected: Trigger,
        /// What the component exports.
        found: Vec<String>,
    },
    /// The handler has another signature.
    #[error("The component does not fit the world {}: {reason}. Build it against the WIT package anteroom:actions of this server.", expected.id())]
    WrongSignature {
        /// The trigger of the Action.
        expected: Trigger,
        /// What does not fit.
        reason: String,
    },
    /// Imports that the server does not have.
    #[error("The component imports what this server does not offer: {}. Remove what needs them; an Action has the interfaces of the WIT package anteroom:actions and no files or sockets.", list(.0))]
    UnknownImports(
        /// Each import's full name.
        Vec<String>,
    ),
    /// Too much of something.
    #[error("The component has {count} {what}, but at most {limit} are accepted. Remove code that is not needed, or optimise for size.")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many.
        count: u64,
        /// How many are accepted.
        limit: u64,
    },
    /// It needs more than a place of the pool has.
    #[error("The component needs {count} {what}, but the sandbox has room for {limit} per Action. {hint}")]
    Resources {
        /// What it needs too much of.
        what: &'static str,
        /// How many.
        count: u64,
        /// How many there are.
        limit: u64,
        /// What to change.
        hint: &'static str,
    },
    /// The compiler used up its time or memory.
    #[error("The component could not be compiled within {what}. Split very large functions, or build with less inlining.")]
    TooComplex {
        /// The limit that was met.
        what: String,
    },
    /// It cannot be instantiated.
    #[error("The component cannot be started: {0}")]
    Trial(super::Failure),
    /// Not the author's fault.
    #[error("The server could not compile the component. Its log has the details.")]
    Internal(#[source] anyhow::Error),
}

impl UploadError {
    /// Whether the author can do something about it (a 4xx), or only the operator of the server (a 5xx).
    pub fn is_authors_fault(&self) -> bool {
        use super::Failure::{Busy, HostPanic};
        !matches!(self, Self::Internal(_) | Self::Trial(Busy { .. } | HostPanic))
    }
}

/// The function that a component for `trigger` exports.
pub fn handler(trigger: Trigger) -> &'static str {
    trigger.export()
}

/// Names for a sentence; at most twenty of them, each at most 100 characters, because the author chose them.
fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "nothing".to_owned();
    }
    let mut out =
        names.iter().take(20).map(|name| name.chars().filter(|c| !c.is_control()).take(100).collect()).collect::<Vec<String>>().join(", ");
    if let Some(more) = names.len().checked_sub(20).filter(|n| *n > 0) {
        out.push_str(&format!(" and {more} more"));
    }
    out
}

/// Why a stored component cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The component's bytes could not be read.
    #[error("the component could not be read from the store")]
    Source(#[source] anyhow::Error),
    /// The bytes are not those of the hash.
    #[error("the stored component does not have the hash {expected}")]
    WrongHash {
        /// The hash that was asked for.
        expected: String,
    },
    /// It was accepted once, but this engine does not take it.
    #[error("the component cannot be compiled again: {0}")]
    Upload(#[from] UploadError),
    /// A script that was built once does not build on this server.
    #[error("the Action cannot be built again: {0}")]
    Script(#[from] super::script::ScriptError),
    /// The compiled code cannot be loaded.
    #[error("the compiled component cannot be loaded")]
    Internal(#[source] anyhow::Error),
}

/// What is known of a component that passed every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// SHA-256 of the component, as lower-case hexadecimal digits.
    pub sha256: String,
    /// Bytes of the component.
    pub size: u64,
    /// Bytes of the compiled code.
    pub compiled_size: u64,
    /// What it exports.
    pub exports: Vec<String>,
    /// What it imports.
    pub imports: Vec<String>,
}
