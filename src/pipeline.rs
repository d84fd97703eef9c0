//! Runs a trigger: its bound Actions in order, the same event for each, until one denies; and keeps one record of it.
//!
//! The bindings and the deployed versions are read at every run rather than followed by a watch: two small reads, and a login
//! that starts after a deploy was answered sees the deploy, on every node. What is expensive (compiled code, opened secrets)
//! is kept by version, and versions never change. With nothing bound, one read is all that a login pays: no event is built.

mod checks;
pub mod databases;
mod hooks;
mod loaded;
mod record;
pub mod rehearsal;
mod rules;
pub mod suspension;
pub mod trial;
mod verdict;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::actions::{Action, ActionStore, ActionVersion, Binding, FailurePolicy};
use crate::audit::{Audit, Execution, ExecutionStatus, LogEvent};
use crate::clock::Clock;
use crate::contract::rules::Management;
use crate::contract::{self, Effect, Entry, Event, Trigger};
use crate::databases::DatabaseProgram;
use crate::hooks::Hook;
use crate::identity::User;
use crate::random::{Random, uuid};
use crate::rules::RuleStore;
use crate::sandbox::{Call, EgressPolicy, Limits, MemoryCache, Report, Sandbox};
use crate::storage::vault::Vault;
use crate::storage::{Batch, Collection, StoreError, Stored};
use crate::triggers::post_login;

use loaded::LoadedVersions;
use record::Failed;
use suspension::{Pinned, Stage, Suspension};

pub use loaded::Loaded;
pub use rules::Homes;
pub use verdict::{Verdict, verdict, verdict_of};

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
    /// What the scripts of custom databases were built into.
    pub databases: Collection<DatabaseProgram>,
    /// The tenant's users, of whom one may take another's place in a login.
    pub users: Collection<User>,
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
    /// Where it waits, if it does.
    pub suspension: Option<Suspension>,
    /// How many of the effects were asked for while the login was another user's.
    pub settled: usize,
    /// The records of the parts before this one.
    pub before: Vec<String>,
    /// Whether the user has proved a second factor in this login.
    pub proved: bool,
    redirects: u32,
    rules: Vec<String>,
}

impl Run {
    /// Adds the writes of the record and of the failures' events to the flow's own batch.
    pub fn stage(&self, audit: &Audit, batch: &mut Batch) -> Result<(), StoreError> {
        audit.stage_execution(batch, &self.execution)?;
        self.failures.iter().try_for_each(|event| audit.stage(batch, event))
    }

    /// Writes it by itself, where the flow has nothing else to write.
    pub async fn write(&self, audit: &Audit) -> Result<(), StoreError> {
        let mut batch = Batch::new();
        self.stage(audit, &mut batch)?;
        audit.events.store().commit(batch).await.map(drop)
    }

    /// The ids of all its records, the parts before a suspension included.
    pub fn executions(&self) -> Vec<String> {
        self.before.iter().cloned().chain([self.execution.id.clone()]).collect()
    }

    /// What was asked for of the user that the login is for now.
    pub fn of_subject(&self) -> &[Effect] {
        self.effects.get(self.settled..).unwrap_or_default()
    }

    /// Lets the run wait at its end, for what was asked for by then is asked of the user before it takes effect.
    pub fn wait_at_the_end(&mut self) {
        let effects = self.effects.clone();
        let suspension = Suspension {
            trigger: Trigger::PostLogin,
            stage: Stage::Rest,
            index: 0,
            steps: Vec::new(),
            effects,
            settled: self.settled,
            rules: self.rules.clone(),
            redirects: self.redirects + 1,
            proved: true,
            executions: self.executions(),
        };
        self.suspension = Some(suspension);
        self.execution.status = ExecutionStatus::Suspended;
    }

    /// Gives up waiting: the flow has no browser that could be sent away.
    pub fn cannot_wait(&mut self) {
        self.suspension = None;
        self.execution.status = ExecutionStatus::Canceled;
    }
}

/// One place of a chain.
struct Step {
    binding: Binding,
    which: Which,
}

/// Which program runs there, and how it is entered.
enum Which {
    /// The version that is deployed now.
    Deployed(Box<Stored<Action>>),
    /// The version that was deployed when the run was suspended.
    Pinned(Option<String>),
    /// The same, where the run was suspended in it.
    Resumed(Option<String>),
}

/// A version that can run.
struct Ready {
    action: Stored<Action>,
    version: Stored<ActionVersion>,
    entry: Entry,
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
        // Apart, so that who has nothing bound does not carry about what running takes.
        Box::pin(self.run_all(trigger, hook, bound, event())).await.map(Some)
    }

    async fn run_all(
        &self,
        trigger: Trigger,
        hook: Option<Hook>,
        bound: Vec<(Binding, Stored<Action>)>,
        event: Event,
    ) -> Result<Run, StoreError> {
        let chain = bound.into_iter().map(|(binding, action)| Step { binding, which: Which::Deployed(Box::new(action)) }).collect();
        let (mut run, event) = (self.begin(trigger), Arc::new(event));
        let failed = match &hook {
            Some(hook) => self.run_hook(&mut run, hook, &event).await,
            None => None,
        };
        if run.verdict == Verdict::Allow {
            run = self.advance(run, chain, event, 0).await?;
        }
        if let Some(failed) = failed.filter(|_| run.verdict == Verdict::Allow) {
            run.verdict = Verdict::Failed { threw: failed.threw };
        }
        run.execution.updated_at = self.parts.clock.now();
        Ok(run)
    }

    /// Runs the one Action that something of the tenant names, `binding` its id: there is no list of bindings, and no policy but to fail.
    pub async fn run_bound(&self, trigger: Trigger, binding: &str, action_id: &str, event: Event) -> Result<Run, StoreError> {
        let mut run = self.begin(trigger);
        let found = self.parts.actions.actions.get(action_id).await?;
        let Some(action) = found.filter(|action| action.trigger == trigger) else {
            run.execution.status = ExecutionStatus::Canceled;
            run.verdict = Verdict::Failed { threw: None };
            return Ok(run);
        };
        let now = self.parts.clock.now();
        let binding = Binding {
            id: binding.to_owned(),
            action_id: action_id.to_owned(),
            display_name: action.name.clone(),
            on_failure: FailurePolicy::Deny,
            created_at: now,
            updated_at: now,
        };
        let step = Step { binding, which: Which::Deployed(Box::new(action)) };
        self.advance(run, vec![step], event, 0).await
    }

    /// Goes on with a run whose user has come back, with a new event and all of [`TRIGGER_TIME`]: the Action that sent them away, then
    /// those after it; or all Rules once more, and then the Actions.
    pub async fn resume(
        &self,
        suspension: Suspension,
        of_rules: impl FnOnce(Management) -> contract::rules::Event + Send,
        event: impl FnOnce(Vec<String>) -> Event + Send,
    ) -> Result<Run, StoreError> {
        let Suspension { trigger, stage, index, steps, effects, settled, rules, redirects, proved, executions } = suspension;
        let mut run = Run { effects, settled, redirects, rules, proved, ..self.begin(trigger) };
        run.execution.continues = executions.last().cloned();
        run.before = executions;
        if stage == Stage::Rules {
            let chain = self.rules_to_run().await?.unwrap_or_default();
            return self.rules_and_actions(run, &chain, of_rules, event).await;
        }
        let mut chain = Vec::with_capacity(steps.len());
        for (place, Pinned { binding, version_id }) in steps.into_iter().enumerate() {
            if place == 0 && stage == Stage::Actions {
                chain.push(Step { binding, which: Which::Resumed(version_id) });
            } else if self.parts.actions.actions.get(&binding.action_id).await?.is_some() {
                chain.push(Step { binding, which: Which::Pinned(version_id) });
            }
        }
        let mut event = event(run.rules.clone());
        event.remember(&run.effects);
        self.advance(run, chain, event, index).await
    }

    /// Runs a chain to its end, or until one denies, fails or sends the user away. `first` is the place of its first step.
    async fn advance(&self, mut run: Run, chain: Vec<Step>, event: impl Into<Arc<Event>> + Send, first: usize) -> Result<Run, StoreError> {
        let mut event = event.into();
        let mut time_left = TRIGGER_TIME;
        for (place, step) in chain.iter().enumerate() {
            let before = run.effects.len();
            let (ran, failed) = self.step(&mut run, step, &mut event, &mut time_left).await?;
            // The one thing that a later Action sees of an earlier one (reference 1.2).
            if run.effects.iter().skip(before).any(|effect| matches!(effect, Effect::TransactionMetadata { .. })) {
                Arc::make_mut(&mut event).remember(run.effects.get(before..).unwrap_or_default());
            }
            if let Some(failed) = failed {
                match step.binding.on_failure {
                    FailurePolicy::Skip => run.execution.status = ExecutionStatus::Partial,
                    FailurePolicy::Deny | FailurePolicy::PreviousVersion => {
                        run.execution.status = ExecutionStatus::Canceled;
                        run.verdict = Verdict::Failed { threw: failed.threw };
                    }
                }
            }
            let rest = chain.get(place + 1..).unwrap_or_default();
            let index = first + place;
            let waits = match run.verdict {
                Verdict::Redirect { .. } => {
                    Some(suspend(&run, index, Some(Pinned { binding: step.binding.clone(), version_id: ran }), rest))
                }
                Verdict::Prove(_) => Some(suspend(&run, index + 1, None, rest)),
                _ => None,
            };
            if let Some(suspension) = waits {
                run.suspension = Some(suspension);
                run.execution.status = ExecutionStatus::Suspended;
            }
            if run.verdict != Verdict::Allow {
                break;
            }
        }
        run.execution.updated_at = self.parts.clock.now();
        Ok(run)
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
                continues: None,
            },
            failures: Vec::new(),
            suspension: None,
            settled: 0,
            before: Vec::new(),
            proved: false,
            redirects: 0,
            rules: Vec::new(),
        }
    }

    /// Runs one place of the chain, and the previous version where the policy says so: the version that ran last, and the failure
    /// that stands. A version that goes on after a suspension has no other to fall back on: what it asked, only it understands.
    async fn step(
        &self,
        run: &mut Run,
        step: &Step,
        event: &mut Arc<Event>,
        time_left: &mut Duration,
    ) -> Result<(Option<String>, Option<Failed>), StoreError> {
        let binding = &step.binding;
        let ready = match self.ready(step).await? {
            Ok(ready) => ready,
            Err(failed) => return Ok((None, Some(failed))),
        };
        let ran = Some(ready.version.id.clone());
        let failed = self.attempt(run, binding, &ready, event, time_left).await?;
        let Some(failed) = failed else { return Ok((ran, None)) };
        if binding.on_failure != FailurePolicy::PreviousVersion || ready.version.number < 2 || ready.entry == Entry::Continue {
            return Ok((ran, Some(failed)));
        }
        let number = format!("{}\0{:020}", ready.action.id, ready.version.number - 1);
        let Some(version) = self.parts.actions.versions.find("number", &number).await? else { return Ok((ran, Some(failed))) };
        let previous = Ready { version, ..ready };
        let ran = Some(previous.version.id.clone());
        match self.attempt(run, binding, &previous, event, time_left).await? {
            None => {
                run.execution.status = ExecutionStatus::Partial;
                Ok((ran, None))
            }
            again => Ok((ran, again)),
        }
    }

    /// What runs at a place, or why nothing can.
    async fn ready(&self, step: &Step) -> Result<Result<Ready, Failed>, StoreError> {
        // Nothing to run is nothing that could have been checked.
        let not_deployed = |text: &str| Ok(Err(Failed::new("not_deployed", text)));
        let (action, version, entry) = match &step.which {
            Which::Deployed(action) => {
                // Deleted or never deployed since it was bound.
                let Some(version) = self.deployed(action).await? else {
                    return not_deployed("the Action is bound but has no deployed version; deploy it or unbind it");
                };
                (Stored::clone(action), version, Entry::Execute)
            }
            Which::Pinned(version) | Which::Resumed(version) => {
                let action = self.parts.actions.actions.get(&step.binding.action_id).await?;
                let version = match version {
                    Some(id) => self.parts.actions.versions.get(id).await?,
                    None => None,
                };
                let Some((action, version)) = action.zip(version) else {
                    return not_deployed("the version that the suspended login goes on with was deleted meanwhile");
                };
                let entry = if matches!(step.which, Which::Resumed(_)) { Entry::Continue } else { Entry::Execute };
                (action, version, entry)
            }
        };
        Ok(Ok(Ready { action, version, entry }))
    }

    /// Runs one version once, and keeps in `run` what came of it.
    async fn attempt(
        &self,
        run: &mut Run,
        binding: &Binding,
        ready: &Ready,
        event: &mut Arc<Event>,
        time_left: &mut Duration,
    ) -> Result<Option<Failed>, StoreError> {
        let Ready { action, version, entry } = ready;
        let started_at = self.parts.clock.now();
        let mut primary = None;
        let outcome = match self.loaded(action, version).await {
            Ok(loaded) => {
                let report = self.call(&loaded, event, *entry, *time_left).await;
                let report = checks::bound_redirects(run, checks::refuse_what_no_flow_does(report));
                let (report, chosen) = checks::primary_user(&self.parts.users, &run.effects, event, report).await?;
                primary = chosen;
                Ok(report)
            }
            Err(failed) => Err(failed),
        };
        if let Ok(report) = &outcome {
            *time_left = time_left.saturating_sub(report.wall);
        }
        let place = record::Place { binding, action, version, started_at, ended_at: self.parts.clock.now() };
        let seal = |replay: &[u8]| self.parts.vault.seal(&format!("execution/{}/replay", run.execution.id), replay);
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
        if let Some(user) = primary {
            run.settled = run.effects.len();
            post_login::go_on_as(Arc::make_mut(event), &user);
        }
        Ok(failed)
    }

    async fn call(&self, loaded: &Loaded, event: &Arc<Event>, entry: Entry, time_left: Duration) -> Report {
        let cache = self.caches.get(&event.trigger()).cloned().unwrap_or_default();
        self.parts
            .sandbox
            .call(Call {
                program: loaded.program.clone(),
                event: event.clone(),
                entry,
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

/// Where a run waits that goes on at `index`: in `again`, the Action that has sent the user away, or after it.
fn suspend(run: &Run, index: usize, again: Option<Pinned>, rest: &[Step]) -> Suspension {
    // It has been followed by then.
    let followed = |effect: &&Effect| effect.suspends();
    let later = rest.iter().map(|step| Pinned {
        binding: step.binding.clone(),
        version_id: match &step.which {
            Which::Deployed(action) => action.deployed_version.clone(),
            Which::Pinned(version) | Which::Resumed(version) => version.clone(),
        },
    });
    Suspension {
        trigger: Trigger::PostLogin,
        stage: if again.is_some() { Stage::Actions } else { Stage::Rest },
        index,
        proved: run.proved || again.is_none(),
        steps: again.into_iter().chain(later).collect(),
        effects: run.effects.iter().filter(|effect| !followed(effect)).cloned().collect(),
        settled: run.effects.iter().take(run.settled).filter(|effect| !followed(effect)).count(),
        rules: run.rules.clone(),
        redirects: run.redirects + 1,
        executions: run.executions(),
    }
}
