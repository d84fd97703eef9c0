//! The Hook of a trigger: one call before the trigger's Actions, with the event that they get (reference 3.6).
//!
//! There is no policy for failures: a Hook that fails ends a flow that waits for it. After a flow that does not wait, the Actions run all
//! the same: they have nothing to do with the Hook, and nothing is decided any more.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use zeroize::Zeroizing;

use super::loaded::Loaded;
use super::record::{self, Failed, told};
use super::{Pipeline, Run, TRIGGER_TIME, Verdict, verdict};
use crate::audit::ExecutionStatus;
use crate::contract::{Entry, Event, Trigger};
use crate::hooks::{Hook, RUNS, TRIGGERS};
use crate::sandbox::Report;
use crate::storage::StoreError;

/// What the programs are called.
const HOOK: &str = "Hook";

impl Pipeline {
    /// The Hook that a trigger runs.
    pub(super) async fn hook(&self, trigger: Trigger) -> Result<Option<Hook>, StoreError> {
        if !TRIGGERS.contains(&trigger) {
            return Ok(None);
        }
        Ok(self.parts.hooks.find(RUNS, trigger.id()).await?.map(|found| found.value))
    }

    /// Runs a Hook, and keeps in `run` what came of it. The answer is a failure that does not end the flow.
    pub(super) async fn run_hook(&self, run: &mut Run, hook: &Hook, event: &Arc<Event>) -> Option<Failed> {
        let started_at = self.parts.clock.now();
        let outcome = match self.hook_ready(hook).await {
            Ok(loaded) => Ok(self.call(&loaded, event, Entry::Execute, TRIGGER_TIME).await),
            Err(failed) => Err(failed),
        };
        let failed = told(&outcome).map(|failed| failed.of_a(HOOK));
        let mut entry = record::blank(&hook.id, &hook.name, started_at, self.parts.clock.now());
        if let Ok(report) = &outcome {
            entry.fuel_used = report.fuel_used;
            entry.fuel_limit = report.fuel_limit;
            entry.wall_us = u64::try_from(report.wall.as_micros()).unwrap_or(u64::MAX);
            entry.peak_memory = u64::try_from(report.peak_memory).unwrap_or(u64::MAX);
            let again = report.steps.first().and_then(|step| record::called_again(HOOK, step));
            entry.console = json!(report.console.iter().cloned().chain(again).collect::<Vec<_>>());
        }
        let seal = |replay: &[u8]| self.parts.vault.seal(&format!("execution/{}/replay", run.execution.id), replay);
        record::close(&mut entry, outcome.as_ref().ok(), failed.as_ref(), seal);
        run.execution.results.push(entry);
        if let Ok(Report { outcome: Ok(effects), .. }) = outcome {
            run.verdict = verdict(&effects);
            run.effects.extend(effects);
        }
        let failed = failed?;
        let own = json!({ "hook_id": hook.id, "hook_name": hook.name });
        let log = self.parts.audit.event("actions_execution_failed");
        run.failures.push(record::failed_event(log, &run.execution, &format!("The Hook \"{}\"", hook.name), own, &failed));
        if hook.trigger.blocks() {
            run.execution.status = ExecutionStatus::Canceled;
            run.verdict = Verdict::Failed { threw: failed.threw };
            return None;
        }
        run.execution.status = ExecutionStatus::Partial;
        Some(failed)
    }

    /// The Hook, ready to run. The program stays loaded; secrets are opened anew, so that a changed one counts.
    async fn hook_ready(&self, hook: &Hook) -> Result<Loaded, Failed> {
        let program = self.versions.script(&self.parts, &hook.unit).await?;
        let mut secrets = BTreeMap::new();
        for (name, sealed) in &hook.secrets {
            let value: Zeroizing<String> = self
                .parts
                .vault
                .open_text(&Hook::purpose(&hook.id, name), sealed)
                .map_err(|error| Failed::new("not_loaded", format!("the secret {name} cannot be opened: {error}")))?;
            secrets.insert(name.clone(), value);
        }
        Ok(Loaded {
            program,
            limits: self.parts.limits.clone(),
            secrets: Arc::new(secrets),
            module_secrets: Arc::default(),
            egress: self.parts.egress.clone(),
        })
    }
}
