//! The event of `password-reset-post-challenge`.

use super::user::{authorization, stats, user};
use super::{authentication, client, connection, optional, organization, request, tenant, transaction};
use crate::bindings::password_reset_post_challenge::anteroom::actions::password_reset_post_challenge_types as wit;
use crate::{Error, password_reset_post_challenge as ours};

/// The event of `password-reset-post-challenge`.
pub(in crate::bindings) fn password_reset_post_challenge(e: wit::Event) -> Result<ours::Event, Error> {
    Ok(ours::Event {
        authentication: e.authentication.map(authentication).transpose()?,
        authorization: e.authorization.map(authorization),
        client: e.client.map(client).transpose()?,
        connection: connection(e.connection)?,
        organization: e.organization.map(organization).transpose()?,
        prompt: optional("prompt", e.prompt)?,
        request: request(e.request)?,
        stats: stats(e.stats),
        tenant: tenant(e.tenant),
        transaction: e.transaction.map(transaction).transpose()?,
        user: user(e.user)?,
    })
}
