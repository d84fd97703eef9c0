//! The event of `post-change-password`.

use super::{authentication, connection, custom_domain, request, tenant};
use crate::bindings::post_change_password::anteroom::actions::post_change_password_types as wit;
use crate::{Error, post_change_password as ours};

/// The event of `post-change-password`.
pub(in crate::bindings) fn post_change_password(e: wit::Event) -> Result<ours::Event, Error> {
    Ok(ours::Event {
        authentication: e.authentication.map(authentication).transpose()?,
        connection: connection(e.connection)?,
        custom_domain: e.custom_domain.map(custom_domain).transpose()?,
        request: request(e.request)?,
        tenant: tenant(e.tenant),
        transaction: e.transaction.map(|t| ours::Transaction { correlation_id: t.correlation_id }),
        user: ours::User {
            user_id: e.user.user_id,
            email: e.user.email,
            email_verified: e.user.email_verified,
            last_password_reset: e.user.last_password_reset,
            phone_number: e.user.phone_number,
            phone_verified: e.user.phone_verified,
            username: e.user.username,
        },
    })
}
