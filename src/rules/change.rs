//! Every change of Rules and their configuration, with the chain that comes of it in the same commit.
//!
//! The chain is built before the change is kept: what cannot run is refused when it is written or switched on, and no login is the first
//! to find out. A Rule that is switched off is only read for its syntax. Of two editors who race, the second builds again on what the
//! first left.

use super::Rule;
use super::chain::{Chain, ID, Link};
use crate::actions::Script;
use crate::app::App;
use crate::contract::Trigger;
use crate::sandbox::{Adapter, ScriptModule, ScriptSource};
use crate::scripts::build::BuildError;
use crate::scripts::module::BuiltModule;
use crate::scripts::rule::{self, WrittenRule};
use crate::storage::{Batch, StoreError, Stored};

/// Bytes of the scripts of all enabled Rules: they are one program.
pub const MAX_SCRIPTS: usize = 100_000;
/// How often a change is built again because somebody else changed the chain meanwhile.
const TRIES: usize = 10;

/// Why a change is not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The Rules do not build.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// Too much text.
    #[error("The scripts of all enabled rules have {size} bytes, but at most {MAX_SCRIPTS} are accepted.")]
    TooLarge {
        /// Bytes of all scripts.
        size: usize,
    },
    /// The store refuses.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What becomes of one Rule.
pub enum Change {
    /// It is new.
    Insert(Rule),
    /// It is changed.
    Update(Stored<Rule>, Rule),
    /// It goes.
    Delete(Stored<Rule>),
}

/// Makes a change of one Rule.
///
/// # Errors
/// See [`ChangeError`]; a name or place that is taken is a conflict of the store.
pub async fn rule(app: &App, change: &Change) -> Result<(), ChangeError> {
    // One that is switched on is checked when it is built.
    if let Change::Insert(rule) | Change::Update(_, rule) = change
        && !rule.enabled
    {
        rule::compile(&written(rule)).await?;
    }
    for _ in 0..TRIES {
        let before = app.rules.chains.get(ID).await?;
        let enabled = enabled_after(app, change).await?;
        let next = next(app, before.as_ref(), &enabled).await?;
        let mut batch = Batch::new();
        match change {
            Change::Insert(rule) => app.rules.rules.stage_insert(&mut batch, rule)?,
            Change::Update(before, after) => app.rules.rules.stage_update(&mut batch, before, after)?,
            Change::Delete(before) => app.rules.rules.stage_delete(&mut batch, before),
        }
        stage(app, &mut batch, before.as_ref(), next).await?;
        match app.store.commit(batch).await {
            Err(StoreError::Conflict(key)) if key.starts_with(app.rules.chains.prefix()) => {}
            done => return Ok(done.map(|_| ())?),
        }
    }
    Err(StoreError::Conflict(ID.into()).into())
}

/// The chain that a change leads to, with its script where that is new; none where it leads to the same.
type Next = Option<(Chain, Option<Script>)>;

/// The enabled Rules in their order, as they are after the change.
async fn enabled_after(app: &App, change: &Change) -> Result<Vec<Rule>, StoreError> {
    let mut rules: Vec<Rule> = app.rules.rules.all().await?.into_iter().map(|stored| stored.value).collect();
    match change {
        Change::Insert(rule) => rules.push(rule.clone()),
        Change::Update(before, after) => {
            rules.retain(|rule| rule.id != before.id);
            rules.push(after.clone());
        }
        Change::Delete(before) => rules.retain(|rule| rule.id != before.id),
    }
    rules.retain(|rule| rule.enabled);
    rules.sort_by_key(|rule| rule.order);
    Ok(rules)
}

/// The chain of these Rules, and the script that is to be kept with it; neither where nothing of it changes.
async fn next(app: &App, before: Option<&Stored<Chain>>, enabled: &[Rule]) -> Result<Next, ChangeError> {
    let current = before.map(|stored| stored.value.clone()).unwrap_or_default();
    if enabled.is_empty() {
        let gone = Chain { before: current.unit, ..Chain::default() };
        return Ok((!current.links.is_empty()).then_some((gone, None)));
    }
    let size = enabled.iter().map(|rule| rule.script.len()).sum();
    if size > MAX_SCRIPTS {
        return Err(ChangeError::TooLarge { size });
    }
    let (links, source) = built(app, &current, enabled).await?;
    let script = Script::new(source.clone(), None);
    if current.links == links && current.unit.as_ref() == Some(&script.sha256) {
        return Ok(None);
    }
    app.sandbox.prepare_script(source).await.map_err(BuildError::from)?;
    Ok(Some((Chain { links, unit: Some(script.sha256.clone()), before: current.unit }, Some(script))))
}

/// What the engine gets, and of which Rules it is. A Rule whose text is the one that runs already keeps the packages that it has.
async fn built(app: &App, current: &Chain, enabled: &[Rule]) -> Result<(Vec<Link>, ScriptSource), ChangeError> {
    let running = running(app, current).await?;
    let (mut links, mut modules) = (Vec::new(), Vec::new());
    for rule in enabled {
        let module = module(app, current, &running, &written(rule)).await?;
        links.push(Link { id: rule.id.clone(), name: rule.name.clone(), builtins: module.builtins.clone() });
        modules.push(module);
    }
    Ok((links, rule::program(Adapter::Rules, Trigger::PostLogin, "rules.js", modules)))
}

/// A Rule alone, to try it; with the packages that it has in logins, if it is as it is there.
///
/// # Errors
/// It does not build.
pub async fn alone(app: &App, rule: &WrittenRule) -> Result<BuiltModule, ChangeError> {
    let chain = app.rules.chains.get(ID).await?.map(|stored| stored.value).unwrap_or_default();
    module(app, &chain, &running(app, &chain).await?, rule).await
}

/// What logins run.
async fn running(app: &App, chain: &Chain) -> Result<Vec<ScriptModule>, StoreError> {
    let Some(unit) = &chain.unit else { return Ok(Vec::new()) };
    Ok(app.actions.scripts.get(unit).await?.map(|stored| stored.value.source.modules).unwrap_or_default())
}

async fn module(app: &App, chain: &Chain, running: &[ScriptModule], written: &WrittenRule) -> Result<BuiltModule, ChangeError> {
    match kept(chain, running, written) {
        Some(kept) => Ok(kept),
        None => Ok(rule::build(&app.packages, written).await?),
    }
}

fn kept(current: &Chain, running: &[ScriptModule], rule: &WrittenRule) -> Option<BuiltModule> {
    let link = current.links.iter().find(|link| link.id == rule.id)?;
    let is_it =
        |module: &&ScriptModule| module.name == rule.id && module.file == rule::file(rule) && module.code == rule::code(&rule.script);
    let source = running.iter().find(is_it)?.clone();
    Some(BuiltModule { source, builtins: link.builtins.clone() })
}

/// Adds the chain to the batch of the change.
async fn stage(app: &App, batch: &mut Batch, before: Option<&Stored<Chain>>, next: Next) -> Result<(), StoreError> {
    let Some((chain, script)) = next else { return Ok(()) };
    // Nobody reads it any more: it was replaced before the one that is replaced now.
    let old = before
        .and_then(|before| before.before.as_ref())
        .filter(|old| chain.unit.as_ref() != Some(old) && chain.before.as_ref() != Some(old));
    if let Some(old) = old {
        app.actions.stage_script_gone(batch, old).await?;
    }
    match before {
        Some(before) => app.rules.chains.stage_update(batch, before, &chain)?,
        None => app.rules.chains.stage_insert(batch, &chain)?,
    }
    if let Some(script) = script {
        app.actions.stage_script(batch, &script).await?;
    }
    Ok(())
}

/// A Rule as its build takes it.
pub fn written(rule: &Rule) -> WrittenRule {
    WrittenRule { id: rule.id.clone(), name: rule.name.clone(), script: rule.script.clone() }
}
