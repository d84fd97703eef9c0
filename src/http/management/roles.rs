//! `/api/v2/roles` (reference 4.2), with the permissions and the users of roles. The roles and permissions of one user are in
//! [`users`](super::users), and are shown and refused in the same words.

mod change;
mod create;
mod delete;
mod permissions;
mod read;
pub(super) mod schema;
mod users;

pub use change::update;
pub use create::create;
pub use delete::delete;
pub use permissions::{add as add_permissions, list as list_permissions, remove as remove_permissions};
pub use read::{list, read};
pub(super) use users::shown as shown_user;
pub use users::{assign as assign_users, list as list_users};

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::http::error::ApiError;
use crate::identity::entitlements::change::ChangeError;
use crate::identity::{Permission, ResourceServer, Role};
use crate::storage::StoreError;
use crate::storage::collection::{Clash, clash};

pub(super) fn inexistent() -> ApiError {
    ApiError::not_found("The role does not exist.")
}

fn taken(error: StoreError) -> ApiError {
    match error {
        StoreError::Conflict(key) if matches!(clash(&key), Clash::Unique(_)) => ApiError::conflict("The role already exists."),
        other => other.into(),
    }
}

/// A role as the API shows it: its permissions have an endpoint of their own.
pub(super) fn wire(role: &Role) -> Value {
    let mut out = json!({ "id": role.id, "name": role.name });
    if let (Some(description), Some(members)) = (&role.description, out.as_object_mut()) {
        members.insert("description".to_owned(), json!(description));
    }
    out
}

/// The answer to a change that cannot be; `whole` is what is full, "this user" or "this role".
pub(super) fn refused(error: ChangeError, whole: &str) -> ApiError {
    match error {
        ChangeError::NoUser => super::users::inexistent(),
        ChangeError::NoRole => inexistent(),
        ChangeError::NoApi => ApiError::not_found("The resource server does not exist."),
        ChangeError::NoScope(scope) => {
            ApiError::invalid_body(format!("'The resource server does not have the scope {scope}' on property permissions."))
        }
        ChangeError::TooManyRoles => ApiError::new(StatusCode::BAD_REQUEST, format!("No more roles can be assigned to {whole}.")),
        ChangeError::TooManyPermissions => {
            ApiError::new(StatusCode::BAD_REQUEST, format!("No more permissions can be assigned to {whole}."))
        }
        ChangeError::Store(error) => error.into(),
    }
}

/// The texts of a member that the schema knows as a list of texts.
pub(super) fn texts(members: &Map<String, Value>, name: &str) -> Vec<String> {
    let items = members.get(name).and_then(Value::as_array);
    items.map(|items| items.iter().filter_map(Value::as_str).map(str::to_owned).collect()).unwrap_or_default()
}

/// The permissions of a body.
pub(super) fn permissions_of(mut members: Map<String, Value>) -> Result<Vec<Permission>, ApiError> {
    serde_json::from_value(members.remove("permissions").unwrap_or_default()).map_err(ApiError::internal)
}

/// APIs by identifier, each read once, to say what permissions mean.
#[derive(Default)]
pub(super) struct Apis(BTreeMap<String, Option<ResourceServer>>);

impl Apis {
    /// A permission as the API shows it; `None` where its scope is not there any more.
    pub async fn describe(&mut self, app: &App, permission: &Permission) -> Result<Option<Map<String, Value>>, StoreError> {
        let identifier = &permission.resource_server_identifier;
        if !self.0.contains_key(identifier) {
            let found = app.directory.resource_servers.find("identifier", identifier).await?;
            self.0.insert(identifier.clone(), found.map(|api| api.value));
        }
        let Some(api) = self.0.get(identifier).and_then(Option::as_ref) else { return Ok(None) };
        let Some(scope) = api.scopes.iter().find(|scope| scope.value == permission.permission_name) else { return Ok(None) };
        let mut out = Map::new();
        out.insert("resource_server_identifier".to_owned(), json!(identifier));
        out.insert("permission_name".to_owned(), json!(scope.value));
        out.insert("resource_server_name".to_owned(), json!(api.name));
        out.insert("description".to_owned(), json!(scope.description.as_deref().unwrap_or_default()));
        Ok(Some(out))
    }
}
