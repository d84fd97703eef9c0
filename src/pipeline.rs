//! Runs a trigger: its bound Actions in order, the same event for each, until one denies; and keeps one record of it.
//!
//! The bindings and the deployed versions are read at every run rather than followed by a watch: two small reads, and a login
//! that starts after a deploy was answered sees the deploy, on every node. What is expensive (compiled code, opened secrets)
//! is kept by version, and versions never change. With nothing bound, one read is all that a login pays: no event is built.

mod hooks;
mod loaded;
mod record;
pub mod rehearsal;
mod rules;
pub mod trial;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::actions::{Action, ActionStore, ActionVersion, Binding, FailurePolicy};
use crate::audit::{Audit, Execution, ExecutionStatus, LogEvent};
use crate::clock::Clock;
use crate::contract::effect::MultifactorProvider;
use crate::contract::{Effect, Event, Trigger};
use crate::hooks::Hook;
use crate::random::{Random, uuid};
use crate::rules::RuleStore;
use crate::sandbox::{Call, EgressPolicy, Failure, Limits, MemoryCache, Report, Sandbox};
use crate::storage::vault::Vault;
use crate::storage::{Batch, Collection, StoreError, Stored};

use loaded::LoadedVersions;
use record::Failed;

pub use loaded::Loaded;
pub use rules::Homes;

/// How long all Actions of one run may take together, waiting included (reference 1.2).
pub const TRIGGER_TIME: Duration = Duration::from_secs(20);

/// What a pipeline is made from.
pub struct Parts {
    /// The tenant's Actions.
    pub actions: ActionStore,
    /// The tenant's Rules.
    pub rules: RuleStore,
    /// The tenant's Hooks.
    pub hooks: Collection<Hook>,
    /// Where records and events go.
    pub audit: Audit,
    /// Opens secrets.
    pub vault: Vault,
    /// Runs programs.
    pub sandbox: Sandbox,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The limits of Actions that have none of their own.
    pub limits: Limits,
    /// What Actions may call that have no allowed hosts of their own.
    pub egress: EgressPolicy,
}

/// Runs triggers.
pub struct Pipeline {
    parts: Parts,
    versions: LoadedVersions,
    caches: BTreeMap<Trigger, Arc<MemoryCache>>,
    homes: OnceLock<Arc<dyn Homes>>,
}

/// What a run decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The flow goes on.
    Allow,
    /// An Action called `api.access.deny`.
    Deny {
        /// For the log and API clients.
        reason: String,
        /// For the page.
        user_message: Option<String>,
        /// The OAuth error, where the trigger has one.
        code: Option<String>,
    },
    /// An Action called `api.validation.error`.
    Invalid {
        /// The author's code.
        code: String,
        /// For the page.
        message: String,
    },
    /// An Action failed, and its binding says that the flow fails with it.
    Failed {
        /// Whether the author's own code threw; its message then is the answer's description, as in Auth0.
        threw: Option<String>,
    },
}

/// One run of a trigger, not yet written.
#[derive(Debug, Clone)]
pub struct Run {
    /// What was decided.
    pub verdict: Verdict,
    /// What the Actions asked for, in order. Metadata counts even after a denial (reference 1.2).
    pub effects: Vec<Effect>,
    /// The record.
    pub execution: Execution,
    /// Events of Actions that failed.
    pub failures: Vec<LogEvent>,
}

impl Run {
    /// Adds the writes of the record and of the failures' events to the flow's own batch.
    pub fn stage(&self, audit: &Audit, batch: &mut Batch) -> Result<(), StoreError> {
        audit.stage_execution(batch, &self.execution)?;
        self.failures.iter().try_for_each(|event| audit.stage(batch, event))
    }
}

impl Pipeline {
    /// A pipeline over the tenant's Actions.
    pub fn new(parts: Parts) -> Self {
        let caches = Trigger::ALL.into_iter().map(|trigger| (trigger, Arc::new(MemoryCache::default()))).collect();
        Self { parts, versions: LoadedVersions::default(), caches, homes: OnceLock::new() }
    }

    /// The sandbox beneath.
    pub fn sandbox(&self) -> &Sandbox {
        &self.parts.sandbox
    }

    /// Loads every deployed and bound version, so that no login is the first. Says how many are ready; one that cannot be
    /// loaded is logged and tried again at its first run.
    pub async fn warm(&self) -> Result<usize, StoreError> {
        let mut ready = 0;
        for trigger in Trigger::ALL {
            for (_, action) in self.bound(trigger).await? {
                let Some(version) = self.deployed(&action).await? else { continue };
                match self.loaded(&action, &version).await {
                    Ok(_) => ready += 1,
                    Err(failed) => tracing::error!(action = action.name, reason = failed.message, "a deployed Action cannot be loaded"),
                }
            }
        }
        Ok(ready)
    }

    /// Runs the Hook of `trigger` and then its Actions; `None` where there are neither, and then `event` is never called.
    pub async fn run(&self, trigger: Trigger, event: impl FnOnce() -> Event + Send) -> Result<Option<Run>, StoreError> {
        let (hook, bound) = (self.hook(trigger).await?, self.bound(trigger).await?);
        if bound.is_empty() && hook.is_none() {
            return Ok(None);
        }
        let mut run = self.begin(trigger);
        let event = Arc::new(event());
        let failed = match &hook {
            Some(hook) => self.run_hook(&mut run, hook, &event).await,
            None => None,
        };
        if run.verdict == Verdict::Allow {
            self.actions(&mut run, &bound, event).await?;
        }
        if let Some(failed) = failed.filter(|_| run.verdict == Verdict::Allow) {
            run.verdict = Verdict::Failed { threw: failed.threw };
        }
        run.execution.updated_at = self.parts.clock.now();
        Ok(Some(run))
    }

    /// Runs the bound Actions in order, until one ends the flow.
    async fn actions(
        &self,
        run: &mut Run,
        bound: &[(Binding, Stored<Action>)],
        event: impl Into<Arc<Event>> + Send,
    ) -> Result<(), StoreError> {
        let mut event = event.into();
        let mut time_left = TRIGGER_TIME;
        for (binding, action) in bound {
            let before = run.effects.len();
            let failed = self.step(run, binding, action, &event, &mut time_left).await?;
            // The one thing that a later Action sees of an earlier one (reference 1.2).
            if run.effects.iter().skip(before).any(|effect| matches!(effect, Effect::TransactionMetadata { .. })) {
                Arc::make_mut(&mut event).remember(run.effects.get(before..).unwrap_or_default());
            }
            if let Some(failed) = failed {
                match binding.on_failure {
                    FailurePolicy::Skip => run.execution.status = ExecutionStatus::Partial,
                    FailurePolicy::Deny | FailurePolicy::PreviousVersion => {
                        run.execution.status = ExecutionStatus::Canceled;
                        run.verdict = Verdict::Failed { threw: failed.threw };
                    }
                }
            }
            if run.verdict != Verdict::Allow {
                break;
            }
        }
        Ok(())
    }

    fn begin(&self, trigger: Trigger) -> Run {
        let now = self.parts.clock.now();
        Run {
            verdict: Verdict::Allow,
            effects: Vec::new(),
            execution: Execution {
                id: uuid(self.parts.random.as_ref()),
                trigger_id: trigger.id().to_owned(),
                status: ExecutionStatus::Final,
                results: Vec::new(),
                created_at: now,
                updated_at: now,
                expires_at: self.parts.audit.keep_until(now),
            },
            failures: Vec::new(),
        }
    }

    /// Runs one binding's Action, and its previous version where the policy says so. The answer is the failure that stands.
    async fn step(
        &self,
        run: &mut Run,
        binding: &Binding,
        action: &Stored<Action>,
        event: &Arc<Event>,
        time_left: &mut Duration,
    ) -> Result<Option<Failed>, StoreError> {
        // Deleted or never deployed since it was bound: nothing to run, and nothing that could have been checked.
        let Some(version) = self.deployed(action).await? else {
            return Ok(Some(Failed::new("not_deployed", "the Action is bound but has no deployed version; deploy it or unbind it")));
        };
        let Some(failed) = self.attempt(run, binding, action, &version, event, time_left).await else { return Ok(None) };
        if binding.on_failure != FailurePolicy::PreviousVersion || version.number < 2 {
            return Ok(Some(failed));
        }
        let number = format!("{}\0{:020}", action.id, version.number - 1);
        let Some(previous) = self.parts.actions.versions.find("number", &number).await? else { return Ok(Some(failed)) };
        match self.attempt(run, binding, action, &previous, event, time_left).await {
            None => {
                run.execution.status = ExecutionStatus::Partial;
                Ok(None)
            }
            again => Ok(again),
        }
    }

    /// Runs one version once, and keeps in `run` what came of it.
    async fn attempt(
        &self,
        run: &mut Run,
        binding: &Binding,
        action: &Action,
        version: &ActionVersion,
        event: &Arc<Event>,
        time_left: &mut Duration,
    ) -> Option<Failed> {
        let started_at = self.parts.clock.now();
        let outcome = match self.loaded(action, version).await {
            Ok(loaded) => Ok(self.call(&loaded, event, *time_left).await),
            Err(failed) => Err(failed),
        };
        if let Ok(report) = &outcome {
            *time_left = time_left.saturating_sub(report.wall);
        }
        let place = record::Place { binding, action, version, started_at, ended_at: self.parts.clock.now() };
        let seal = |replay: &[u8]| self.parts.vault.seal(&format!("execution/{}/replay", run.execution.id), replay);
        let outcome = outcome.map(refuse_what_no_flow_does);
        let (entry, failed) = record::entry(&place, &outcome, seal);
        if let Some(failed) = &failed {
            let event = self.parts.audit.event("actions_execution_failed");
            run.failures.push(record::failure_event(event, &run.execution, &place, failed));
        }
        run.execution.results.push(entry);
        if let Ok(Report { outcome: Ok(effects), .. }) = outcome {
            run.verdict = verdict(&effects);
            run.effects.extend(effects);
        }
        failed
    }

    async fn call(&self, loaded: &Loaded, event: &Arc<Event>, time_left: Duration) -> Report {
        let cache = self.caches.get(&event.trigger()).cloned().unwrap_or_default();
        self.parts
            .sandbox
            .call(Call {
                program: loaded.program.clone(),
                event: event.clone(),
                limits: loaded.limits.clone(),
                secrets: loaded.secrets.clone(),
                module_secrets: loaded.module_secrets.clone(),
                cache,
                egress: loaded.egress.clone(),
                time_left,
                home: None,
                clock: None,
            })
            .await
    }

    /// The Actions of a trigger in order. A binding whose Action is gone is left out: deleting by force unbinds.
    async fn bound(&self, trigger: Trigger) -> Result<Vec<(Binding, Stored<Action>)>, StoreError> {
        let Some(list) = self.parts.actions.bindings.get(trigger.id()).await? else { return Ok(Vec::new()) };
        let mut out = Vec::with_capacity(list.bindings.len());
        for binding in &list.value.bindings {
            if let Some(action) = self.parts.actions.actions.get(&binding.action_id).await? {
                out.push((binding.clone(), action));
            }
        }
        Ok(out)
    }

    async fn deployed(&self, action: &Action) -> Result<Option<Stored<ActionVersion>>, StoreError> {
        match &action.deployed_version {
            Some(id) => self.parts.actions.versions.get(id).await,
            None => Ok(None),
        }
    }

    async fn loaded(&self, action: &Action, version: &ActionVersion) -> Result<Arc<Loaded>, Failed> {
        self.versions.get(&self.parts, action, version).await
    }
}

/// Fails a call that asked for what should have stopped the user, and that no flow can do yet: a redirect, a form, a second factor.
/// To go on as if it had not been asked would let somebody in whom the author wanted to see first.
fn refuse_what_no_flow_does(mut report: Report) -> Report {
    let missing = report.outcome.iter().flatten().find_map(|effect| match effect {
        Effect::Redirect { .. } => Some("api.redirect.sendUserTo"),
        Effect::RenderPrompt { .. } => Some("api.prompt.render"),
        Effect::ChallengeWith { .. } | Effect::ChallengeWithAny { .. } => Some("api.authentication.challengeWith"),
        Effect::EnrollWith { .. } | Effect::EnrollWithAny { .. } => Some("api.authentication.enrollWith"),
        Effect::EnableMultifactor { provider, .. } if *provider != MultifactorProvider::None => Some("api.multifactor.enable"),
        _ => None,
    });
    let denies = report.outcome.as_ref().is_ok_and(|effects| verdict(effects) != Verdict::Allow);
    if let Some(method) = missing.filter(|_| !denies) {
        report.outcome = Err(Failure::InvalidEffect { message: format!("it called {method}, which this server cannot do yet.") });
    }
    report
}

/// What a run with these effects decides: the first denial or validation error.
pub fn verdict(effects: &[Effect]) -> Verdict {
    effects
        .iter()
        .find_map(|effect| match effect {
            Effect::AccessDeny { reason, user_message, code } => {
                Some(Verdict::Deny { reason: reason.clone(), user_message: user_message.clone(), code: code.clone() })
            }
            // At Auth0 both reject the transaction as well.
            Effect::RevokeSession { reason, .. } | Effect::RevokeRefreshToken { reason } => {
                Some(Verdict::Deny { reason: reason.clone(), user_message: None, code: None })
            }
            Effect::RejectSubjectToken { reason } => {
                Some(Verdict::Deny { reason: reason.clone(), user_message: None, code: Some("invalid_request".to_owned()) })
            }
            Effect::ValidationError { code, message } => Some(Verdict::Invalid { code: code.clone(), message: message.clone() }),
            _ => None,
        })
        .unwrap_or(Verdict::Allow)
}

/// What a run with these effects decides, in the words of records.
pub fn verdict_of(effects: &[Effect]) -> &'static str {
    verdict_label(&verdict(effects))
}

fn verdict_label(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Allow => "allow",
        Verdict::Deny { .. } => "deny",
        Verdict::Invalid { .. } => "validation_error",
        Verdict::Failed { .. } => "failed",
    }
}
