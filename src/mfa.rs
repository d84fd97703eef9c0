//! Second factors: what a login asks of its user beside the password, and whether it was proved (reference 1.6, 3.3).
//!
//! Rules and Actions ask ([`triggers::second_factor`](crate::triggers::second_factor)); the login then waits ([`login::suspended`](crate::login::suspended)) until its pages have seen the
//! proof. Nothing that the login was to do has been done by then, and the browser holds no session: who has a password alone has nothing.
//!
//! | who is asked | for what |
//! |---|---|
//! | a user with an app | a code of it; or the recovery code |
//! | one without, where the Action lets them in by enrolling | to set one up; nobody who has an app is ever shown a new key instead |
//!
//! Guesses are held back for each user, whatever the browser, the address and the login.

pub mod due;
pub mod factors;
pub mod otp;
pub mod recovery_code;
pub mod remembered;
pub mod waiting;

pub use due::{Due, due};
pub use waiting::Waiting;
