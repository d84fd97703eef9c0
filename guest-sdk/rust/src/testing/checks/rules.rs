//! Which rule is for which effect.

use super::{bounded, exchange, invalid, json_len, metadata, registration, saml};
use crate::effect::{Effect, Factor, MultifactorProvider, Refusal};

const MAX_SCOPES: usize = 1000;
const MAX_SCOPE_CHARACTERS: usize = 280;
const MAX_CODE_CHARACTERS: usize = 100;
const MAX_FACTORS: usize = 16;
const MAX_PROMPT: usize = 24 * 1024;
/// The end of JavaScript's dates, in milliseconds since 1970.
const LAST_TIME: u64 = 8_640_000_000_000_000;

/// The effect as it is kept.
pub(super) fn check(before: &[Effect], trigger: &str, effect: Effect) -> Result<Effect, Refusal> {
    use Effect as E;
    match &effect {
        E::IdTokenClaim { name, .. } | E::AccessTokenClaim { name, .. } if name == "scope" && trigger == "post-login" => {
            return Err(Refusal::ReservedClaim("The \"scope\" claim cannot be set.".to_owned()));
        }
        E::AddScope { scope } => return Ok(E::AddScope { scope: added(before, scope, Refusal::InvalidScope)? }),
        E::RemoveScope { scope } => return Ok(E::RemoveScope { scope: trimmed(scope, Refusal::InvalidScope)? }),
        E::AddTargetScope { scope } => return Ok(E::AddTargetScope { scope: added(before, scope, Refusal::Invalid)? }),
        E::RemoveTargetScope { scope } => return Ok(E::RemoveTargetScope { scope: trimmed(scope, Refusal::Invalid)? }),
        E::SetTargetScopes { scopes } => return Ok(E::SetTargetScopes { scopes: all(scopes)? }),
        E::TransactionMetadata { key, value } => metadata::transaction(before, key, value)?,
        E::SetResultUrl { url } => web(url, "The result URL")?,
        E::SetUserId { user_id } => exchange::new_user_id(user_id)?,
        E::SetUserById { user_id } => bounded(user_id, 255, "The user ID")?,
        E::SetUserByConnection { connection, .. } => bounded(connection, 128, "The connection")?,
        E::SetOrganization { organization } => bounded(organization, 128, "The organization")?,
        E::SetActor { actor } => exchange::actor(actor)?,
        E::SetClientMetadata { name, .. } => registration::member(name)?,
        E::SetClientLifetime { seconds } => registration::lifetime(*seconds)?,
        E::ValidationError { code, message } => {
            validation("code", code, MAX_CODE_CHARACTERS)?;
            validation("message", message, if trigger == "pre-user-registration" { 100 } else { 1000 })?;
        }
        E::ChallengeWith { additional_factors, .. } | E::EnrollWith { additional_factors, .. } => factors(1, additional_factors)?,
        E::ChallengeWithAny { factors: any } | E::EnrollWithAny { factors: any } => factors(0, any)?,
        E::RecordMethod { url } => web(url, "The provider URL")?,
        E::SetPrimaryUser { user_id } => primary_user(before, user_id)?,
        E::EnableMultifactor { provider, provider_options: Some(_), .. } if *provider != MultifactorProvider::Duo => {
            invalid("Only the provider \"duo\" takes provider options.")?;
        }
        E::Redirect { url } => redirect(before, url)?,
        E::RenderPrompt { .. } => render(before, &effect)?,
        E::SessionExpiresAt { at }
        | E::SessionIdleExpiresAt { at }
        | E::RefreshTokenExpiresAt { at }
        | E::RefreshTokenIdleExpiresAt { at }
            if *at > LAST_TIME =>
        {
            invalid("The expiration must be a time in milliseconds since 1970.")?;
        }
        E::SessionMetadata { key, value } => metadata::entity(before, "session", key, value.as_deref())?,
        E::RefreshTokenMetadata { key, value } => metadata::entity(before, "refresh token", key, value.as_deref())?,
        E::SamlAttribute { name, value } => saml::attribute(before, name, value)?,
        E::SamlSetting { setting, value } => saml::setting(setting, value)?,
        _ => {}
    }
    Ok(effect)
}

fn trimmed(scope: &str, refusal: fn(String) -> Refusal) -> Result<String, Refusal> {
    let scope = scope.trim();
    let fault = if scope.is_empty() {
        "must not be empty."
    } else if scope.chars().count() > MAX_SCOPE_CHARACTERS {
        "must not be longer than 280 characters."
    } else if scope.contains(char::is_whitespace) {
        "must not contain white space."
    } else if scope.contains(|c: char| c.is_control() || c == '"' || c == '\\') {
        "must not contain quotes, backslashes or control characters."
    } else {
        return Ok(scope.to_owned());
    };
    Err(refusal(format!("The value for the scope {fault}")))
}

fn added(before: &[Effect], scope: &str, refusal: fn(String) -> Refusal) -> Result<String, Refusal> {
    let scope = trimmed(scope, refusal)?;
    let others = before.iter().filter(|other| matches!(other, Effect::AddScope { .. } | Effect::AddTargetScope { .. }));
    if others.count() >= MAX_SCOPES { Err(Refusal::TooManyScopes) } else { Ok(scope) }
}

fn all(scopes: &[String]) -> Result<Vec<String>, Refusal> {
    if scopes.len() > MAX_SCOPES {
        return Err(Refusal::TooManyScopes);
    }
    scopes.iter().map(|scope| trimmed(scope, Refusal::Invalid)).collect()
}

fn validation(what: &str, text: &str, most: usize) -> Result<(), Refusal> {
    if (1..=most).contains(&text.chars().count()) {
        return Ok(());
    }
    let sentence = format!("Failed to add validation error: the {what} must have 1 to {most} characters.");
    Err(Refusal::InvalidValidation(sentence))
}

fn factors(first: usize, more: &[Factor]) -> Result<(), Refusal> {
    match first + more.len() {
        0 => invalid("At least one factor must be given."),
        1..=MAX_FACTORS => Ok(()),
        _ => invalid(format!("At most {MAX_FACTORS} factors can be given.")),
    }
}

fn primary_user(before: &[Effect], user_id: &str) -> Result<(), Refusal> {
    if before.iter().any(|other| matches!(other, Effect::SetPrimaryUser { .. })) {
        return invalid("The primary user can only be altered once per transaction");
    }
    bounded(user_id, 128, "The primary user ID")
}

/// The server parses the URL and writes it as a browser would; here it is kept as it was given.
fn web(url: &str, what: &str) -> Result<(), Refusal> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    match rest.and_then(|rest| rest.chars().next()) {
        Some(first) if !matches!(first, '/' | '?' | '#') => Ok(()),
        _ => invalid(format!("{what} must be an absolute URL that begins with https:// or http://.")),
    }
}

const BOTH: &str = "Redirect and render commands cannot be used in the same action.";

fn redirect(before: &[Effect], url: &str) -> Result<(), Refusal> {
    if before.iter().any(|other| matches!(other, Effect::RenderPrompt { .. })) {
        return invalid(BOTH);
    }
    web(url, "The redirect URL")
}

fn render(before: &[Effect], effect: &Effect) -> Result<(), Refusal> {
    if before.iter().any(|other| matches!(other, Effect::Redirect { .. })) {
        return invalid(BOTH);
    }
    if before.iter().any(|other| matches!(other, Effect::RenderPrompt { .. })) {
        return invalid("Only 1 render command per action is allowed.");
    }
    let Effect::RenderPrompt { prompt_id, fields, vars } = effect else { return Ok(()) };
    bounded(prompt_id, 128, "The prompt ID")?;
    if json_len(&serde_json::json!({ "fields": fields, "vars": vars })) > MAX_PROMPT {
        return invalid("The options of the prompt must not be larger than 24 KB.");
    }
    Ok(())
}
