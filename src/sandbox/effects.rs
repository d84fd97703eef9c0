//! Collects what an Action asks for, and refuses what is malformed or too much while it is asked.
//!
//! Sizes are counted as the effects come in and not at the end, so that a guest cannot make the host hold more than the limit.
//! A denial is never refused: if it were, an Action could be brought to let somebody in by making its other effects large.

use serde_json::Value;

use super::failure::Failure;
use super::limits::Limits;
use crate::contract::Effect;

/// Characters of a denial's reason that are kept.
const MAX_REASON: usize = 2048;
/// Bytes of a claim's name or a metadata key.
const MAX_NAME: usize = 1024;
/// Denials that are kept; the first one decides.
const MAX_DENIALS: usize = 8;
/// Scopes that may be added (reference, actions-semantics).
const MAX_SCOPES: usize = 1000;
/// Characters of a scope (reference, actions-semantics).
const MAX_SCOPE: usize = 280;

/// Why an effect is refused. The guest sees it as a variant of its trigger.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// The claim is the server's own.
    Reserved(String),
    /// Not JSON.
    Json(String),
    /// Too large, with the limit in bytes.
    TooLarge(u32),
    /// Not a scope or not a validation error, as a sentence.
    Invalid(String),
    /// Too many scopes.
    TooMany,
    /// Without meaning; ends the call.
    Fatal(Failure),
}

impl Refused {
    /// The refusal as the failure of a call.
    fn failure(self) -> Failure {
        let message = match self {
            Self::Fatal(failure) => return failure,
            Self::Reserved(message) | Self::Invalid(message) => message,
            Self::Json(reason) => format!("a value is not JSON: {reason}."),
            Self::TooLarge(limit) => format!("what it asked for is larger than {limit} bytes."),
            Self::TooMany => "it asked for too many scopes.".to_owned(),
        };
        Failure::InvalidEffect { message }
    }
}

/// Which token a claim is for.
#[derive(Debug, Clone, Copy)]
pub enum Token {
    /// The ID token.
    Id,
    /// The access token.
    Access,
}

/// Which metadata a value is for.
#[derive(Debug, Clone, Copy)]
pub enum Metadata {
    /// `app_metadata`
    App,
    /// `user_metadata`
    User,
}

/// What was asked for so far.
pub struct Effects {
    list: Vec<Effect>,
    bytes: usize,
    claims: usize,
    denials: usize,
    scopes: usize,
    limit: usize,
    claims_limit: usize,
}

impl Effects {
    /// Nothing yet.
    pub fn new(limits: &Limits) -> Self {
        Self {
            list: Vec::new(),
            bytes: 0,
            claims: 0,
            denials: 0,
            scopes: 0,
            limit: limits.effects_bytes,
            claims_limit: limits.claims_bytes,
        }
    }

    /// All effects, in order.
    pub fn take(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.list)
    }

    /// Everything that a script recorded, in order, as if it had been asked for one by one.
    ///
    /// # Errors
    /// Something that is no effect, or that is refused: a script hears of refusals while it runs, so this is an attack or a fault.
    pub fn accept(&mut self, recorded: Vec<Value>) -> Result<(), Failure> {
        for value in recorded {
            let effect: Effect = serde_json::from_value(value)
                .map_err(|error| Failure::InvalidEffect { message: format!("what it recorded is no effect: {error}.") })?;
            self.accept_one(effect).map_err(Refused::failure)?;
        }
        Ok(())
    }

    fn accept_one(&mut self, effect: Effect) -> Result<(), Refused> {
        match effect {
            Effect::AccessDeny { reason, user_message } => {
                self.deny(&reason, user_message.as_deref());
                Ok(())
            }
            Effect::IdTokenClaim { name, value } => self.claim(Token::Id, name, &value.to_string()),
            Effect::AccessTokenClaim { name, value } => self.claim(Token::Access, name, &value.to_string()),
            Effect::AddScope { scope } => self.add_scope(&scope),
            Effect::RemoveScope { scope } => self.remove_scope(&scope),
            Effect::SetAppMetadata { key, value } => self.metadata(Metadata::App, key, &value.to_string()),
            Effect::SetUserMetadata { key, value } => self.metadata(Metadata::User, key, &value.to_string()),
            Effect::ValidationError { code, message } => self.validation_error(code, message, (100, 100)),
        }
    }

    /// `api.access.deny`. Long texts are cut. Whether it was kept: after the first few, more of them change nothing.
    pub fn deny(&mut self, reason: &str, user_message: Option<&str>) -> bool {
        if self.denials == MAX_DENIALS {
            return false;
        }
        self.denials += 1;
        let cut = |text: &str| text.chars().take(MAX_REASON).collect();
        self.list.push(Effect::AccessDeny { reason: cut(reason), user_message: user_message.map(cut) });
        true
    }

    /// `api.idToken.setCustomClaim` and `api.accessToken.setCustomClaim`.
    pub fn claim(&mut self, token: Token, name: String, value: &str) -> Result<(), Refused> {
        check_name(&name, "claim")?;
        // The only name that Auth0 refuses at the call; other reserved ones are passed over when the token is made.
        if name == "scope" {
            return Err(Refused::Reserved(format!("The \"{name}\" claim cannot be set.")));
        }
        let size = name.len() + value.len();
        if self.claims + size > self.claims_limit {
            return Err(Refused::TooLarge(limit_u32(self.claims_limit)));
        }
        let value = self.json(&name, value)?;
        self.claims += size;
        self.list.push(match token {
            Token::Id => Effect::IdTokenClaim { name, value },
            Token::Access => Effect::AccessTokenClaim { name, value },
        });
        Ok(())
    }

    /// `api.user.setAppMetadata` and `api.user.setUserMetadata`.
    pub fn metadata(&mut self, kind: Metadata, key: String, value: &str) -> Result<(), Refused> {
        check_name(&key, "metadata key")?;
        let value = self.json(&key, value)?;
        self.list.push(match kind {
            Metadata::App => Effect::SetAppMetadata { key, value },
            Metadata::User => Effect::SetUserMetadata { key, value },
        });
        Ok(())
    }

    /// `api.accessToken.addScope`.
    pub fn add_scope(&mut self, scope: &str) -> Result<(), Refused> {
        let scope = check_scope(scope)?;
        if self.scopes == MAX_SCOPES {
            return Err(Refused::TooMany);
        }
        self.count(scope.len()).map_err(|_| Refused::TooMany)?;
        self.scopes += 1;
        self.list.push(Effect::AddScope { scope });
        Ok(())
    }

    /// `api.accessToken.removeScope`.
    pub fn remove_scope(&mut self, scope: &str) -> Result<(), Refused> {
        let scope = check_scope(scope)?;
        self.count(scope.len()).map_err(|_| Refused::TooMany)?;
        self.list.push(Effect::RemoveScope { scope });
        Ok(())
    }

    /// `api.validation.error`, with at most so many characters.
    pub fn validation_error(&mut self, code: String, message: String, most: (usize, usize)) -> Result<(), Refused> {
        for (what, text, most) in [("code", &code, most.0), ("message", &message, most.1)] {
            if text.is_empty() || text.chars().count() > most {
                return Err(Refused::Invalid(format!("Failed to add validation error: the {what} must have 1 to {most} characters.")));
            }
        }
        self.count(code.len() + message.len())
            .map_err(|_| Refused::Invalid("Failed to add validation error: there are too many.".into()))?;
        self.list.push(Effect::ValidationError { code, message });
        Ok(())
    }

    fn json(&mut self, name: &str, text: &str) -> Result<Value, Refused> {
        let size = name.len() + text.len();
        if self.bytes + size > self.limit {
            return Err(Refused::TooLarge(limit_u32(self.limit)));
        }
        let value = serde_json::from_str(text).map_err(|error| Refused::Json(error.to_string()))?;
        self.count(size)?;
        Ok(value)
    }

    fn count(&mut self, size: usize) -> Result<(), Refused> {
        // Each effect is held as more than its texts.
        let bytes = self.bytes + size + 16;
        if bytes > self.limit {
            return Err(Refused::TooLarge(limit_u32(self.limit)));
        }
        self.bytes = bytes;
        Ok(())
    }
}

fn limit_u32(limit: usize) -> u32 {
    u32::try_from(limit).unwrap_or(u32::MAX)
}

fn check_name(name: &str, what: &str) -> Result<(), Refused> {
    if name.is_empty() {
        return Err(Refused::Fatal(Failure::InvalidEffect { message: format!("it set a {what} without a name.") }));
    }
    if name.len() > MAX_NAME {
        return Err(Refused::TooLarge(limit_u32(MAX_NAME)));
    }
    Ok(())
}

fn check_scope(scope: &str) -> Result<String, Refused> {
    let scope = scope.trim();
    let fault = if scope.is_empty() {
        "must not be empty."
    } else if scope.chars().count() > MAX_SCOPE {
        "must not be longer than 280 characters."
    } else if scope.contains(char::is_whitespace) {
        "must not contain white space."
    } else if scope.contains(|c: char| c.is_control() || c == '"' || c == '\\') {
        // RFC 6749, section 3.3.
        "must not contain quotes, backslashes or control characters."
    } else {
        return Ok(scope.to_owned());
    };
    Err(Refused::Invalid(format!("The value for the scope {fault}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effects() -> Effects {
        Effects::new(&Limits { effects_bytes: 200, claims_bytes: 100, ..Limits::default() })
    }

    #[test]
    fn the_scope_claim_is_refused_in_auth0s_words() {
        let refused = effects().claim(Token::Access, "scope".into(), "\"x\"");
        assert_eq!(refused, Err(Refused::Reserved("The \"scope\" claim cannot be set.".into())));
    }

    #[test]
    fn claims_are_bounded_together_and_effects_are_too() {
        let mut effects = effects();
        let value = format!("\"{}\"", "x".repeat(60));
        effects.claim(Token::Id, "a".into(), &value).unwrap();
        assert_eq!(effects.claim(Token::Access, "b".into(), &value), Err(Refused::TooLarge(100)));
        effects.metadata(Metadata::User, "c".into(), &value).unwrap();
        assert_eq!(effects.metadata(Metadata::App, "d".into(), &value), Err(Refused::TooLarge(200)));
        assert_eq!(effects.take().len(), 2);
    }

    #[test]
    fn a_denial_is_kept_however_much_was_asked_before() {
        let mut effects = effects();
        for _ in 0..100 {
            let _ = effects.metadata(Metadata::App, "k".into(), "\"0123456789\"");
        }
        effects.deny(&"r".repeat(1 << 20), None);
        assert!(matches!(effects.take().last(), Some(Effect::AccessDeny { reason, .. }) if reason.len() == 2048));
    }

    #[test]
    fn scopes_are_trimmed_and_checked() {
        let mut effects = effects();
        effects.add_scope(" read:x ").unwrap();
        for scope in ["", "  ", "a b", "a\u{7}", "a\"", &"s".repeat(281)] {
            assert!(matches!(effects.add_scope(scope), Err(Refused::Invalid(_))), "{scope:?}");
        }
        assert_eq!(effects.take(), [Effect::AddScope { scope: "read:x".into() }]);
    }

    #[test]
    fn a_value_that_is_not_json_is_refused() {
        assert!(matches!(effects().claim(Token::Id, "a".into(), "{"), Err(Refused::Json(_))));
        assert!(matches!(effects().claim(Token::Id, "a".into(), &"[".repeat(90)), Err(Refused::Json(_))));
    }
}
