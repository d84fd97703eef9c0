//! Which rule is for which effect, and what of the effects before it matters.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::session::Command;
use super::{Refused, authentication, claims, exchange, metadata, registration, saml, scopes, session, text, too_large};
use crate::contract::effect::Factor;
use crate::contract::{Effect, Trigger};

/// Characters of a reason that are kept.
const MAX_REASON: usize = 2048;
/// Characters of the reason for a message that is not sent (reference 1.7).
const MAX_DROP_REASON: usize = 1024;
/// Characters of an OAuth error.
const MAX_CODE: usize = 100;

/// What was asked for before, as far as a rule looks at it.
#[derive(Debug, Default)]
pub struct Seen {
    scopes: usize,
    command: Command,
    primary_user: bool,
    session_keys: BTreeSet<String>,
    refresh_token_keys: BTreeSet<String>,
    transaction: BTreeMap<String, usize>,
    attributes: BTreeMap<String, usize>,
}

impl Seen {
    /// The effect as it is kept.
    pub fn check(&self, trigger: Trigger, effect: Effect) -> Result<Effect, Refused> {
        use Effect as E;
        match &effect {
            E::IdTokenClaim { name, .. } | E::AccessTokenClaim { name, .. } => claims::check(trigger, name)?,
            E::AddScope { scope } => return Ok(E::AddScope { scope: self.added(scope)? }),
            E::RemoveScope { scope } => return Ok(E::RemoveScope { scope: scopes::check(scope)? }),
            E::AddTargetScope { scope } => return Ok(E::AddTargetScope { scope: self.added(scope)? }),
            E::RemoveTargetScope { scope } => return Ok(E::RemoveTargetScope { scope: scopes::check(scope)? }),
            E::SetTargetScopes { scopes } => return Ok(E::SetTargetScopes { scopes: all(scopes)? }),
            E::TransactionMetadata { key, value } => self.transaction(key, value)?,
            E::SetResultUrl { url } => return Ok(E::SetResultUrl { url: text::url(url, "The result URL")? }),
            E::SetAppMetadata { key, .. } | E::SetUserMetadata { key, .. } => text::name(key, "metadata key")?,
            E::SetUserId { user_id } => exchange::new_user_id(user_id)?,
            E::SetUserById { user_id } => exchange::user_id(user_id)?,
            E::ValidationError { code, message } => validation_error(trigger, code, message)?,
            E::ChallengeWith { factor, additional_factors } | E::EnrollWith { factor, additional_factors } => {
                let all: Vec<Factor> = std::iter::once(factor).chain(additional_factors).cloned().collect();
                authentication::factors(&all)?;
            }
            E::ChallengeWithAny { factors } | E::EnrollWithAny { factors } => authentication::factors(factors)?,
            E::RecordMethod { url } => return Ok(E::RecordMethod { url: text::url(url, "The provider URL")? }),
            E::SetPrimaryUser { user_id } => authentication::primary_user(user_id, self.primary_user)?,
            E::SetUserByConnection { connection, .. } => exchange::connection(connection)?,
            E::SetOrganization { organization } => exchange::organization(organization)?,
            E::SetActor { actor } => exchange::actor(actor)?,
            E::SetClientMetadata { name, .. } => registration::member(name)?,
            E::SetClientLifetime { seconds } => registration::lifetime(*seconds)?,
            E::EnableMultifactor { provider, provider_options, .. } => authentication::multifactor(*provider, provider_options.as_ref())?,
            E::Redirect { url } => return Ok(E::Redirect { url: session::redirect(url, self.command)? }),
            E::RenderPrompt { .. } => session::render(&effect, self.command)?,
            E::SessionExpiresAt { at }
            | E::SessionIdleExpiresAt { at }
            | E::RefreshTokenExpiresAt { at }
            | E::RefreshTokenIdleExpiresAt { at } => text::time(*at, "The expiration")?,
            E::SessionMetadata { key, value } => entity("session", &self.session_keys, key, value.as_deref())?,
            E::RefreshTokenMetadata { key, value } => entity("refresh token", &self.refresh_token_keys, key, value.as_deref())?,
            E::SamlAttribute { name, value } => self.attribute(name, value)?,
            E::SamlSetting { setting, value } => saml::setting(*setting, value)?,
            E::DropNotification { .. } | E::RetryNotification { .. } => return Ok(cut(effect)),
            E::SessionCookieMode { .. } | E::EvictSessionMetadata | E::EvictRefreshTokenMetadata => {}
            // Those are taken before any rule.
            E::AccessDeny { .. } | E::RejectSubjectToken { .. } | E::RevokeSession { .. } | E::RevokeRefreshToken { .. } => {}
        }
        Ok(effect)
    }

    /// Remembers an effect that was kept.
    pub fn note(&mut self, effect: &Effect) {
        match effect {
            Effect::AddScope { .. } | Effect::AddTargetScope { .. } => self.scopes += 1,
            Effect::Redirect { .. } => self.command = Command::Redirect,
            Effect::RenderPrompt { .. } => self.command = Command::Render,
            Effect::SetPrimaryUser { .. } => self.primary_user = true,
            Effect::SessionMetadata { key, value: Some(_) } => drop(self.session_keys.insert(key.clone())),
            Effect::SessionMetadata { key, value: None } => drop(self.session_keys.remove(key)),
            Effect::EvictSessionMetadata => self.session_keys.clear(),
            Effect::RefreshTokenMetadata { key, value: Some(_) } => drop(self.refresh_token_keys.insert(key.clone())),
            Effect::RefreshTokenMetadata { key, value: None } => drop(self.refresh_token_keys.remove(key)),
            Effect::EvictRefreshTokenMetadata => self.refresh_token_keys.clear(),
            Effect::TransactionMetadata { key, value } => drop(self.transaction.insert(key.clone(), entry(key, value))),
            Effect::SamlAttribute { name, value } => drop(self.attributes.insert(name.clone(), entry(name, value))),
            _ => {}
        }
    }

    fn added(&self, scope: &str) -> Result<String, Refused> {
        let scope = scopes::check(scope)?;
        if self.scopes == scopes::MAX_SCOPES { Err(Refused::TooMany) } else { Ok(scope) }
    }

    fn transaction(&self, key: &str, value: &Value) -> Result<(), Refused> {
        metadata::transaction(key, value)?;
        if together(&self.transaction, key, value) > metadata::MAX_TRANSACTION {
            return Err(Refused::Invalid("Failed to set transaction metadata: All of it must not be larger than 16 KB.".into()));
        }
        Ok(())
    }

    fn attribute(&self, name: &str, value: &Value) -> Result<(), Refused> {
        saml::attribute(name, value)?;
        if !self.attributes.contains_key(name) && self.attributes.len() == saml::MAX_ATTRIBUTES {
            return Err(Refused::Invalid(format!("At most {} SAML attributes can be set.", saml::MAX_ATTRIBUTES)));
        }
        if together(&self.attributes, name, value) > saml::MAX_ATTRIBUTES_BYTES {
            return Err(too_large(saml::MAX_ATTRIBUTES_BYTES));
        }
        Ok(())
    }
}

fn entry(name: &str, value: &Value) -> usize {
    name.len() + json_len(value)
}

/// The bytes of all entries once this one is set.
fn together(entries: &BTreeMap<String, usize>, name: &str, value: &Value) -> usize {
    entries.values().sum::<usize>() - entries.get(name).copied().unwrap_or_default() + entry(name, value)
}

fn entity(what: &str, keys: &BTreeSet<String>, key: &str, value: Option<&str>) -> Result<(), Refused> {
    metadata::entity(what, key, value)?;
    if value.is_some() && !keys.contains(key) && keys.len() == metadata::MAX_ENTITY_ENTRIES {
        let most = metadata::MAX_ENTITY_ENTRIES;
        return Err(Refused::Invalid(format!("Failed to set {what} metadata: At most {most} entries can be set.")));
    }
    Ok(())
}

fn all(given: &[String]) -> Result<Vec<String>, Refused> {
    if given.len() > scopes::MAX_SCOPES {
        return Err(Refused::TooMany);
    }
    given.iter().map(|scope| scopes::check(scope)).collect()
}

fn validation_error(trigger: Trigger, code: &str, message: &str) -> Result<(), Refused> {
    // The shorter message is the reference's, of actions-semantics; for a login it has none.
    let most = if trigger == Trigger::PreUserRegistration { 100 } else { 1000 };
    for (what, text, most) in [("code", code, 100), ("message", message, most)] {
        if text.is_empty() || text.chars().count() > most {
            return Err(Refused::Invalid(format!("Failed to add validation error: the {what} must have 1 to {most} characters.")));
        }
    }
    Ok(())
}

/// An effect whose texts are cut rather than refused.
pub fn cut(effect: Effect) -> Effect {
    let cut = |text: String, most: usize| text.chars().take(most).collect::<String>();
    match effect {
        Effect::AccessDeny { reason, user_message, code } => Effect::AccessDeny {
            reason: cut(reason, MAX_REASON),
            user_message: user_message.map(|text| cut(text, MAX_REASON)),
            code: code.map(oauth_error),
        },
        Effect::RejectSubjectToken { reason } => Effect::RejectSubjectToken { reason: cut(reason, MAX_REASON) },
        Effect::RevokeSession { reason, preserve_refresh_tokens } => {
            Effect::RevokeSession { reason: cut(reason, MAX_REASON), preserve_refresh_tokens }
        }
        Effect::RevokeRefreshToken { reason } => Effect::RevokeRefreshToken { reason: cut(reason, MAX_REASON) },
        Effect::DropNotification { reason } => Effect::DropNotification { reason: cut(reason, MAX_DROP_REASON) },
        Effect::RetryNotification { reason } => Effect::RetryNotification { reason: cut(reason, MAX_DROP_REASON) },
        other => other,
    }
}

/// RFC 6749, section 5.2: an error is of these characters; what is not becomes the plainest one, because a denial is never refused.
fn oauth_error(code: String) -> String {
    let allowed = |c: char| matches!(c, ' ' | '!' | '#'..='[' | ']'..='~');
    if !code.is_empty() && code.len() <= MAX_CODE && code.chars().all(allowed) { code } else { "invalid_request".to_owned() }
}

/// What an effect counts for, and whether it is a claim.
pub fn size(effect: &Effect) -> (usize, bool) {
    match effect {
        Effect::IdTokenClaim { name, value } | Effect::AccessTokenClaim { name, value } => (entry(name, value), true),
        Effect::SetAppMetadata { key, value } | Effect::SetUserMetadata { key, value } => (entry(key, value), false),
        Effect::AddScope { scope } | Effect::RemoveScope { scope } => (scope.len(), false),
        other => (json_len(other), false),
    }
}

/// Bytes of JSON, without making it.
fn json_len(value: &impl serde::Serialize) -> usize {
    struct Counter(usize);
    impl std::io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // Our own types always have a JSON; one that had none would be too large.
    if serde_json::to_writer(&mut counter, value).is_err() { usize::MAX / 2 } else { counter.0 }
}
