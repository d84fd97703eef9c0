//! The scripts of a custom database: one call, one record, and what the script said.
//!
//! There is no trigger and no policy for failures: whoever asks decides what a failure means, and has to keep the record.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::loaded::Loaded;
use super::record::{self, Failed, told};
use super::{Pipeline, Run, TRIGGER_TIME, Verdict};
use crate::audit::ExecutionStatus;
use crate::contract::database::{self, Script};
use crate::contract::{Entry, Event, Trigger};
use crate::databases;
use crate::identity::Connection;
use crate::sandbox::{Report, read_json};
use crate::storage::StoreError;

/// What the programs are called.
const SCRIPT: &str = "script";
/// What its records say in the place of a trigger.
pub const TRIGGER: &str = "custom-database";
/// Bytes of an answer: a profile with both kinds of metadata as large as they may be.
const MAX_ANSWER: usize = 96 << 10;

/// What a script said.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// It called back without an error. Nothing of it is checked.
    Answer(Value),
    /// `WrongUsernameOrPasswordError`. The author's own words are not among it: nobody has looked for the password in them.
    Wrong {
        /// Whether there is somebody of that name, whose password it is not.
        known: bool,
    },
    /// `ValidationError` of somebody new.
    Invalid {
        /// Whether because there is somebody of that name.
        exists: bool,
    },
}

/// A call that has ended. The run is not yet written.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What it said; nothing where it failed.
    pub said: Option<Said>,
    /// The record, and the event of a failure.
    pub run: Run,
}

impl Pipeline {
    /// Calls a script of a connection; `None` where it has no such script, and then `event` is never called.
    pub async fn ask_database(
        &self,
        connection: &Connection,
        script: Script,
        event: impl FnOnce() -> database::Event + Send,
    ) -> Result<Option<Asked>, StoreError> {
        if !connection.has_scripts() || !databases::scripts(connection).contains_key(script.name()) {
            return Ok(None);
        }
        let mut run = self.begin(Trigger::PostUserRegistration);
        TRIGGER.clone_into(&mut run.execution.trigger_id);
        let started_at = self.parts.clock.now();
        let outcome = match self.database_ready(connection).await? {
            Ok(loaded) => {
                let event = Arc::new(Event::Database(Box::new(event())));
                Ok(self.call(&loaded, &event, Entry::Execute, TRIGGER_TIME).await)
            }
            Err(failed) => Err(failed),
        };
        let mut failed = told(&outcome).map(|failed| failed.of_a(SCRIPT));
        let said = outcome.as_ref().ok().and_then(|report| report.shown.as_deref()).filter(|_| failed.is_none()).map(read);
        let said = match said {
            Some(Ok(said)) => Some(said),
            Some(Err(fault)) => {
                failed = Some(fault);
                None
            }
            None => {
                failed = failed.or_else(|| Some(Failed::new("invalid_effect", "The script ended without an answer.")));
                None
            }
        };
        self.keep(&mut run, connection, script, started_at, &outcome, failed.as_ref());
        Ok(Some(Asked { said, run }))
    }

    /// The record of a call.
    fn keep(
        &self,
        run: &mut Run,
        connection: &Connection,
        script: Script,
        started_at: jiff::Timestamp,
        outcome: &Result<Report, Failed>,
        failed: Option<&Failed>,
    ) {
        let now = self.parts.clock.now();
        let mut entry = record::blank(&connection.id, &format!("{} of {}", script.name(), connection.name), started_at, now);
        if let Ok(report) = outcome {
            entry.fuel_used = report.fuel_used;
            entry.fuel_limit = report.fuel_limit;
            entry.wall_us = u64::try_from(report.wall.as_micros()).unwrap_or(u64::MAX);
            entry.peak_memory = u64::try_from(report.peak_memory).unwrap_or(u64::MAX);
            let again = report.steps.first().and_then(|step| record::called_again(SCRIPT, step));
            entry.console = json!(report.console.iter().cloned().chain(again).collect::<Vec<_>>());
        }
        let seal = |replay: &[u8]| self.parts.vault.seal(&format!("execution/{}/replay", run.execution.id), replay);
        record::close(&mut entry, outcome.as_ref().ok(), failed, seal);
        if let Some(failed) = failed {
            "failed".clone_into(&mut entry.verdict);
            run.execution.status = ExecutionStatus::Canceled;
            run.verdict = Verdict::Failed { threw: failed.threw.clone() };
            let own = json!({ "connection_id": connection.id, "script": script.name() });
            let log = self.parts.audit.event("actions_execution_failed");
            let what = format!("The script \"{}\" of the database {}", script.name(), connection.name);
            run.failures.push(record::failed_event(log, &run.execution, &what, own, failed));
        }
        run.execution.results.push(entry);
        run.execution.updated_at = now;
    }

    /// The scripts of a connection, ready to run. The program stays loaded; values are opened anew, so that a changed one counts.
    async fn database_ready(&self, connection: &Connection) -> Result<Result<Loaded, Failed>, StoreError> {
        let Some(stored) = self.parts.databases.get(&connection.id).await? else {
            return Ok(Err(Failed::new("not_loaded", "the scripts were never built; write them again")));
        };
        let program = match self.versions.script(&self.parts, &stored.unit).await {
            Ok(program) => program,
            Err(failed) => return Ok(Err(failed)),
        };
        let mut secrets = BTreeMap::new();
        let sealed = connection.options.get("configuration").and_then(Value::as_object);
        for (name, value) in sealed.into_iter().flatten() {
            let sealed = value.as_str().unwrap_or_default();
            let opened: Result<Zeroizing<String>, _> = self.parts.vault.open_text(&databases::purpose(&connection.id, name), sealed);
            match opened {
                Ok(value) => drop(secrets.insert(name.clone(), value)),
                Err(error) => return Ok(Err(Failed::new("not_loaded", format!("the configuration {name} cannot be opened: {error}")))),
            }
        }
        Ok(Ok(Loaded {
            program,
            limits: self.parts.limits.clone(),
            secrets: Arc::new(secrets),
            module_secrets: Arc::default(),
            egress: self.parts.egress.clone(),
        }))
    }
}

/// Reads what a script told, which a stranger may have written.
fn read(shown: &str) -> Result<Said, Failed> {
    let refused = |message: String| Failed::new("invalid_effect", message);
    if shown.len() > MAX_ANSWER {
        return Err(refused(format!("The script answered with {} bytes; at most {MAX_ANSWER} are taken.", shown.len())));
    }
    read_json(shown).map_err(|error| refused(format!("The script's answer cannot be read: {error}.")))
}
