//! The world `post-login`: its event from ours.

use super::common::{convert, json_opt};
use crate::contract::post_login as ours;

super::world!("anteroom:actions/post-login", "anteroom:actions/post-login-types.api");

pub use anteroom::actions::post_login_types as types;

/// The event as a guest gets it.
pub fn event(event: &ours::Event) -> types::Event {
    types::Event {
        agent: json_opt(event.agent.as_ref()),
        authentication: event.authentication.as_ref().map(convert),
        authorization: event.authorization.as_ref().map(convert),
        client: convert(&event.client),
        connection: convert(&event.connection),
        custom_domain: event.custom_domain.as_ref().map(convert),
        organization: event.organization.as_ref().map(convert),
        prompt: json_opt(event.prompt.as_ref()),
        refresh_token: event.refresh_token.as_ref().map(refresh_token),
        request: convert(&event.request),
        resource_server: event.resource_server.as_ref().map(convert),
        security_context: event.security_context.as_ref().map(convert),
        session: event.session.as_ref().map(session),
        session_transfer_token: json_opt(event.session_transfer_token.as_ref()),
        stats: convert(&event.stats),
        tenant: convert(&event.tenant),
        transaction: event.transaction.as_ref().map(convert),
        user: convert(&event.user),
    }
}

fn session(session: &ours::Session) -> types::Session {
    types::Session {
        id: session.id.clone(),
        authenticated_at: session.authenticated_at.clone(),
        clients: session.clients.iter().map(|client| client.client_id.clone()).collect(),
        created_at: session.created_at.clone(),
        device: session.device.as_ref().map(convert),
        expires_at: session.expires_at.clone(),
        idle_expires_at: session.idle_expires_at.clone(),
        last_interacted_at: session.last_interacted_at.clone(),
        updated_at: session.updated_at.clone(),
        user_id: session.user_id.clone(),
        cookie_mode: session.cookie.as_ref().map(|cookie| cookie.mode.clone()),
        metadata: json_opt(session.metadata.as_ref()),
        actor: json_opt(session.actor.as_ref()),
        session_transfer: json_opt(session.session_transfer.as_ref()),
    }
}

fn refresh_token(token: &ours::RefreshToken) -> types::RefreshToken {
    types::RefreshToken {
        id: token.id.clone(),
        client_id: token.client_id.clone(),
        created_at: token.created_at.clone(),
        device: token.device.as_ref().map(convert),
        expires_at: token.expires_at.clone(),
        idle_expires_at: token.idle_expires_at.clone(),
        last_exchanged_at: token.last_exchanged_at.clone(),
        metadata: json_opt(token.metadata.as_ref()),
        resource_servers: json_opt(token.resource_servers.as_ref()),
        rotating: token.rotating,
        session_id: token.session_id.clone(),
        session_transfer: json_opt(token.session_transfer.as_ref()),
        user_id: token.user_id.clone(),
    }
}
