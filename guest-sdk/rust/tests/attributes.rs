//! What the attributes accept, and that they leave the function as it is.

use std::fmt;

use anteroom_guest::post_login::{Api, Event};
use anteroom_guest::testing::{Run, post_login_event};

#[derive(Debug)]
pub struct NoCredit(u32);

impl fmt::Display for NoCredit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "There are {} credits left.", self.0)
    }
}

impl std::error::Error for NoCredit {}

/// Any error may be returned; its text is the Action's failure.
#[anteroom_guest::post_login]
pub fn on_login(_event: &Event, _api: &mut Api<'_>) -> Result<(), NoCredit> {
    Err(NoCredit(0))
}

#[test]
fn an_action_may_have_an_error_type_of_its_own() {
    assert_eq!(Run::new(post_login_event()).call(on_login).error(), Some("There are 0 credits left."));
}
