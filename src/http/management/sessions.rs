//! `/api/v2/sessions` and the sessions of a user. A session that has ended is not there, whether or not it has been swept away yet.

mod end;
mod list;
mod read;
mod update;

pub use end::{delete, delete_of_user, revoke, revoke_access};
pub use list::list_of_user;
pub use read::read;
pub use update::update;

use serde_json::{Value, json};

use crate::app::App;
use crate::clock::iso_millis;
use crate::http::error::ApiError;
use crate::identity::Session;
use crate::storage::Stored;

fn inexistent() -> ApiError {
    ApiError::not_found("The session does not exist.").code("inexistent_session")
}

/// The session of this id, if it is alive.
async fn live(app: &App, id: &str) -> Result<Stored<Session>, ApiError> {
    let found = app.directory.sessions.get(id).await?;
    found.filter(|session| session.is_live(app.clock.now())).ok_or_else(inexistent)
}

/// The session as the API answers it. Never with its cookie, not even the hash of it.
fn to_json(session: &Session) -> Value {
    let methods: Vec<Value> =
        session.methods.iter().map(|method| json!({ "name": method.name, "timestamp": iso_millis(method.timestamp) })).collect();
    json!({
        "id": session.id,
        "user_id": session.user_id,
        "created_at": iso_millis(session.created_at),
        "updated_at": iso_millis(session.last_interacted_at),
        "authenticated_at": iso_millis(session.authenticated_at),
        "idle_expires_at": iso_millis(session.idle_expires_at),
        "expires_at": iso_millis(session.expires_at),
        "last_interacted_at": iso_millis(session.last_interacted_at),
        "device": { "initial_ip": session.initial_ip, "initial_user_agent": session.initial_user_agent },
        "clients": session.clients.iter().map(|id| json!({ "client_id": id })).collect::<Vec<_>>(),
        "authentication": { "methods": methods },
        "cookie": { "mode": "persistent" },
        "session_metadata": session.metadata,
    })
}
