//! Linked identities: a secondary account goes into its primary, and comes out again as an account of its own.
//!
//! What the secondary logged in with stays, inside the primary's record: its identifiers are in the primary's unique indexes, so that
//! whoever logs in with them finds the primary, nobody else can sign up with them, and both accounts change in one commit. A record of
//! its own with a mark on it was the other way; then every list and every lookup would have to know of the mark.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::connection::DATABASE;
use super::user::{normalize_identifier, scoped};
use super::{Identity, Metadata, User};

/// The most identities of one user.
pub const MAX_IDENTITIES: usize = 20;

/// What a linked identity of a database logs in with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinkedAccount {
    /// The connection's name.
    pub connection: String,
    /// As in the [`Identity`].
    pub provider: String,
    /// As in the [`Identity`].
    pub user_id: String,
    /// The address.
    pub email: Option<String>,
    /// The user name.
    pub username: Option<String>,
    /// The number.
    pub phone_number: Option<String>,
    /// Argon2id in PHC form.
    pub password_hash: Option<String>,
}

impl LinkedAccount {
    /// Its values of the unique indexes of users.
    pub fn unique(&self) -> impl Iterator<Item = (&'static str, String)> {
        let email = self.email.as_deref().map(|v| ("email", scoped(&self.connection, v)));
        let username = self.username.as_deref().map(|v| ("username", scoped(&self.connection, v)));
        let phone = self.phone_number.as_deref().map(|v| ("phone", scoped(&self.connection, v)));
        // What another provider says of its users may be said of several.
        let own = self.provider == DATABASE;
        email.into_iter().chain(username).chain(phone).filter(move |_| own)
    }

    fn answers_to(&self, connection: &str, identifier: &str) -> bool {
        self.connection == connection && is_one_of(identifier, [&self.email, &self.username, &self.phone_number])
    }
}

fn is_one_of(identifier: &str, own: [&Option<String>; 3]) -> bool {
    let wanted = normalize_identifier(identifier);
    own.into_iter().flatten().any(|own| normalize_identifier(own) == wanted)
}

impl User {
    /// The hash of the password that belongs to an identifier of this user in a connection: each identity has its own.
    pub fn password_of(&self, connection: &str, identifier: &str) -> Option<&str> {
        if self.answers_to(connection, identifier) {
            return self.password_hash.as_deref();
        }
        let linked = self.linked.iter().find(|account| account.answers_to(connection, identifier))?;
        linked.password_hash.as_deref()
    }

    /// Puts another hash of the same password in its place.
    pub fn renew_password_of(&mut self, connection: &str, identifier: &str, hash: String) {
        if self.answers_to(connection, identifier) {
            self.password_hash = Some(hash);
        } else if let Some(account) = self.linked.iter_mut().find(|account| account.answers_to(connection, identifier)) {
            account.password_hash = Some(hash);
        }
    }

    /// Whether the account's own password, and not that of a linked identity, belongs to an identifier in a connection.
    pub fn answers_to(&self, connection: &str, identifier: &str) -> bool {
        self.connection == connection && is_one_of(identifier, [&self.email, &self.username, &self.phone_number])
    }

    /// What the user can log in with, and in which connection; those of linked identities too.
    pub fn identifiers(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = [&self.email, &self.username, &self.phone_number].map(|own| (self.connection.as_str(), own.as_deref()));
        let linked = self.linked.iter().flat_map(|account| {
            [&account.email, &account.username, &account.phone_number].map(|own| (account.connection.as_str(), own.as_deref()))
        });
        own.into_iter().chain(linked).filter_map(|(connection, own)| own.map(|own| (connection, own)))
    }

    /// Whether the user can log in through a connection.
    pub fn is_in(&self, connection: &str) -> bool {
        self.connection == connection || self.identities.iter().any(|identity| identity.connection == connection)
    }

    /// The connections of the user's identities, the account's own first, each once.
    pub fn connections(&self) -> Vec<&str> {
        let mut all = vec![self.connection.as_str()];
        for identity in &self.identities {
            if !all.contains(&identity.connection.as_str()) {
                all.push(&identity.connection);
            }
        }
        all
    }

    /// Takes another account in. Its metadata, its counts and its other properties are lost, as at Auth0.
    pub fn absorb(&mut self, secondary: Self, now: Timestamp) {
        let profile = profile(&secondary);
        let mut identities = secondary.identities.into_iter();
        if let Some(main) = identities.next() {
            self.linked.push(LinkedAccount {
                connection: secondary.connection,
                provider: main.provider.clone(),
                user_id: main.user_id.clone(),
                email: secondary.email,
                username: secondary.username,
                phone_number: secondary.phone_number,
                password_hash: secondary.password_hash,
            });
            self.identities.push(Identity { profile_data: Some(profile), ..main });
        }
        self.identities.extend(identities);
        self.linked.extend(secondary.linked);
        self.updated_at = now;
    }

    /// Lets a linked identity go and answers with the account that it becomes, which has no metadata and begins now. `None` if it is
    /// no identity of this user, or the main one. What was proved before counts for neither: nobody knows by which of the identities.
    pub fn release(&mut self, provider: &str, user_id: &str, now: Timestamp) -> Option<Self> {
        let named = |identity: &Identity| identity.provider == provider && identity.user_id == user_id;
        let at = self.identities.iter().skip(1).position(named)? + 1;
        let identity = self.identities.remove(at);
        let at = self.linked.iter().position(|account| account.provider == provider && account.user_id == user_id);
        let account = at.map(|at| self.linked.remove(at));
        self.updated_at = now;
        self.signed_out_at = Some(now);
        let profile = identity.profile_data.clone().unwrap_or_default();
        let text = |name: &str| profile.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
        let flag = |name: &str| profile.get(name).and_then(serde_json::Value::as_bool).unwrap_or(false);
        Some(Self {
            email: account.as_ref().map_or_else(|| text("email"), |account| account.email.clone()),
            email_verified: flag("email_verified"),
            username: account.as_ref().and_then(|account| account.username.clone()),
            phone_number: account.as_ref().and_then(|account| account.phone_number.clone()),
            phone_verified: flag("phone_verified"),
            name: text("name"),
            nickname: text("nickname"),
            given_name: text("given_name"),
            family_name: text("family_name"),
            picture: text("picture"),
            password_hash: account.and_then(|account| account.password_hash),
            ..Self::new(Identity { profile_data: None, ..identity }, now)
        })
    }
}

/// `profileData` of the identity that an account becomes.
fn profile(user: &User) -> Metadata {
    let mut out = Metadata::new();
    for (name, value) in [
        ("email", &user.email),
        ("username", &user.username),
        ("phone_number", &user.phone_number),
        ("name", &user.name),
        ("nickname", &user.nickname),
        ("given_name", &user.given_name),
        ("family_name", &user.family_name),
        ("picture", &user.picture),
    ] {
        if let Some(text) = value {
            out.insert(name.to_owned(), text.clone().into());
        }
    }
    if user.email.is_some() {
        out.insert("email_verified".to_owned(), user.email_verified.into());
    }
    if user.phone_number.is_some() {
        out.insert("phone_verified".to_owned(), user.phone_verified.into());
    }
    out
}
