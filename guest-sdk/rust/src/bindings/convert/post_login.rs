//! The event of `post-login`.

use super::user::{authorization, stats, user};
use super::{
    authentication, client, connection, custom_domain, device, optional, organization, request, resource_server, security_context, tenant,
    transaction,
};
use crate::bindings::post_login::anteroom::actions::post_login_types as wit;
use crate::{Error, post_login as ours};

/// The event of `post-login`.
pub(in crate::bindings) fn post_login(e: wit::Event) -> Result<ours::Event, Error> {
    Ok(ours::Event {
        agent: optional("agent", e.agent)?,
        authentication: e.authentication.map(authentication).transpose()?,
        authorization: e.authorization.map(authorization),
        client: client(e.client)?,
        connection: connection(e.connection)?,
        custom_domain: e.custom_domain.map(custom_domain).transpose()?,
        organization: e.organization.map(organization).transpose()?,
        prompt: optional("prompt", e.prompt)?,
        refresh_token: e.refresh_token.map(refresh_token).transpose()?,
        request: request(e.request)?,
        resource_server: e.resource_server.map(resource_server),
        security_context: e.security_context.map(security_context),
        session: e.session.map(session).transpose()?,
        session_transfer_token: optional("session_transfer_token", e.session_transfer_token)?,
        stats: stats(e.stats),
        tenant: tenant(e.tenant),
        transaction: e.transaction.map(transaction).transpose()?,
        user: user(e.user)?,
    })
}

fn session(s: wit::Session) -> Result<ours::Session, Error> {
    Ok(ours::Session {
        id: s.id,
        authenticated_at: s.authenticated_at,
        clients: s.clients.into_iter().map(|client_id| ours::SessionClient { client_id }).collect(),
        created_at: s.created_at,
        device: s.device.map(device),
        expires_at: s.expires_at,
        idle_expires_at: s.idle_expires_at,
        last_interacted_at: s.last_interacted_at,
        updated_at: s.updated_at,
        user_id: s.user_id,
        cookie: s.cookie_mode.map(|mode| ours::SessionCookie { mode }),
        metadata: optional("session.metadata", s.metadata)?,
        actor: optional("session.actor", s.actor)?,
        session_transfer: optional("session.session_transfer", s.session_transfer)?,
    })
}

fn refresh_token(r: wit::RefreshToken) -> Result<ours::RefreshToken, Error> {
    Ok(ours::RefreshToken {
        id: r.id,
        client_id: r.client_id,
        created_at: r.created_at,
        device: r.device.map(device),
        expires_at: r.expires_at,
        idle_expires_at: r.idle_expires_at,
        last_exchanged_at: r.last_exchanged_at,
        metadata: optional("refresh_token.metadata", r.metadata)?,
        resource_servers: optional("refresh_token.resource_servers", r.resource_servers)?,
        rotating: r.rotating,
        session_id: r.session_id,
        session_transfer: optional("refresh_token.session_transfer", r.session_transfer)?,
        user_id: r.user_id,
    })
}
