//! The Rules of a login: all of them as one call, before the first Action (reference 3.3).
//!
//! One instance serves the whole chain, as one process did, and no second login. The record has an entry for each Rule that began. There
//! is no policy for failures: a Rule that fails denies the login, as it always did.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use zeroize::Zeroizing;

use super::checks::{primary_user, refuse_what_no_flow_does};
use super::loaded::Loaded;
use super::record::{self, Failed, told};
use super::suspension::{Stage, Suspension};
use super::{Pipeline, Run, Step as Place, TRIGGER_TIME, Verdict, Which, verdict};
use crate::audit::{ActionRun, ExecutionStatus};
use crate::contract::rules::Management;
use crate::contract::{Entry, Event, Trigger, rules};
use crate::identity::User;
use crate::random::url_safe;
use crate::rules::RuleConfig;
use crate::rules::chain::{Chain, ID};
use crate::sandbox::{Call, Home, Limits, MAX_FUEL, Report, Step};
use crate::storage::StoreError;
use crate::triggers::post_login;

/// What the programs are called.
pub const RULE: &str = "Rule";

/// Characters of a login's token: some 256 bits.
const TOKEN: usize = 43;

/// Makes the client of the Management API that one login has, from the token that its requests carry.
pub trait Homes: Send + Sync {
    /// The address of the API, and what answers requests to it.
    fn open(&self, token: &str) -> (Management, Arc<dyn Home>);
}

impl Pipeline {
    /// Says who answers what Rules ask of the Management API. Until then they have none.
    pub fn serve_at_home(&self, homes: Arc<dyn Homes>) {
        // A second router of one server answers as the first does.
        let _ = self.homes.set(homes);
    }

    /// Runs the Rules of a login, and then its Actions unless a Rule ended it; `None` where there are neither.
    pub async fn login(
        &self,
        rules: impl FnOnce(Management) -> rules::Event + Send,
        event: impl FnOnce(Vec<String>) -> Event + Send,
    ) -> Result<Option<Run>, StoreError> {
        match self.rules_to_run().await? {
            None => self.run(Trigger::PostLogin, || event(Vec::new())).await,
            Some(chain) => Ok(Some(self.rules_and_actions(self.begin(Trigger::PostLogin), &chain, rules, event).await?)),
        }
    }

    /// The tenant's Rules, where it has some that are switched on.
    pub(super) async fn rules_to_run(&self) -> Result<Option<Chain>, StoreError> {
        Ok(self.parts.rules.chains.get(ID).await?.map(|stored| stored.value).filter(|chain| !chain.links.is_empty()))
    }

    /// The Rules, if there are any, and then what is bound, unless a Rule denied, failed or sent the user away.
    pub(super) async fn rules_and_actions(
        &self,
        mut run: Run,
        chain: &Chain,
        rules: impl FnOnce(Management) -> rules::Event + Send,
        event: impl FnOnce(Vec<String>) -> Event + Send,
    ) -> Result<Run, StoreError> {
        let primary = match chain.links.as_slice() {
            [] => None,
            _ => self.chain(&mut run, chain, rules).await?,
        };
        if run.verdict == Verdict::Allow {
            let bound = self.bound(Trigger::PostLogin).await?;
            if !bound.is_empty() {
                let steps =
                    bound.into_iter().map(|(binding, action)| Place { binding, which: Which::Deployed(Box::new(action)) }).collect();
                let mut event = event(run.rules.clone());
                if let Some(user) = &primary {
                    post_login::go_on_as(&mut event, user);
                }
                return self.advance(run, steps, event, 0).await;
            }
        }
        run.execution.updated_at = self.parts.clock.now();
        Ok(run)
    }

    /// Runs the Rules. The answer is the user whom they put in the place of the one who logged in.
    async fn chain(
        &self,
        run: &mut Run,
        chain: &Chain,
        event: impl FnOnce(Management) -> rules::Event + Send,
    ) -> Result<Option<User>, StoreError> {
        let mut primary = None;
        let started_at = self.parts.clock.now();
        let configs = self.parts.rules.configs.all().await?;
        let configs: Vec<RuleConfig> = configs.into_iter().map(|stored| stored.value).collect();
        let outcome = match self.prepared(chain, &configs).await {
            Ok(loaded) => {
                let (management, home) = match self.homes.get() {
                    Some(homes) => {
                        let (management, home) = homes.open(&url_safe(self.parts.random.as_ref(), TOKEN));
                        (management, Some(home))
                    }
                    None => (Management::default(), None),
                };
                let event = Arc::new(Event::Rules(Box::new(event(management))));
                let report = refuse_what_no_flow_does(self.call_rules(&loaded, event.clone(), home).await);
                let (report, chosen) = primary_user(&self.parts.users, &run.effects, &event, report).await?;
                primary = chosen;
                Ok(report)
            }
            Err(failed) => Err(failed),
        };
        let failed = told(&outcome).map(|failed| failed.of_a(RULE));
        let entries = self.entries(run, chain, &outcome, failed.as_ref(), started_at);
        let last = entries.last().map(|entry| (entry.action_id.clone(), entry.action_name.clone()));
        run.execution.results.extend(entries);
        match (&outcome, failed) {
            (_, Some(failed)) => {
                run.execution.status = ExecutionStatus::Canceled;
                let (id, name) = last.unwrap_or_default();
                let event = self.parts.audit.event("actions_execution_failed");
                let own = json!({ "rule_id": id, "rule_name": name });
                run.failures.push(record::failed_event(event, &run.execution, &format!("The Rule \"{name}\""), own, &failed));
                run.verdict = Verdict::Failed { threw: failed.threw };
            }
            (Ok(Report { outcome: Ok(effects), .. }), None) => {
                run.verdict = verdict(effects);
                if let Verdict::Redirect { .. } = run.verdict {
                    run.suspension = Some(suspend(run));
                    run.execution.status = ExecutionStatus::Suspended;
                } else {
                    run.effects.extend(effects.iter().cloned());
                }
            }
            _ => {}
        }
        run.rules = chain.links.iter().map(|link| link.id.clone()).collect();
        Ok(primary)
    }

    async fn call_rules(&self, loaded: &Loaded, event: Arc<Event>, home: Option<Arc<dyn Home>>) -> Report {
        let call = Call {
            program: loaded.program.clone(),
            event,
            entry: Entry::Execute,
            limits: loaded.limits.clone(),
            secrets: loaded.secrets.clone(),
            module_secrets: loaded.module_secrets.clone(),
            cache: self.caches.get(&Trigger::PostLogin).cloned().unwrap_or_default(),
            egress: loaded.egress.clone(),
            time_left: TRIGGER_TIME,
            home,
            clock: None,
        };
        self.parts.sandbox.call(call).await
    }

    /// The chain with its configuration, ready to run. The program stays loaded; values are opened anew, so that a changed one counts.
    async fn prepared(&self, chain: &Chain, configs: &[RuleConfig]) -> Result<Loaded, Failed> {
        let unit = chain.unit.as_deref().ok_or_else(|| Failed::new("not_loaded", "the rules were never built"))?;
        let program = self.versions.script(&self.parts, unit).await?;
        let mut secrets = BTreeMap::new();
        for config in configs {
            let value: Zeroizing<String> = self
                .parts
                .vault
                .open_text(&RuleConfig::purpose(&config.key), &config.sealed)
                .map_err(|error| Failed::new("not_loaded", format!("the configuration {} cannot be opened: {error}", config.key)))?;
            secrets.insert(config.key.clone(), value);
        }
        Ok(Loaded {
            program,
            limits: limits(&self.parts.limits, chain.links.len()),
            secrets: Arc::new(secrets),
            module_secrets: Arc::default(),
            egress: self.parts.egress.clone(),
        })
    }

    /// One entry for each Rule that began. What the call did as a whole stands with the last of them.
    fn entries(
        &self,
        run: &Run,
        chain: &Chain,
        outcome: &Result<Report, Failed>,
        failed: Option<&Failed>,
        started_at: Timestamp,
    ) -> Vec<ActionRun> {
        let seal = |replay: &[u8]| self.parts.vault.seal(&format!("execution/{}/replay", run.execution.id), replay);
        let first = chain.links.first().map(|link| link.id.clone()).unwrap_or_default();
        let steps = outcome.as_ref().map(|report| report.steps.clone()).unwrap_or_default();
        let steps = if steps.is_empty() { vec![Step::first(first)] } else { steps };
        let ended_at = self.parts.clock.now();
        let mut entries = Vec::with_capacity(steps.len());
        for (at, step) in steps.iter().enumerate() {
            let name = chain.links.iter().find(|link| link.id == step.id).map(|link| link.name.clone()).unwrap_or_default();
            let mut entry = record::blank(&step.id, &name, started_at, ended_at);
            if let Ok(report) = outcome {
                let next = steps.get(at + 1);
                let (fuel, wall) = next.map_or((report.fuel_used, report.wall), |next| (next.fuel_used, next.wall));
                entry.fuel_used = fuel.saturating_sub(step.fuel_used);
                entry.fuel_limit = report.fuel_limit;
                entry.wall_us = micros(wall.saturating_sub(step.wall));
                entry.peak_memory = u64::try_from(report.peak_memory).unwrap_or(u64::MAX);
                let end = next.map_or(report.console.len(), |next| next.lines);
                entry.console = json!(report.console.get(step.lines..end).unwrap_or_default());
                if let (Some(again), Some(lines)) = (record::called_again(RULE, step), entry.console.as_array_mut()) {
                    lines.push(json!(again));
                }
            }
            entries.push(entry);
        }
        if let Some(last) = entries.last_mut() {
            record::close(last, outcome.as_ref().ok(), failed, seal);
        }
        entries
    }
}

/// Where a run waits whose Rules have sent the user away: at their beginning, with nothing kept of what they asked for.
fn suspend(run: &Run) -> Suspension {
    Suspension {
        trigger: Trigger::PostLogin,
        stage: Stage::Rules,
        index: 0,
        steps: Vec::new(),
        effects: Vec::new(),
        settled: 0,
        rules: Vec::new(),
        redirects: run.redirects + 1,
        proved: run.proved,
        executions: run.executions(),
    }
}

/// Each Rule adds what one Action may use.
fn limits(one: &Limits, rules: usize) -> Limits {
    let fuel = one.fuel.saturating_mul(u64::try_from(rules).unwrap_or(u64::MAX)).min(MAX_FUEL);
    Limits { fuel, ..one.clone() }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
