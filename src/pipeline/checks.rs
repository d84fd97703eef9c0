//! What of an Action's effects only the flow can judge: whether it can do them, how often, and for whom.

use std::sync::Arc;

use super::suspension::{MAX_CARRIED, MAX_REDIRECTS};
use super::{Run, Verdict, verdict};
use crate::contract::effect::MultifactorProvider;
use crate::contract::user::Identity;
use crate::contract::{Effect, Event};
use crate::identity::User;
use crate::sandbox::{Failure, Report};
use crate::storage::{Collection, StoreError};
use crate::triggers::second_factor::Ask;

/// Protocols that have no browser to send anywhere (reference, actions-semantics).
const WITHOUT_BROWSER: [&str; 4] = ["oauth2-resource-owner", "oauth2-refresh-token", "oauth2-password", "oauth2-webauthn"];

/// Fails a call that asked for what should have stopped the user, and that no flow can do yet: a form, a factor that is not here. To go on as if
/// it had not been asked would let somebody in whom the author wanted to see first.
pub fn refuse_what_no_flow_does(mut report: Report) -> Report {
    let missing = report.outcome.iter().flatten().find_map(|effect| match effect {
        Effect::RenderPrompt { .. } => Some("api.prompt.render"),
        other if Ask::of(other).is_some() => None,
        Effect::ChallengeWith { .. } | Effect::ChallengeWithAny { .. } => {
            Some("api.authentication.challengeWith with factors that are not here")
        }
        Effect::EnrollWith { .. } | Effect::EnrollWithAny { .. } => Some("api.authentication.enrollWith with factors that are not here"),
        Effect::EnableMultifactor { provider: MultifactorProvider::Duo, .. } => Some("api.multifactor.enable with the provider duo"),
        _ => None,
    });
    let denies = report
        .outcome
        .as_ref()
        .is_ok_and(|effects| !matches!(verdict(effects), Verdict::Allow | Verdict::Redirect { .. } | Verdict::Prove(_)));
    if let Some(method) = missing.filter(|_| !denies) {
        report.outcome = Err(Failure::InvalidEffect { message: format!("it called {method}, which this server cannot do yet.") });
    }
    report
}

/// Whether the login that an event tells of could be interrupted, as `api.redirect.canRedirect` tells an Action.
pub fn can_redirect(event: &Event) -> bool {
    let Event::PostLogin(event) = event else { return false };
    let transaction = event.transaction.as_ref();
    let asked = event.request.query.as_ref().and_then(|query| query.get("prompt")).is_some_and(|prompt| prompt == "none");
    let silent = asked || transaction.is_some_and(|transaction| transaction.prompt.iter().any(|prompt| prompt == "none"));
    let protocol = transaction.and_then(|transaction| transaction.protocol.as_deref()).unwrap_or_default();
    !silent && !WITHOUT_BROWSER.contains(&protocol)
}

/// Fails a call that sends the user away where there is nobody to be sent.
pub fn refuse_redirect(mut report: Report, interactive: bool) -> Report {
    let redirects = report.outcome.as_ref().is_ok_and(|effects| matches!(verdict(effects), Verdict::Redirect { .. }));
    if redirects && !interactive {
        let message = "it called api.redirect.sendUserTo where no page can be shown; the login ends with interaction_required. Ask \
                       api.redirect.canRedirect() first.";
        report.outcome = Err(Failure::InvalidEffect { message: message.to_owned() });
    }
    report
}

/// Fails a call that sends the user away once too often, or with more behind it than a suspended login may hold.
pub fn bound_redirects(run: &Run, mut report: Report) -> Report {
    let Ok(effects) = &report.outcome else { return report };
    if !matches!(verdict(effects), Verdict::Redirect { .. }) {
        return report;
    }
    let carried = serde_json::to_vec(&(&run.effects, effects)).map_or(usize::MAX, |json| json.len());
    let message = if run.redirects >= MAX_REDIRECTS {
        format!("it sends the user away, and one login does so at most {MAX_REDIRECTS} times.")
    } else if carried > MAX_CARRIED {
        format!("it sends the user away, and the Actions so far asked for {carried} bytes; at most {MAX_CARRIED} are kept meanwhile.")
    } else {
        return report;
    };
    report.outcome = Err(Failure::InvalidEffect { message });
    report
}

/// Whom the login goes on as, where the call said so. Once in a transaction, and only to an account that the user who has just proved
/// who they are belongs to: one that holds an identity of theirs. Anything else would let a slip of an Action's author sign one person
/// in as another.
pub async fn primary_user(
    users: &Collection<User>,
    before: &[Effect],
    event: &Arc<Event>,
    mut report: Report,
) -> Result<(Report, Option<User>), StoreError> {
    let chosen = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::SetPrimaryUser { user_id } => Some(user_id.clone()),
            _ => None,
        })
    };
    let (own_id, identities) = match event.as_ref() {
        Event::PostLogin(event) => (&event.user.user_id, &event.user.identities),
        Event::Rules(event) => (&event.subject, &event.identities),
        _ => return Ok((report, None)),
    };
    let Some(user_id) = report.outcome.as_ref().ok().and_then(|effects| chosen(effects)) else { return Ok((report, None)) };
    let message = if chosen(before).is_some() {
        "The primary user can only be altered once per transaction"
    } else {
        match users.get(&user_id).await?.map(|found| found.value).filter(|user| !user.blocked) {
            None => "The primary user does not exist or is blocked.",
            Some(user) if user.user_id == *own_id || holds_one_of(&user, identities) => return Ok((report, Some(user))),
            Some(_) => "The primary user has no identity of the user who logged in.",
        }
    };
    report.outcome = Err(Failure::Threw { name: None, message: message.to_owned(), stack: Vec::new() });
    Ok((report, None))
}

fn holds_one_of(primary: &User, identities: &[Identity]) -> bool {
    primary.identities.iter().any(|own| {
        identities.iter().any(|of| {
            (own.provider.as_str(), own.user_id.as_str(), own.connection.as_str())
                == (of.provider.as_str(), of.user_id.as_str(), of.connection.as_str())
        })
    })
}
