//! Rules and Hooks in the sandbox of a desk.

use url::Url;

use super::{Local, explain};
use crate::contract::Trigger;
use crate::pipeline::trial::{self, Place, Ready, Trial, Tried};
use crate::random::SystemRandom;
use crate::sandbox::Adapter;
use crate::scripts::build::BuildError;
use crate::scripts::hook::{self, WrittenHook};
use crate::scripts::rule::{self, WrittenRule};

/// The host of the Management API where the context names none.
const HOST: &str = "tenant.example";

impl Local {
    /// Makes a Rule ready.
    ///
    /// # Errors
    /// It does not build: what is wrong, and where.
    pub async fn build_rule(&self, rule: &WrittenRule) -> anyhow::Result<Ready> {
        let told = |error| explain(&error, &rule::file(rule), &rule.script);
        let built = rule::build(&self.packages, rule).await.map_err(told)?;
        trial::ready(&self.sandbox, built).await.map_err(told)
    }

    /// Calls a Rule once. Its Management API is at the host of the request that `context` tells of.
    ///
    /// # Errors
    /// None but a fault of the program.
    pub async fn try_rule(&self, ready: &Ready, trial: Trial) -> anyhow::Result<Tried> {
        let host = trial.context.get("request").and_then(|request| request.get("hostname")).and_then(|host| host.as_str());
        let api = |host: &str| Url::parse(&format!("https://{host}/api/v2/"));
        let place = Place {
            sandbox: &self.sandbox,
            limits: self.limits.clone(),
            egress: self.egress.clone(),
            api: api(host.unwrap_or(HOST)).or_else(|_| api(HOST))?,
            random: &SystemRandom,
        };
        Ok(trial::run(place, ready, trial).await)
    }

    /// Builds Rules as the one program that they would be in a login.
    ///
    /// # Errors
    /// They do not build; [`explain`](Self::explain) says it in words.
    pub async fn rules(&self, written: &[WrittenRule]) -> Result<(), BuildError> {
        let mut built = Vec::with_capacity(written.len());
        for rule in written {
            built.push(rule::build(&self.packages, rule).await?);
        }
        let program = rule::program(Adapter::Rules, Trigger::PostLogin, "rules.js", built);
        let prepared = self.sandbox.prepare_script(program).await?;
        self.sandbox.forget(&prepared.sha256).await;
        Ok(())
    }

    /// Builds a Hook. The answer is why its top level would run at each call, if it would.
    ///
    /// # Errors
    /// It does not build; [`explain`](Self::explain) says it in words.
    pub async fn hook(&self, written: &WrittenHook) -> Result<Option<String>, BuildError> {
        let prepared = self.sandbox.prepare_script(hook::build(&self.packages, written).await?).await?;
        self.sandbox.forget(&prepared.sha256).await;
        Ok(prepared.late)
    }

    /// What is wrong with a text, in words for whoever has no server and no log of it, and the line where it is.
    pub fn explain(&self, error: &BuildError, file: &str, code: &str) -> String {
        explain(error, file, code).to_string()
    }
}
