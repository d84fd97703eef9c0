//! The event of `post-user-registration`.

use super::user::user;
use super::{authentication, connection, custom_domain, request, security_context, tenant, transaction};
use crate::bindings::post_user_registration::anteroom::actions::post_user_registration_types as wit;
use crate::{Error, post_user_registration as ours};

/// The event of `post-user-registration`.
pub(in crate::bindings) fn post_user_registration(e: wit::Event) -> Result<ours::Event, Error> {
    Ok(ours::Event {
        authentication: e.authentication.map(authentication).transpose()?,
        connection: connection(e.connection)?,
        custom_domain: e.custom_domain.map(custom_domain).transpose()?,
        request: e.request.map(request).transpose()?,
        security_context: e.security_context.map(security_context),
        tenant: tenant(e.tenant),
        transaction: e.transaction.map(transaction).transpose()?,
        user: user(e.user)?,
    })
}
