//! Lines for the execution record, as `console` writes them in JavaScript.
//!
//! They are for operators; the server replaces values of secrets in them. Past the limits (256 lines, 32 KiB by default) lines are
//! dropped and the record says so.

use std::fmt::Display;

use crate::host;

/// Severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// `console.debug`.
    Debug,
    /// `console.log`, `console.info`.
    Info,
    /// `console.warn`.
    Warn,
    /// `console.error`.
    Error,
}

/// Adds a line at a level.
pub fn write(level: Level, message: impl Display) {
    host::with(|h| h.log(level, &message.to_string()));
}

/// `console.debug`.
pub fn debug(message: impl Display) {
    write(Level::Debug, message);
}

/// `console.log`.
pub fn info(message: impl Display) {
    write(Level::Info, message);
}

/// `console.warn`.
pub fn warn(message: impl Display) {
    write(Level::Warn, message);
}

/// `console.error`.
pub fn error(message: impl Display) {
    write(Level::Error, message);
}
