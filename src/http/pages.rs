//! The hosted pages: log in, sign up, consent, the code of a device, a forgotten password, the proof of an address by link or code, an account that is
//! held back, second factors, and the page for what went wrong (DESIGN 10).
//!
//! Plain HTML forms, made here on the server: they work without JavaScript, so the content policy can forbid all of it, and what a
//! person types into a password field is read by nobody but this server. The two pages that only hand an answer on have one script each
//! ([`script`]). A page is reached with `?state=`, the id of its login
//! transaction, and answers only the browser that the transaction began in; those that mails lead to have a ticket instead. Unknown
//! fields of a form are ignored: browsers' extensions add theirs.

pub mod activate;
pub mod assets;
pub mod button;
pub mod consent;
pub mod cookies;
pub mod csrf;
pub mod dev_mailbox;
pub mod email_code;
pub mod email_verification;
pub mod error;
pub mod login;
pub mod look;
pub mod mfa;
pub mod posted;
pub mod render;
pub mod reset;
pub mod reset_verify;
pub mod scopes;
pub mod script;
pub mod signup;
pub mod texts;
pub mod ticket;
pub mod unblock;
pub mod visit;

/// The first characters of an execution's id: short enough to be read out on the telephone, and enough for the operator to find the
/// record by.
pub fn support_code(execution: &str) -> String {
    execution.chars().take(8).collect()
}
