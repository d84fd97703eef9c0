//! How log streams are sent, and a file that the log is copied to.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// Log streams.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogStreamSettings {
    /// Milliseconds that a receiver may take to answer.
    pub timeout_ms: u64,
    /// Milliseconds before the first repetition; each further one waits twice as long.
    pub first_retry_ms: u64,
    /// Milliseconds between repetitions at most.
    pub last_retry_ms: u64,
    /// Hours of failure after which a stream is suspended.
    pub suspend_after_hours: u32,
    /// `[log_streams.file]`.
    pub file: LogFile,
}

/// A copy of the tenant log in a file: `<tenant>.jsonl`, one event a line, appended and flushed to the disk. Who rotates it moves it
/// away: it is opened anew for each portion.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogFile {
    /// Where the file is; none is written without it. Only this file names a path, never the Management API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directory: Option<PathBuf>,
}

impl Default for LogStreamSettings {
    fn default() -> Self {
        // A receiver that restarts is asked again at once, one that is gone every five minutes for a day.
        Self { timeout_ms: 10_000, first_retry_ms: 1_000, last_retry_ms: 300_000, suspend_after_hours: 24, file: LogFile::default() }
    }
}

impl LogStreamSettings {
    /// How long a receiver may take.
    pub fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }

    /// The wait before the repetition `number`, from 0.
    pub fn wait(&self, number: u32) -> Duration {
        let factor = 1u64.checked_shl(number).unwrap_or(u64::MAX);
        Duration::from_millis(self.first_retry_ms.saturating_mul(factor).min(self.last_retry_ms))
    }

    /// How long a receiver may fail.
    pub fn suspend_after(&self) -> jiff::SignedDuration {
        jiff::SignedDuration::from_hours(i64::from(self.suspend_after_hours))
    }

    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        let between = |name: &str, value: u64, least: u64, most: u64| {
            if (least..=most).contains(&value) {
                return Ok(());
            }
            Err(ConfigError::new(format!("log_streams.{name}"), format!("must be from {least} to {most}")))
        };
        between("timeout_ms", self.timeout_ms, 1, 60_000)?;
        between("first_retry_ms", self.first_retry_ms, 1, 3_600_000)?;
        between("last_retry_ms", self.last_retry_ms, self.first_retry_ms, 3_600_000)?;
        between("suspend_after_hours", self.suspend_after_hours.into(), 1, 240)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let settings = LogStreamSettings::default();
        let waits: Vec<u64> = [0, 1, 2, 8, 9, 40, 64, u32::MAX].map(|n| settings.wait(n).as_secs()).to_vec();
        assert_eq!(waits, [1, 2, 4, 256, 300, 300, 300, 300]);
    }
}
