//! The user, as the events of several triggers tell of them.

use super::{optional, parse};
use crate::bindings::post_login::anteroom::actions::types as wit;
use crate::{Error, event};

pub(super) fn user(u: wit::User) -> Result<event::User, Error> {
    Ok(event::User {
        user_id: u.user_id,
        created_at: u.created_at,
        updated_at: u.updated_at,
        app_metadata: parse("user.app_metadata", &u.app_metadata)?,
        user_metadata: parse("user.user_metadata", &u.user_metadata)?,
        identities: u.identities.into_iter().map(identity).collect::<Result<_, _>>()?,
        email: u.email,
        email_verified: u.email_verified,
        family_name: u.family_name,
        given_name: u.given_name,
        last_password_reset: u.last_password_reset,
        name: u.name,
        nickname: u.nickname,
        phone_number: u.phone_number,
        phone_verified: u.phone_verified,
        picture: u.picture,
        username: u.username,
        enrolled_factors: optional("user.enrolledFactors", u.enrolled_factors)?,
        multifactor: u.multifactor,
    })
}

fn identity(i: wit::Identity) -> Result<event::Identity, Error> {
    Ok(event::Identity {
        connection: i.connection,
        is_social: i.is_social,
        profile_data: optional("user.identities[].profileData", i.profile_data)?,
        provider: i.provider,
        user_id: i.user_id,
    })
}

pub(super) fn authorization(a: wit::Authorization) -> event::Authorization {
    event::Authorization { roles: a.roles }
}

pub(super) fn stats(s: wit::Stats) -> event::Stats {
    event::Stats { logins_count: s.logins_count }
}
