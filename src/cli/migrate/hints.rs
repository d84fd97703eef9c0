//! What a text asks for that is not here, or never was anywhere: what a build does not find out.
//!
//! Hints and no more: a name may stand in a branch that is never taken. So they are warnings, and a program that has some still runs.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::report::Note;
use crate::contract::rules::SAMPLE_CONTEXT;
use crate::scripts::mentions::{ANY, Mention};

/// What `context` may have beside what is in the sample that Rules are tried with: an organization, and what they set to be told something.
const BESIDE: [&str; 5] = ["multifactor", "organization", "primaryUser", "redirect", "riskAssessment"];

/// Methods and members of `auth0` in Rules.
const OF_AUTH0: [&str; 6] = ["accessToken", "baseUrl", "domain", "getUser", "getUsers", "users"];
const OF_AUTH0_USERS: [&str; 8] =
    ["get", "getAll", "getByEmail", "getUserRoles", "link", "update", "updateAppMetadata", "updateUserMetadata"];

/// The global names that Rules have beside the engine's.
const OF_RULES: [&str; 7] = ["configuration", "auth0", "cache", "UnauthorizedError", "ValidationError", "request", "global"];

/// What every text is asked for: global names that the engine has not, and addresses at Auth0.
pub fn of_any(code: &str, globals: &[String], known: &BTreeSet<String>) -> Vec<Note> {
    let mut notes = Vec::new();
    for name in globals.iter().filter(|name| !known.contains(*name) && !OF_RULES.contains(&name.as_str())) {
        let text = match name.as_str() {
            "Intl" => "uses Intl, which is not here: dates and numbers by language have to be written by a package".to_owned(),
            name => format!("uses the global {name}, which is not here; it throws where it is used"),
        };
        notes.push(Note { line: line_of(code, name), text });
    }
    for (at, line) in code.lines().enumerate() {
        if line.contains(".auth0.com") {
            notes.push(Note::at(at + 1, "names an address at auth0.com: requests to it go there, and not to this server"));
        }
    }
    notes
}

/// The first line that has the name as a word of its own.
pub fn line_of(code: &str, name: &str) -> Option<usize> {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    let has = |line: &str| line.split(|c| !word(c)).any(|part| part == name);
    code.lines().position(has).map(|at| at + 1)
}

/// The first line that has the text in quotes.
pub fn line_with(code: &str, text: &str) -> Option<usize> {
    let quoted = ['\'', '"', '`'].map(|quote| format!("{quote}{text}{quote}"));
    code.lines().position(|line| quoted.iter().any(|quoted| line.contains(quoted))).map(|at| at + 1)
}

/// Whether it is a method that answers by language.
pub fn by_language(mention: &Mention) -> Option<Note> {
    let [any, method] = mention.path.as_slice() else { return None };
    (any == ANY).then(|| Note::at(mention.line, format!("calls {method}, which knows no language here (COMPATIBILITY, language)")))
}

/// What a Rule mentions.
pub fn of_rule(mentions: &[Mention]) -> Vec<Note> {
    let written: BTreeSet<&str> =
        mentions.iter().filter(|mention| mention.written).filter_map(|mention| member(mention, "context")).collect();
    let given: Map<String, Value> = serde_json::from_str(SAMPLE_CONTEXT).unwrap_or_default();
    let mut notes: Vec<Note> = mentions.iter().filter_map(by_language).collect();
    for mention in mentions {
        let path: Vec<&str> = mention.path.iter().map(String::as_str).collect();
        let text = match path.as_slice() {
            ["context", "multifactor", ..] if mention.written => {
                "asks for a second factor: authenticator apps are here, Duo and push are not; switch the factor `otp` on".to_owned()
            }
            ["context", "samlConfiguration", ..] => "speaks of SAML, which is not here: it has no effect".to_owned(),
            ["context", "riskAssessment", "assessments", name @ ("ImpossibleTravel" | "UntrustedIP" | "PhoneNumber"), ..] => {
                format!("reads the assessment {name}, which is not available here")
            }
            ["context", name, ..] if !given.contains_key(*name) && !BESIDE.contains(name) && !written.contains(name) => {
                format!("reads context.{name}, which was never described: it is undefined, unless an earlier Rule sets it")
            }
            ["user", "identities", .., name @ ("access_token" | "access_token_secret" | "refresh_token" | "profileData")] => {
                format!("reads {name} of an identity: there are no upstream connections yet, so it is undefined")
            }
            ["auth0", "users", name, ..] if !OF_AUTH0_USERS.contains(name) => format!("calls auth0.users.{name}, which is not here"),
            ["auth0", name, ..] if !OF_AUTH0.contains(name) => format!("uses auth0.{name}, which is not here"),
            ["global", name] if mention.written => {
                format!("keeps {name} in `global`, which is fresh in every login here: keep it in `cache` or in metadata")
            }
            _ => continue,
        };
        notes.push(Note::at(mention.line, text));
    }
    notes
}

fn member<'m>(mention: &'m Mention, root: &str) -> Option<&'m str> {
    let [first, name, ..] = mention.path.as_slice() else { return None };
    (first == root).then_some(name.as_str())
}

/// What an Action mentions.
pub fn of_action(mentions: &[Mention]) -> Vec<Note> {
    let mut notes: Vec<Note> = mentions.iter().filter_map(by_language).collect();
    for mention in mentions {
        let path: Vec<&str> = mention.path.iter().map(String::as_str).collect();
        let shown = path.join(".");
        let text = match path.as_slice() {
            ["api", "prompt", "render"] => format!("calls {shown}, which is not here yet: the Action fails where it is called"),
            ["api", "multifactor", "enable"] => {
                format!("calls {shown}: authenticator apps are here, Duo and push are not; switch the factor `otp` on")
            }
            ["api", "authentication", name] if name.starts_with("challengeWith") || name.starts_with("enrollWith") => {
                format!("calls {shown}: with `otp` and `recovery-code`; where only other factors are named, the Action fails there")
            }
            ["api", "samlResponse", ..] => format!("calls {shown}, which has no effect: there is no SAML"),
            ["api", "session" | "refreshToken", "setMetadata" | "deleteMetadata" | "evictMetadata" | "setCookieMode"] => {
                format!("calls {shown}, which is recorded and has no effect")
            }
            ["api", "groups", _] | ["api", "roles", _] => format!("calls {shown}, which is rejected here"),
            [
                "event",
                "authentication",
                "riskAssessment",
                "assessments",
                name @ ("ImpossibleTravel" | "UntrustedIP" | "PhoneNumber"),
                ..,
            ] => {
                format!("reads the assessment {name}, which is not available here")
            }
            ["event", "security_context", ..] => format!("reads {shown}, which is not here: it is undefined"),
            _ => continue,
        };
        notes.push(Note::at(mention.line, text));
    }
    notes
}
