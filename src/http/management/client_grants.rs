//! `/api/v2/client-grants`: which scopes of which API an application has by itself (reference 4.2).

mod change;
mod create;
mod read;

pub use change::{delete, update};
pub use create::create;
pub use read::{list, organizations, read};

use serde_json::{Map, Value};

use super::schema::Kind;
use crate::app::App;
use crate::http::error::ApiError;
use crate::identity::{ClientGrant, ResourceServer};

const SCOPES: Kind = Kind::Set(&Kind::Text(1, 280), 1000);

fn inexistent() -> ApiError {
    ApiError::not_found("The client grant does not exist.").code("inexistent_client_grant")
}

fn wire(grant: &ClientGrant) -> Result<Map<String, Value>, ApiError> {
    match serde_json::to_value(grant).map_err(ApiError::internal)? {
        Value::Object(members) => Ok(members),
        _ => Err(ApiError::internal("a client grant is not an object")),
    }
}

fn from_wire(members: Map<String, Value>) -> Result<ClientGrant, ApiError> {
    serde_json::from_value(Value::Object(members)).map_err(|error| ApiError::invalid_body(format!("'{error}'.")))
}

async fn api(app: &App, audience: &str) -> Result<ResourceServer, ApiError> {
    let found = app.directory.resource_servers.find("identifier", audience).await?;
    let inexistent = || ApiError::not_found("The resource server does not exist").code("inexistent_resource_server");
    Ok(found.ok_or_else(inexistent)?.value)
}

/// A grant of what an API does not have would come alive when somebody adds the scope for another purpose.
fn check_scopes(api: &ResourceServer, scope: &[String]) -> Result<(), ApiError> {
    match scope.iter().find(|wanted| !api.scopes.iter().any(|known| known.value == **wanted)) {
        None => Ok(()),
        Some(unknown) => Err(ApiError::invalid_body(format!("'The API does not have the scope {unknown}' on property scope."))),
    }
}
