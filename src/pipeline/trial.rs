//! A try of one Rule while it is written: the same sandbox, limits and adapter as in a login, and nothing comes of it.
//!
//! Its author sees what the callback gave, and what became of `user` and `context` on the way. What the Rule asks of the Management API
//! is answered from the user that it was given, and told instead of stored ([`user`]): with the tenant's own users, whoever may try a Rule
//! could read them all. Other servers are asked as in a login, unless there are [`stubs`]: then nobody is.

mod changes;
mod stubs;
mod told;
mod user;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use url::Url;
use zeroize::Zeroizing;

pub use stubs::Stub;

use self::user::TriedUser;
use super::Loaded;
use super::rehearsal::{Scenery, rehearse_in};
use crate::clock::{Clock, ManualClock};
use crate::contract::common::Request;
use crate::contract::rules::{Management, Transaction};
use crate::contract::{Entry, Event, Trigger, rules};
use crate::random::{Random, url_safe};
use crate::sandbox::{Adapter, EgressPolicy, Limits, Program, Report, Sandbox, ScriptError};
use crate::scripts::build::BuildError;
use crate::scripts::module::BuiltModule;
use crate::scripts::rule;

/// Characters of a try's token.
const TOKEN: usize = 43;

/// A Rule that is ready to be tried.
pub struct Ready {
    /// What runs.
    pub program: Arc<Program>,
    /// Why what it requires is loaded at each call, if it is.
    pub late: Option<String>,
}

/// What a Rule is tried with.
pub struct Trial {
    /// `user`.
    pub user: Map<String, Value>,
    /// `context`.
    pub context: Map<String, Value>,
    /// `configuration`. Its values are redacted in everything that is told.
    pub configuration: BTreeMap<String, Zeroizing<String>>,
    /// What other servers answer; with none given, they are asked.
    pub stubs: Option<Vec<Stub>>,
    /// When it is, and stays: a time that moved would make no two tries alike. If not given, the time is the machine's.
    pub now: Option<Timestamp>,
}

/// Where a Rule is tried.
pub struct Place<'a> {
    /// Runs it.
    pub sandbox: &'a Sandbox,
    /// How much one Rule may use.
    pub limits: Limits,
    /// Which servers it may reach.
    pub egress: EgressPolicy,
    /// The address of the Management API, `https://…/api/v2/`.
    pub api: Url,
    /// Randomness.
    pub random: &'a dyn Random,
}

/// What a try came to.
pub struct Tried {
    /// What is known of the call.
    pub report: Report,
    given: Given,
    writes: Vec<Value>,
    configuration: Arc<BTreeMap<String, Zeroizing<String>>>,
}

/// `user` and `context` as the Rule got them.
struct Given {
    user: Map<String, Value>,
    context: Map<String, Value>,
}

/// Makes a Rule ready. Nothing is kept of it: the next try is of another text.
///
/// # Errors
/// What it requires cannot be loaded.
pub async fn ready(sandbox: &Sandbox, built: BuiltModule) -> Result<Ready, BuildError> {
    // Not the name that logins have for theirs: what is forgotten here is no image of theirs.
    let source = rule::program(Adapter::Rules, Trigger::PostLogin, "try.js", vec![built]);
    let prepared = sandbox.prepare_script(source.clone()).await?;
    let program = sandbox.load_script(source).await.map_err(ScriptError::internal)?;
    sandbox.forget(&prepared.sha256).await;
    Ok(Ready { program, late: prepared.late })
}

/// Runs a Rule once.
pub async fn run(place: Place<'_>, ready: &Ready, trial: Trial) -> Tried {
    let Trial { user, mut context, configuration, stubs, now } = trial;
    // A login's context has both, and Rules write into them without looking.
    for name in ["idToken", "accessToken"] {
        context.entry(name).or_insert_with(|| Value::Object(Map::new()));
    }
    let management = Management {
        domain: place.api.host_str().unwrap_or_default().to_owned(),
        base_url: place.api.as_str().trim_end_matches('/').to_owned(),
        token: url_safe(place.random, TOKEN),
    };
    let roles = context.get("authorization").and_then(|authorization| authorization.get("roles")).and_then(Value::as_array);
    let roles = roles.into_iter().flatten().map(|name| json!({ "name": name })).collect();
    let home = Arc::new(TriedUser::new(place.api, management.token.clone(), user.clone(), roles, stubs));
    let event = event(&user, &context, management);
    let configuration = Arc::new(configuration);
    let loaded = Loaded {
        program: ready.program.clone(),
        limits: place.limits,
        secrets: configuration.clone(),
        module_secrets: Arc::default(),
        egress: place.egress,
    };
    let clock = now.map(|now| -> Arc<dyn Clock> { Arc::new(ManualClock::new(now)) });
    let scenery = Scenery { home: Some(home.clone()), clock };
    let report = rehearse_in(scenery, place.sandbox, loaded, Event::Rules(Box::new(event)), Entry::Execute).await;
    Tried { report, given: Given { user, context }, writes: home.writes(), configuration }
}

/// What the engine is told beside `user` and `context` is read out of them.
fn event(user: &Map<String, Value>, context: &Map<String, Value>, auth0: Management) -> rules::Event {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let request = context.get("request");
    let asked = |name: &str| text(request.and_then(|request| request.get(name)));
    let query: BTreeMap<String, String> = request
        .and_then(|request| request.get("query"))
        .and_then(Value::as_object)
        .map(|query| query.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect())
        .unwrap_or_default();
    let requested_scopes = query.get("scope").map(|scope| scope.split_whitespace().map(str::to_owned).collect()).unwrap_or_default();
    rules::Event {
        subject: text(user.get("user_id")).unwrap_or_default(),
        identities: user.get("identities").cloned().and_then(|given| serde_json::from_value(given).ok()).unwrap_or_default(),
        request: Request {
            ip: asked("ip").unwrap_or_default(),
            hostname: asked("hostname"),
            user_agent: asked("userAgent"),
            query: Some(query),
            ..Request::default()
        },
        transaction: Transaction {
            protocol: text(context.get("protocol")).unwrap_or_else(|| "oidc-basic-profile".to_owned()),
            requested_scopes,
        },
        user: user.clone(),
        context: context.clone(),
        auth0,
        show: Some(true),
    }
}
