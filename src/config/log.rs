//! How the log is written. Only the server's own lines can be made louder: libraries stay at `warn`, because at `trace` an HTTP
//! library writes header fields, and with them cookies and tokens.

use serde::{Deserialize, Serialize};

/// The log, on the standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// `--log-format`, `ANTEROOM_LOG_FORMAT`.
    pub format: LogFormat,
    /// `--log-level`, `ANTEROOM_LOG_LEVEL`.
    pub level: LogLevel,
}

/// The form of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Text on a terminal, JSON otherwise.
    #[default]
    Auto,
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The least important line that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// What must be looked at.
    Error,
    /// What should be looked at.
    Warn,
    /// One line a request.
    #[default]
    Info,
    /// What a flow decided.
    Debug,
    /// Everything.
    Trace,
}
