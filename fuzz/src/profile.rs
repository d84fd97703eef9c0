//! What somebody who signs up says of themselves: an address, then other fields, a line each, and a password.
//!
//! - An address that is taken has one spelling to be found by: looking that one up finds the same, it is an address itself, and it fits
//!   into a key of the store.
//! - A profile that was checked once passes again, unchanged.
//! - A password passes a policy exactly if it passes each of its lines, and every text can be judged.

use anteroom::identity::user::normalize_identifier;
use anteroom::identity::{Connection, PasswordPolicy, password_policy};
use anteroom::signup::{Profile, is_email};

/// A spelling for look-ups may be longer than what was typed, but not without bound: keys of the store have 2,048 bytes.
const LONGEST: usize = 1024;

pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.split('\n').map(str::to_owned);
    let mut line = || lines.next().filter(|line| !line.is_empty());
    let profile = Profile {
        email: line(),
        username: line(),
        phone_number: line(),
        name: line(),
        nickname: line(),
        picture: line(),
        ..Profile::default()
    };
    let password = line().unwrap_or_default();
    if let Some(email) = profile.email.as_deref().filter(|email| is_email(email)) {
        let normal = normalize_identifier(email);
        assert!(normal.len() <= LONGEST, "{} bytes to look up {email}", normal.len());
        assert!(is_email(&normal), "{email} is looked up as {normal}");
        assert_eq!(normalize_identifier(&normal), normal, "{email}");
    }
    let connection: Connection = serde_json::from_value(serde_json::json!({
        "id": "con_1", "name": "db", "strategy": "auth0", "enabled_clients": [], "realms": ["db"], "is_domain_connection": false,
        "display_name": null, "metadata": {}, "options": { "requires_username": true },
    }))
    .unwrap();
    if let Ok(checked) = profile.checked(&connection) {
        let again = checked.checked(&connection).unwrap();
        assert_eq!(format!("{checked:?}"), format!("{again:?}"));
        let name = checked.username.unwrap();
        assert!(!name.contains('@') && normalize_identifier(&name) == name, "{name}");
    }
    for policy in [PasswordPolicy::Low, PasswordPolicy::Fair, PasswordPolicy::Good, PasswordPolicy::Excellent] {
        let passes = password_policy::strength::check(policy, &password, Some(8)).is_ok();
        let lines = password_policy::strength::lines(policy, Some(8), Some(&password));
        assert_eq!(passes, lines.iter().all(|line| line.verified == Some(true)), "{lines:?}");
    }
}
