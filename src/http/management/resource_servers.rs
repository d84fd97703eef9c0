//! `/api/v2/resource-servers`: APIs that access tokens are for (reference 4.2). By id, or by identifier.

mod change;
mod create;
mod read;
mod schema;

pub use change::{delete, update};
pub use create::create;
pub use read::{list, read};

use serde_json::{Map, Value};

use crate::app::App;
use crate::http::error::ApiError;
use crate::identity::ResourceServer;
use crate::storage::Stored;

async fn find(app: &App, id: &str) -> Result<Stored<ResourceServer>, ApiError> {
    let apis = &app.directory.resource_servers;
    let found = match apis.get(id).await? {
        Some(found) => Some(found),
        None => apis.find("identifier", id).await?,
    };
    found.ok_or_else(|| ApiError::not_found("The resource server does not exist").code("inexistent_resource_server"))
}

fn wire(api: &ResourceServer) -> Result<Map<String, Value>, ApiError> {
    match serde_json::to_value(api).map_err(ApiError::internal)? {
        Value::Object(members) => Ok(members),
        _ => Err(ApiError::internal("a resource server is not an object")),
    }
}

fn from_wire(members: Map<String, Value>) -> Result<ResourceServer, ApiError> {
    let api: ResourceServer =
        serde_json::from_value(Value::Object(members)).map_err(|error| ApiError::invalid_body(format!("'{error}'.")))?;
    for (index, scope) in api.scopes.iter().enumerate() {
        if api.scopes.iter().take(index).any(|other| other.value == scope.value) {
            return Err(ApiError::invalid_body(format!("'The scope {} is there twice' on property scopes[{index}].", scope.value)));
        }
    }
    Ok(api)
}
