//! What ID and access tokens hold (reference 5.8).
//!
//! Custom claims are laid down first and the server's own over them: no effect of an Action can stand where the server speaks.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::custom_claims::{self, Target, TooLarge};
use super::half_hash::half_hash;
use super::scopes;
use crate::clock::iso_millis;
use crate::identity::{Client, Metadata, ResourceServer, User};

/// The organization that a login was with, as tokens tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationClaims {
    /// `org_id`.
    pub id: String,
    /// `org_name`, where the tenant lets organizations be named.
    pub name: Option<String>,
}

impl OrganizationClaims {
    fn insert(&self, out: &mut Map<String, Value>) {
        out.insert("org_id".to_owned(), self.id.clone().into());
        out.extend(self.name.clone().map(|name| ("org_name".to_owned(), name.into())));
    }
}

/// What an ID token says.
pub struct IdToken<'a> {
    /// `iss`.
    pub issuer: &'a str,
    /// `aud` and the token's life.
    pub client: &'a Client,
    /// `sub` and the profile.
    pub user: &'a User,
    /// Which parts of the profile.
    pub scope: &'a [String],
    /// `sid`; none where no browser took part.
    pub session_id: Option<&'a str>,
    /// `nonce`.
    pub nonce: Option<&'a str>,
    /// `auth_time`.
    pub auth_time: Timestamp,
    /// Whether the user proved a second factor in the session: `amr` (RFC 8176).
    pub second_factor: bool,
    /// `org_id` and `org_name`.
    pub organization: Option<&'a OrganizationClaims>,
    /// `act`: who acts for the user (RFC 8693 section 4.1).
    pub actor: Option<&'a Value>,
    /// The access token that goes with it, for `at_hash`.
    pub access_token: Option<&'a str>,
    /// The code that goes with it, for `c_hash`.
    pub code: Option<&'a str>,
    /// What Actions asked for.
    pub custom: &'a Metadata,
}

impl IdToken<'_> {
    /// The claims of an ID token issued `now` (OpenID Connect Core section 2).
    pub fn claims(&self, now: Timestamp) -> Result<Map<String, Value>, TooLarge> {
        let mut out = profile(self.user, self.scope);
        out.extend(custom_claims::admit(self.custom, Target::Id)?);
        let iat = now.as_second();
        out.insert("iss".to_owned(), self.issuer.into());
        out.insert("sub".to_owned(), self.user.user_id.clone().into());
        out.insert("aud".to_owned(), self.client.client_id.clone().into());
        out.insert("iat".to_owned(), iat.into());
        out.insert("exp".to_owned(), iat.saturating_add_unsigned(self.client.jwt_configuration.lifetime_in_seconds).into());
        out.insert("auth_time".to_owned(), self.auth_time.as_second().into());
        if self.second_factor {
            out.insert("amr".to_owned(), json!(["mfa"]));
        }
        if let Some(session_id) = self.session_id {
            out.insert("sid".to_owned(), session_id.into());
        }
        if let Some(organization) = self.organization {
            organization.insert(&mut out);
        }
        if let Some(actor) = self.actor {
            out.insert("act".to_owned(), actor.clone());
        }
        let texts =
            [("nonce", self.nonce.map(str::to_owned)), ("at_hash", self.access_token.map(half_hash)), ("c_hash", self.code.map(half_hash))];
        out.extend(texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.into()))));
        Ok(out)
    }
}

/// What an access token for an API says.
pub struct AccessToken<'a> {
    /// `iss`.
    pub issuer: &'a str,
    /// `azp` or `client_id`.
    pub client_id: &'a str,
    /// `sub`: the user, or `<client_id>@clients`.
    pub subject: &'a str,
    /// `aud`, dialect and life.
    pub api: &'a ResourceServer,
    /// A second audience where the user's profile may be read with the token.
    pub userinfo_audience: Option<&'a str>,
    /// `scope`.
    pub scope: &'a [String],
    /// `org_id` and `org_name`.
    pub organization: Option<&'a OrganizationClaims>,
    /// `act`: who acts for the user (RFC 8693 section 4.1).
    pub actor: Option<&'a Value>,
    /// `cnf`: the thumbprint of the key without which it is worth nothing (RFC 9449 section 6.1).
    pub bound_to: Option<&'a str>,
    /// `permissions`, in the dialects that have it.
    pub permissions: Option<&'a [String]>,
    /// `gty`, in the dialect that has it.
    pub grant_type: Option<&'a str>,
    /// `jti`, in the dialect that has it.
    pub token_id: String,
    /// What Actions asked for.
    pub custom: &'a Metadata,
}

impl AccessToken<'_> {
    /// `typ` of the header: `at+jwt` by RFC 9068 section 2.1.
    pub fn typ(&self) -> &'static str {
        if self.api.is_rfc9068() { "at+jwt" } else { "JWT" }
    }

    /// The claims of an access token issued `now`.
    pub fn claims(&self, now: Timestamp) -> Result<Map<String, Value>, TooLarge> {
        let target = if self.api.is_system { Target::OwnApi } else { Target::Access };
        let mut out = custom_claims::admit(self.custom, target)?;
        let iat = now.as_second();
        out.insert("iss".to_owned(), self.issuer.into());
        out.insert("sub".to_owned(), self.subject.into());
        let audience = match self.userinfo_audience {
            Some(userinfo) => json!([self.api.identifier, userinfo]),
            None => json!(self.api.identifier),
        };
        out.insert("aud".to_owned(), audience);
        out.insert("iat".to_owned(), iat.into());
        out.insert("exp".to_owned(), iat.saturating_add_unsigned(self.api.token_lifetime).into());
        if !self.scope.is_empty() {
            out.insert("scope".to_owned(), self.scope.join(" ").into());
        }
        if let Some(organization) = self.organization {
            organization.insert(&mut out);
        }
        if let Some(actor) = self.actor {
            out.insert("act".to_owned(), actor.clone());
        }
        if let Some(thumbprint) = self.bound_to {
            out.insert("cnf".to_owned(), json!({ "jkt": thumbprint }));
        }
        if let Some(permissions) = self.permissions {
            out.insert("permissions".to_owned(), json!(permissions));
        }
        if self.api.is_rfc9068() {
            out.insert("client_id".to_owned(), self.client_id.into());
            out.insert("jti".to_owned(), self.token_id.clone().into());
        } else {
            if let Some(gty) = self.grant_type {
                out.insert("gty".to_owned(), gty.into());
            }
            out.insert("azp".to_owned(), self.client_id.into());
        }
        Ok(out)
    }
}

/// The user's claims that `scope` gives (OpenID Connect Core section 5.4, and Auth0's single-claim scopes). Without `sub`.
pub fn profile(user: &User, scope: &[String]) -> Map<String, Value> {
    let any = |names: &[&str]| names.iter().any(|name| scopes::has(scope, name));
    let mut out = Map::new();
    let mut text = |name: &str, value: &Option<String>, by: &[&str]| {
        if let (Some(value), true) = (value, any(by)) {
            out.insert(name.to_owned(), value.clone().into());
        }
    };
    text("given_name", &user.given_name, &["profile", "given_name"]);
    text("family_name", &user.family_name, &["profile", "family_name"]);
    text("nickname", &user.nickname, &["profile", "nickname"]);
    text("name", &user.name, &["profile", "name"]);
    text("picture", &user.picture, &["profile", "picture"]);
    text("email", &user.email, &["email"]);
    text("phone_number", &user.phone_number, &["phone"]);
    if any(&["profile"]) {
        // A date, not a number as in OpenID Connect: Auth0's form, which its SDKs expect.
        out.insert("updated_at".to_owned(), iso_millis(user.updated_at).into());
    }
    if any(&["created_at"]) {
        out.insert("created_at".to_owned(), iso_millis(user.created_at).into());
    }
    if user.email.is_some() && any(&["email", "email_verified"]) {
        out.insert("email_verified".to_owned(), user.email_verified.into());
    }
    if user.phone_number.is_some() && any(&["phone"]) {
        out.insert("phone_number_verified".to_owned(), user.phone_verified.into());
    }
    if any(&["identities"]) {
        let identities = user.identities.iter().map(|identity| {
            json!({ "provider": identity.provider, "user_id": identity.user_id, "connection": identity.connection, "isSocial": identity.is_social })
        });
        out.insert("identities".to_owned(), identities.collect());
    }
    out
}
