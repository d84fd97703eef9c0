//! What a challenge comes to for one user.
//!
//! What cannot be asked ends the login: to go on without would let somebody in whom the author wanted to see first.

use super::waiting::Waiting;
use super::{factors, remembered};
use crate::app::App;
use crate::identity::User;
use crate::identity::authenticator::FactorKind;
use crate::storage::StoreError;
use crate::triggers::second_factor::{Ask, Manner};

/// Why nobody gets past a challenge without a factor.
const NONE_ENABLED: &str = "A second factor is asked for, and the tenant has none switched on (PUT /api/v2/guardian/factors/otp).";
const NONE_ENROLLED: &str = "A second factor is asked for that the user has not enrolled.";
const NO_SUCH: &str = "A second factor is asked for that the tenant has not switched on.";

/// What is to be done.
#[derive(Debug)]
pub enum Due {
    /// Nothing: it was proved in this browser, or is there already.
    Nothing,
    /// The user is asked.
    Prove(Box<Waiting>),
    /// It cannot be asked.
    Impossible(&'static str),
}

/// What is due of this user, in a browser with these secrets.
pub async fn due(app: &App, ask: &Ask, user: &User, browser: &[String]) -> Result<Due, StoreError> {
    let mut enabled = Vec::new();
    for kind in &ask.kinds {
        if factors::is_enabled(&app.directory, *kind).await? {
            enabled.push(*kind);
        }
    }
    let own: Vec<FactorKind> = factors::of(app, user).await?.iter().map(|factor| factor.kind).collect();
    let has_app = own.contains(&FactorKind::Otp);
    let provable: Vec<FactorKind> = enabled.iter().copied().filter(|kind| own.contains(kind)).collect();
    let due = match ask.manner {
        Manner::Enroll if has_app => Due::Nothing,
        Manner::Enroll if enabled.contains(&FactorKind::Otp) => Due::Prove(Box::new(Waiting::enrolling(ask.remember))),
        Manner::Enroll => Due::Impossible(NO_SUCH),
        Manner::Challenge if provable.is_empty() => Due::Impossible(NONE_ENROLLED),
        Manner::Challenge => Due::Prove(Box::new(Waiting::proving(provable, ask.remember))),
        Manner::Either if !enabled.contains(&FactorKind::Otp) => Due::Impossible(NONE_ENABLED),
        Manner::Either if ask.remember && remembered::is(app, user, browser).await? => Due::Nothing,
        Manner::Either if has_app => Due::Prove(Box::new(Waiting::proving(provable, ask.remember))),
        Manner::Either => Due::Prove(Box::new(Waiting::enrolling(ask.remember))),
    };
    Ok(due)
}
