//! One user of the users file: its members, and what becomes of them in the store.
//!
//! A user with anything wrong is not written at all, and neither is one with enrolments of second factors: an account that was protected by
//! two would come in with one.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::fault::{Fault, Members};
use super::hash;
use crate::faults::type_of;
use crate::identity::password::PasswordError;
use crate::identity::password::foreign::{ForeignHash, is_foreign};
use crate::identity::user::scoped;
use crate::identity::{Connection, Metadata, User};
use crate::random::Random;
use crate::signup::{Profile, is_email, is_user_id};
use crate::storage::vault::Vault;

/// What a user may have.
const MEMBERS: [&str; 17] = [
    "email",
    "email_verified",
    "user_id",
    "username",
    "phone_number",
    "phone_verified",
    "given_name",
    "family_name",
    "name",
    "nickname",
    "picture",
    "blocked",
    "password_hash",
    "custom_password_hash",
    "app_metadata",
    "user_metadata",
    "mfa_factors",
];

/// What must not be in `app_metadata`: properties of the user itself.
const NOT_METADATA: [&str; 18] = [
    "__tenant",
    "_id",
    "blocked",
    "clientID",
    "created_at",
    "email_verified",
    "email",
    "globalClientID",
    "global_client_id",
    "identities",
    "lastIP",
    "lastLogin",
    "loginsCount",
    "metadata",
    "multifactor_last_modified",
    "multifactor",
    "updated_at",
    "user_id",
];

/// A user that nothing is wrong with.
#[derive(Clone)]
pub struct Incoming {
    profile: Profile,
    email_verified: Option<bool>,
    phone_verified: Option<bool>,
    user_metadata: Option<Metadata>,
    app_metadata: Option<Metadata>,
    hash: Option<ForeignHash>,
}

/// The user that a value of the file describes.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(value: &Value, connection: &Connection) -> Result<Incoming, Vec<Fault>> {
    let Value::Object(map) = value else {
        return Err(vec![Fault::new("INVALID_TYPE", format!("Expected type object but found type {}", type_of(value)), "")]);
    };
    let members = Members::new(map, "");
    let mut faults = Vec::new();
    keep(&mut faults, members.only(&MEMBERS).map(Some));
    let mut text = |name: &str, most: usize| keep(&mut faults, members.text(name, most)).map(str::to_owned);
    let profile = Profile {
        email: text("email", 320),
        username: text("username", 128).filter(|name| !name.is_empty()),
        phone_number: text("phone_number", 32).filter(|number| !number.is_empty()),
        name: text("name", 300),
        nickname: text("nickname", 300),
        given_name: text("given_name", 150),
        family_name: text("family_name", 150),
        picture: text("picture", 2048).filter(|url| !url.is_empty()),
        user_id: text("user_id", 128),
        ..Profile::default()
    };
    let mut flag = |name: &str| keep(&mut faults, members.flag(name));
    let [email_verified, phone_verified, blocked] = [flag("email_verified"), flag("phone_verified"), flag("blocked")];
    let mut metadata = |name: &str| keep(&mut faults, members.object(name)).cloned();
    let [user_metadata, app_metadata] = [metadata("user_metadata"), metadata("app_metadata")];
    if let Some(app_metadata) = &app_metadata {
        keep(&mut faults, no_properties(app_metadata).map(Some));
    }
    let hash = keep(&mut faults, hash::read(&members));
    match members.list("mfa_factors") {
        Ok([]) => {}
        Ok(_) => {
            faults.push(members.fault("MFA_FACTORS_FAILED", "There is no multi-factor authentication to enrol the user in", "mfa_factors"))
        }
        Err(fault) => faults.push(fault),
    }
    let profile = Profile { blocked: blocked.unwrap_or(false), email_verified: email_verified.unwrap_or(false), ..profile };
    match check(&profile, &members, connection) {
        Ok(profile) if faults.is_empty() => Ok(Incoming { profile, email_verified, phone_verified, user_metadata, app_metadata, hash }),
        Ok(_) => Err(faults),
        // One that was of the wrong type is named as that alone.
        Err(fault) if faults.iter().any(|found| found.path == fault.path) => Err(faults),
        Err(fault) => Err(faults.into_iter().chain([fault]).collect()),
    }
}

fn keep<T>(faults: &mut Vec<Fault>, read: Result<Option<T>, Fault>) -> Option<T> {
    read.unwrap_or_else(|fault| {
        faults.push(fault);
        None
    })
}

fn no_properties(app_metadata: &Map<String, Value>) -> Result<(), Fault> {
    let named: Vec<&str> = NOT_METADATA.into_iter().filter(|name| app_metadata.contains_key(*name)).collect();
    if named.is_empty() {
        return Ok(());
    }
    Err(Fault::new("OBJECT_ADDITIONAL_PROPERTIES", format!("Additional properties not allowed: {}", named.join(", ")), "app_metadata"))
}

/// What a sign-up would say of the profile.
fn check(profile: &Profile, members: &Members<'_>, connection: &Connection) -> Result<Profile, Fault> {
    let Some(email) = profile.email.as_deref() else { return Err(Fault { path: "email".to_owned(), ..members.missing("email") }) };
    if !is_email(email.trim()) {
        return Err(members.fault("INVALID_FORMAT", "Object didn't pass validation for format email", "email"));
    }
    if profile.username.is_some() && !connection.requires_username() {
        let message = "Cannot set username for connection without requires_username.";
        return Err(members.fault("OBJECT_ADDITIONAL_PROPERTIES", message, "username"));
    }
    if profile.user_id.as_deref().is_some_and(|id| !is_user_id(id)) {
        let message = "String does not match pattern ^[A-Za-z0-9._-]{1,64}$: the id stands without auth0| before it";
        return Err(members.fault("PATTERN", message, "user_id"));
    }
    profile.checked(connection).map_err(|invalid| members.fault("INVALID_FORMAT", invalid.message, invalid.field))
}

impl Incoming {
    /// The address. Every user of a file has one.
    pub fn email(&self) -> &str {
        self.profile.email.as_deref().unwrap_or_default()
    }

    /// What no other user may have, as (index of users, its value, member of the file); the id has the index `id`.
    pub fn identifiers(&self, connection: &str) -> Vec<(&'static str, String, &'static str)> {
        let of = |index, text: &Option<String>, member| text.as_deref().map(|text| (index, scoped(connection, text), member));
        let id = self.profile.user_id.as_deref().map(|id| ("id", format!("auth0|{id}"), "user_id"));
        let [email, username, phone] = [
            of("email", &self.profile.email, "email"),
            of("username", &self.profile.username, "username"),
            of("phone", &self.profile.phone_number, "phone_number"),
        ];
        [email, username, phone, id].into_iter().flatten().collect()
    }

    /// The user as a new one.
    pub fn into_new(self, now: Timestamp, random: &dyn Random, vault: &Vault, connection: &Connection) -> Result<User, PasswordError> {
        let Self { mut profile, phone_verified, user_metadata, app_metadata, hash, .. } = self;
        profile.user_metadata = without_null(user_metadata.unwrap_or_default());
        profile.app_metadata = without_null(app_metadata.unwrap_or_default());
        let identity = profile.identity(connection, random);
        let mut user = profile.into_user(identity, now);
        user.phone_verified = user.phone_number.is_some() && phone_verified.unwrap_or(false);
        user.password_hash = hash.map(|hash| hash.seal(vault)).transpose()?;
        Ok(user)
    }

    /// The user over one who is there: what may be changed so, and the hash while nobody has logged in with the one that is there.
    pub fn over(self, before: &User, now: Timestamp, vault: &Vault) -> Result<User, PasswordError> {
        let mut user = before.clone();
        let Self { profile, email_verified, user_metadata, app_metadata, hash, .. } = self;
        user.email_verified = email_verified.unwrap_or(user.email_verified);
        user.name = profile.name.or(user.name);
        user.nickname = profile.nickname.or(user.nickname);
        user.given_name = profile.given_name.or(user.given_name);
        user.family_name = profile.family_name.or(user.family_name);
        user.picture = profile.picture.or(user.picture);
        lay_over(&mut user.user_metadata, user_metadata);
        lay_over(&mut user.app_metadata, app_metadata);
        if let Some(hash) = hash
            && before.password_hash.as_deref().is_none_or(is_foreign)
        {
            user.password_hash = Some(hash.seal(vault)?);
            // Whoever came in some other way so far has not come in by this password.
            user.signed_out_at = Some(now);
        }
        user.updated_at = now;
        Ok(user)
    }
}

/// The first level is merged, as where a user is changed one by one; null removes.
fn lay_over(metadata: &mut Metadata, changes: Option<Metadata>) {
    for (name, value) in changes.unwrap_or_default() {
        match value {
            Value::Null => drop(metadata.remove(&name)),
            value => drop(metadata.insert(name, value)),
        }
    }
}

fn without_null(mut metadata: Metadata) -> Metadata {
    metadata.retain(|_, value| !value.is_null());
    metadata
}
