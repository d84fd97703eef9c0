//! A user: one account, reached through one or more identities (reference 4.2 "users", `event.user` in 1.3).

mod shown;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::connection::DATABASE;
use super::roster::{Basics, Facts};
use super::{LinkedAccount, Metadata};
use crate::storage::Entity;

/// One account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// `auth0|<24 hex>` for a database user; the part before `|` is the provider.
    pub user_id: String,
    /// The name of the connection that the account was made in.
    pub connection: String,
    /// The address as given, trimmed; compared by [`normalize_identifier`].
    pub email: Option<String>,
    /// Whether the address was proved to be the user's.
    pub email_verified: bool,
    /// The user name, where the connection asks for one.
    pub username: Option<String>,
    /// E.164.
    pub phone_number: Option<String>,
    /// Whether the number was proved to be the user's.
    pub phone_verified: bool,
    /// Full name; the address where none was given, as in Auth0.
    pub name: Option<String>,
    /// Short name; the local part of the address where none was given.
    pub nickname: Option<String>,
    /// First name.
    pub given_name: Option<String>,
    /// Last name.
    pub family_name: Option<String>,
    /// URL of a picture.
    pub picture: Option<String>,
    /// A blocked user cannot log in.
    pub blocked: bool,
    /// What the user may change.
    pub user_metadata: Metadata,
    /// What only operators and Actions may change.
    pub app_metadata: Metadata,
    /// At least one.
    pub identities: Vec<Identity>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When anything of it last changed.
    pub updated_at: Timestamp,
    /// When somebody last logged in to it.
    pub last_login: Option<Timestamp>,
    /// From where.
    pub last_ip: Option<String>,
    /// How often.
    pub logins_count: u64,
    /// When the password last changed after sign-up.
    pub last_password_reset: Option<Timestamp>,
    /// Argon2id in PHC form. Never leaves the server: no answer, event or log is made from this struct's own serialisation.
    pub password_hash: Option<String>,
    /// The passwords before it, the latest first, in the same form; as many as the connection remembers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub password_history: Vec<String>,
    /// What the linked identities log in with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub linked: Vec<LinkedAccount>,
    /// When everything that was proved before ceased to count; see [`Self::honours`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_out_at: Option<Timestamp>,
}

/// One way to prove to be this user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// The connection's name.
    pub connection: String,
    /// `auth0` for a database.
    pub provider: String,
    /// The id inside the provider, without the prefix.
    pub user_id: String,
    /// Whether the provider is a social one.
    #[serde(rename = "isSocial")]
    pub is_social: bool,
    /// The provider's profile of a linked identity.
    #[serde(rename = "profileData", skip_serializing_if = "Option::is_none", default)]
    pub profile_data: Option<Metadata>,
}

impl Identity {
    /// The id of the account that begins with it.
    pub fn account_id(&self) -> String {
        format!("{}|{}", self.provider, self.user_id)
    }
}

impl User {
    /// Takes what is told of a person from another: what is not told there is no more. Metadata and whatever else the account has stay.
    pub fn replace_profile(&mut self, told: User) {
        self.email = told.email;
        self.email_verified = told.email_verified;
        self.username = told.username;
        self.phone_number = told.phone_number;
        self.phone_verified = told.phone_verified;
        self.name = told.name;
        self.nickname = told.nickname;
        self.given_name = told.given_name;
        self.family_name = told.family_name;
        self.picture = told.picture;
    }

    /// The account that begins with this identity, of which nothing else is known.
    pub fn new(main: Identity, now: Timestamp) -> Self {
        Self {
            user_id: main.account_id(),
            connection: main.connection.clone(),
            email: None,
            email_verified: false,
            username: None,
            phone_number: None,
            phone_verified: false,
            name: None,
            nickname: None,
            given_name: None,
            family_name: None,
            picture: None,
            blocked: false,
            user_metadata: Metadata::new(),
            app_metadata: Metadata::new(),
            identities: vec![main],
            created_at: now,
            updated_at: now,
            last_login: None,
            last_ip: None,
            logins_count: 0,
            last_password_reset: None,
            password_hash: None,
            password_history: Vec::new(),
            linked: Vec::new(),
            signed_out_at: None,
        }
    }

    /// The provider of the main identity: `auth0` for the user of a database.
    pub fn provider(&self) -> &str {
        self.identities.first().map_or(DATABASE, |main| main.provider.as_str())
    }

    /// Whether a proof of identity of that time still counts: a new password takes back what the old one gave, and what is older
    /// than the account was another's, who had its id before. Asked wherever a session, a code or a refresh token is used, so that
    /// it does not matter whether all of them were found when they were ended.
    pub fn honours(&self, proved_at: Timestamp) -> bool {
        let ends = [Some(self.created_at), self.last_password_reset, self.signed_out_at];
        ends.into_iter().flatten().all(|end| proved_at >= end)
    }
}

impl<'a> From<&'a User> for Basics<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            user_id: &user.user_id,
            email: user.email.as_deref(),
            username: user.username.as_deref(),
            phone_number: user.phone_number.as_deref(),
            name: user.name.as_deref(),
            nickname: user.nickname.as_deref(),
            given_name: user.given_name.as_deref(),
            family_name: user.family_name.as_deref(),
            facts: Facts {
                email_verified: user.email_verified,
                phone_verified: user.phone_verified,
                blocked: user.blocked,
                logins_count: user.logins_count,
                created_at: user.created_at,
                updated_at: user.updated_at,
                last_login: user.last_login,
            },
        }
    }
}

/// The form in which identifiers are compared: NFKC, lower case, no white space around.
pub fn normalize_identifier(identifier: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    identifier.trim().nfkc().collect::<String>().to_lowercase()
}

/// The value of the unique indexes: an identifier inside a connection.
pub fn scoped(connection: &str, identifier: &str) -> String {
    format!("{connection}\0{}", normalize_identifier(identifier))
}

impl Entity for User {
    const COLLECTION: &'static str = "users";

    fn id(&self) -> String {
        self.user_id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        // Only what somebody logs in with is one user's alone: what another provider says of its users may be said of several.
        if self.provider() == DATABASE {
            out.extend(self.email.as_deref().map(|v| ("email", scoped(&self.connection, v))));
            out.extend(self.username.as_deref().map(|v| ("username", scoped(&self.connection, v))));
            out.extend(self.phone_number.as_deref().map(|v| ("phone", scoped(&self.connection, v))));
        }
        out.extend(self.linked.iter().flat_map(LinkedAccount::unique));
        // The ids that the linked identities had as users.
        out.extend(self.identities.iter().skip(1).map(|identity| ("linked", identity.account_id())));
        out
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        let mut out: Vec<_> = self.connections().into_iter().map(|name| ("connection", name.to_owned())).collect();
        out.extend(self.email.as_deref().map(|v| ("email", normalize_identifier(v))));
        out
    }
}
