//! Script Actions: JavaScript in the shared engine, on a memory of its own for every call.
//!
//! The source is evaluated once, when the Action is built; the memory that results is its image. A deployed script Action is a
//! small component that imports the engine's code, compiled once for all of them, and holds nothing but the image. So it passes
//! through the same pool, limits and report as every other component.

mod answer;
mod build;
mod builtins;
mod crypto;
mod engine;
mod host;
mod image;
mod json;
mod make;
mod operations;
mod places;
mod program;
mod rules;
mod split;

pub use self::answer::effects;
pub use self::builtins::Builtins;
pub use self::crypto::unpaid;
pub use self::engine::ScriptEngine;
pub use self::host::Engineroom;
pub use self::json::from_str as read_json;
pub use self::make::{Adapter, Made, PreparedScript, ScriptError, ScriptModule, ScriptSource, make};
pub use self::program::{ScriptProgram, request};

/// An answer as the mailbox carries it: the length of the text in four bytes, the text, the bytes.
fn frame(text: &str, bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes();
    [&length, text.as_bytes(), bytes].concat()
}
