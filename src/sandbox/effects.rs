//! Collects what an Action asks for, and refuses what is malformed or too much while it is asked.
//!
//! This is the authority on effects, for components, which hand them over one by one, and for scripts, whose engine hands over one
//! JSON list that nobody has checked ([`Effects::accept`]). Each rule stands once, in the files beside this one. Sizes are counted
//! as the effects come in and not at the end, so that a guest cannot make the host hold more than the limit.
//!
//! What forbids (a denial, a revocation) is never refused: if it were, an Action could be brought to let somebody in by making its
//! other effects large.

mod authentication;
mod claims;
mod exchange;
mod metadata;
mod refused;
mod registration;
mod rules;
mod saml;
mod scopes;
mod session;
mod text;

use serde_json::Value;

pub use refused::Refused;

use super::failure::Failure;
use super::limits::Limits;
use crate::contract::{Effect, Trigger};

/// Denials that are kept, and as many revocations; the first one decides.
const MAX_FORBIDDING: usize = 8;

/// What was asked for so far.
pub struct Effects {
    trigger: Trigger,
    list: Vec<Effect>,
    bytes: usize,
    claims: usize,
    denials: usize,
    revocations: usize,
    limit: usize,
    claims_limit: usize,
    seen: rules::Seen,
}

impl Effects {
    /// Nothing yet.
    pub fn new(trigger: Trigger, limits: &Limits) -> Self {
        Self {
            trigger,
            list: Vec::new(),
            bytes: 0,
            claims: 0,
            denials: 0,
            revocations: 0,
            limit: limits.effects_bytes,
            claims_limit: limits.claims_bytes,
            seen: rules::Seen::default(),
        }
    }

    /// All effects, in order.
    pub fn take(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.list)
    }

    /// Adds an effect, or refuses it. Whether it was kept: after the first few that forbid, more of them change nothing.
    pub fn push(&mut self, effect: Effect) -> Result<bool, Refused> {
        if !effect.offered_by(self.trigger) {
            let message = format!("it asked for something that {} does not offer.", self.trigger.id());
            return Err(Refused::Fatal(Failure::InvalidEffect { message }));
        }
        if effect.forbids() {
            return Ok(self.forbid(effect));
        }
        let effect = self.seen.check(self.trigger, effect)?;
        self.count(&effect)?;
        self.seen.note(&effect);
        self.list.push(effect);
        Ok(true)
    }

    fn forbid(&mut self, effect: Effect) -> bool {
        let denies = matches!(effect, Effect::AccessDeny { .. } | Effect::RejectSubjectToken { .. });
        let kept = if denies { &mut self.denials } else { &mut self.revocations };
        if *kept == MAX_FORBIDDING {
            return false;
        }
        *kept += 1;
        self.list.push(rules::cut(effect));
        true
    }

    /// A value that a component hands over as JSON text, if there is room for it; `claim` says that it is one.
    pub fn parse(&self, name: &str, text: &str, claim: bool) -> Result<Value, Refused> {
        let size = name.len() + text.len();
        if claim && size > self.claims_limit.saturating_sub(self.claims) {
            return Err(too_large(self.claims_limit.min(self.limit)));
        }
        if size > self.limit.saturating_sub(self.bytes) {
            return Err(too_large(self.limit));
        }
        serde_json::from_str(text).map_err(|error| Refused::Json(error.to_string()))
    }

    /// Everything that a script's engine handed over, each in the JSON of [`Effect`], as if it had been asked for one by one. The list
    /// is a guest's and may hold anything.
    ///
    /// # Errors
    /// [`Failure::InvalidEffect`] for the first effect that is refused: a script hears of refusals while it runs, so this is an attack
    /// or a fault. But where the list denies, what is refused is left out instead, because a failure may be skipped by the binding's
    /// policy, and a no must stay a no.
    pub fn accept(&mut self, recorded: Vec<Value>) -> Result<(), Failure> {
        let mut fault = None;
        for value in recorded {
            let pushed = match serde_json::from_value(value) {
                Ok(effect) => self.push(effect).map(|_| ()).map_err(Refused::failure),
                Err(error) => Err(Failure::InvalidEffect { message: format!("what it recorded is no effect: {error}.") }),
            };
            fault = fault.or(pushed.err());
        }
        fault.filter(|_| self.denials == 0).map_or(Ok(()), Err)
    }

    fn count(&mut self, effect: &Effect) -> Result<(), Refused> {
        let (size, claim) = rules::size(effect);
        // Scopes have a word of their own for it.
        let full =
            if matches!(effect, Effect::AddScope { .. } | Effect::RemoveScope { .. }) { Refused::TooMany } else { too_large(self.limit) };
        if claim && self.claims + size > self.claims_limit {
            return Err(too_large(self.claims_limit));
        }
        // Each effect is held as more than its texts.
        let bytes = self.bytes + size + 16;
        if bytes > self.limit {
            return Err(full);
        }
        self.bytes = bytes;
        if claim {
            self.claims += size;
        }
        Ok(())
    }
}

fn too_large(limit: usize) -> Refused {
    Refused::TooLarge(u32::try_from(limit).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
