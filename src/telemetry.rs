//! What the server tells of itself: the log on the standard error, and [`metrics`].
//!
//! A log line holds ids, routes, kinds and durations; never a query string, a body, a header field or anything a user typed.
//! That is kept by what is written (the request log knows only route templates) and by the filter below (libraries, which may
//! write whole requests when made loud, stay at `warn`).

pub mod metrics;

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat, LogLevel};

/// Starts the log of this process. Called once, by `serve`; a second call changes nothing.
pub fn init(log: &Log) {
    let level = match log.level {
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
        LogLevel::Trace => "trace",
    };
    let libraries = if log.level == LogLevel::Error { "error" } else { "warn" };
    let filter = EnvFilter::new(format!("{libraries},anteroom={level}"));
    let terminal = std::io::stderr().is_terminal();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // An error means that a log was started before, which then stays.
    let _ = match log.format {
        LogFormat::Json => builder.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init(),
        LogFormat::Auto if !terminal => builder.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init(),
        LogFormat::Auto | LogFormat::Text => builder.with_ansi(terminal).try_init(),
    };
}
