//! The event of `pre-user-registration`.

use super::{authentication, client, connection, custom_domain, optional, request, security_context, tenant, transaction};
use crate::bindings::pre_user_registration::anteroom::actions::pre_user_registration_types as wit;
use crate::{Error, pre_user_registration as ours};

/// The event of `pre-user-registration`.
pub(in crate::bindings) fn pre_user_registration(e: wit::Event) -> Result<ours::Event, Error> {
    Ok(ours::Event {
        authentication: e.authentication.map(authentication).transpose()?,
        client: e.client.map(client).transpose()?,
        connection: connection(e.connection)?,
        custom_domain: e.custom_domain.map(custom_domain).transpose()?,
        request: request(e.request)?,
        security_context: e.security_context.map(security_context),
        tenant: tenant(e.tenant),
        transaction: e.transaction.map(transaction).transpose()?,
        user: ours::User {
            email: e.user.email,
            username: e.user.username,
            phone_number: e.user.phone_number,
            name: e.user.name,
            nickname: e.user.nickname,
            given_name: e.user.given_name,
            family_name: e.user.family_name,
            picture: e.user.picture,
            app_metadata: optional("user.app_metadata", e.user.app_metadata)?,
            user_metadata: optional("user.user_metadata", e.user.user_metadata)?,
        },
    })
}
