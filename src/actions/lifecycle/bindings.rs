//! Binding: which deployed Actions a trigger runs, in which order. The list is replaced whole, or not at all.

use super::LifecycleError;
use crate::actions::{Action, Binding, FailurePolicy, TriggerBindings};
use crate::app::App;
use crate::contract::{BindingPolicy, Trigger};
use crate::random::uuid;
use crate::storage::{Batch, Stored};

/// Actions that one trigger runs at most (reference 1.8).
pub const MAX_BINDINGS: usize = 20;

/// How a wanted binding names its Action.
pub enum Reference {
    /// A binding that is there.
    Binding(String),
    /// An Action's id.
    Action(String),
    /// An Action's name.
    Name(String),
}

/// One place of the wanted list.
pub struct Wanted {
    /// The Action.
    pub reference: Reference,
    /// Shown in lists; kept, or the Action's name, where absent.
    pub display_name: Option<String>,
    /// What a failure does; kept, or `deny`, where absent.
    pub on_failure: Option<FailurePolicy>,
}

/// The bindings of a trigger with their Actions, and what [`replace`] demands to find unchanged.
pub async fn read(app: &App, trigger: Trigger) -> Result<Option<Stored<TriggerBindings>>, LifecycleError> {
    Ok(app.actions.bindings.get(trigger.id()).await?)
}

/// Replaces the list that was `before`.
pub async fn replace(
    app: &App,
    trigger: Trigger,
    before: Option<&Stored<TriggerBindings>>,
    wanted: Vec<Wanted>,
) -> Result<TriggerBindings, LifecycleError> {
    if wanted.len() > MAX_BINDINGS {
        return Err(LifecycleError::Invalid(format!("A trigger has at most {MAX_BINDINGS} bindings.")));
    }
    // Taking the last one off is no binding.
    if trigger.binding_policy() == BindingPolicy::Entity && !wanted.is_empty() {
        let message = format!("{} is bound to token exchange profiles and not to the trigger.", trigger.id());
        return Err(LifecycleError::Invalid(message));
    }
    let old: &[Binding] = before.map_or(&[], |stored| &stored.value.bindings);
    let mut batch = Batch::new();
    let mut bindings: Vec<Binding> = Vec::with_capacity(wanted.len());
    for wanted in wanted {
        let action = find(app, old, &wanted.reference).await?;
        if action.trigger != trigger {
            let (name, own) = (&action.name, action.trigger.id());
            let message = format!("The action {name} is for the trigger {own} and cannot be bound to {}.", trigger.id());
            return Err(LifecycleError::Invalid(message));
        }
        if action.deployed_version.is_none() {
            return Err(LifecycleError::NotDeployed(action.name.clone()));
        }
        if bindings.iter().any(|other| other.action_id == action.id) {
            return Err(LifecycleError::Invalid(format!("The action {} is bound twice.", action.name)));
        }
        // Deleted between here and the commit, it would leave a binding to nothing.
        app.actions.actions.stage_expect(&mut batch, &action.id, Some(action.version));
        bindings.push(binding(app, old.iter().find(|b| b.action_id == action.id), &action, wanted));
    }
    let after = TriggerBindings { trigger, bindings };
    match before {
        Some(before) => app.actions.bindings.stage_update(&mut batch, before, &after)?,
        None => app.actions.bindings.stage_insert(&mut batch, &after)?,
    }
    app.store.commit(batch).await?;
    Ok(after)
}

async fn find(app: &App, old: &[Binding], reference: &Reference) -> Result<Stored<Action>, LifecycleError> {
    let found = match reference {
        Reference::Action(id) => app.actions.actions.get(id).await?,
        Reference::Name(name) => app.actions.actions.find("name", name).await?,
        Reference::Binding(id) => match old.iter().find(|binding| binding.id == *id) {
            Some(binding) => app.actions.actions.get(&binding.action_id).await?,
            None => return Err(LifecycleError::Invalid("That binding does not exist.".to_owned())),
        },
    };
    found.ok_or_else(|| LifecycleError::Invalid("That action does not exist.".to_owned()))
}

fn binding(app: &App, old: Option<&Binding>, action: &Action, wanted: Wanted) -> Binding {
    let now = app.clock.now();
    let fresh = Binding {
        id: old.map_or_else(|| uuid(&*app.random), |old| old.id.clone()),
        action_id: action.id.clone(),
        display_name: wanted.display_name.or_else(|| old.map(|old| old.display_name.clone())).unwrap_or_else(|| action.name.clone()),
        on_failure: wanted.on_failure.or_else(|| old.map(|old| old.on_failure)).unwrap_or_default(),
        created_at: old.map_or(now, |old| old.created_at),
        updated_at: now,
    };
    match old {
        Some(old) if Binding { updated_at: old.updated_at, ..fresh.clone() } == *old => old.clone(),
        _ => fresh,
    }
}
