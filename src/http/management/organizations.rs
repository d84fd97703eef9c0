//! `/api/v2/organizations` (reference 4.2): organizations with their connections, members, members' roles and invitations.

mod change;
pub mod connections;
mod create;
mod invitations;
mod invite;
mod member_roles;
mod members;
mod read;
mod schema;

pub use change::{delete, update};
pub use create::create;
pub use invitations::{delete as delete_invitation, list as list_invitations, read as read_invitation};
pub use invite::create as invite;
pub use member_roles::{assign as assign_member_roles, list as list_member_roles, remove as remove_member_roles};
pub use members::{add as add_members, list as list_members, remove as remove_members};
pub use read::{client_grants, clients, list, read, read_by_name};

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::roles;
use crate::app::App;
use crate::http::error::ApiError;
use crate::identity::Organization;
use crate::identity::entitlements::change::ChangeError;
use crate::identity::organization::change::MemberError;
use crate::storage::collection::{Clash, clash};
use crate::storage::{StoreError, Stored};

fn inexistent() -> ApiError {
    ApiError::not_found("No organization found by that id or name")
}

async fn find(app: &App, id: &str) -> Result<Stored<Organization>, ApiError> {
    app.directory.organizations.get(id).await?.ok_or_else(inexistent)
}

/// An organization as the API shows it: its connections have endpoints of their own.
pub(super) fn wire(organization: &Organization) -> Value {
    let mut out = Map::new();
    out.insert("id".to_owned(), json!(organization.id));
    out.insert("name".to_owned(), json!(organization.name));
    out.insert("display_name".to_owned(), json!(organization.display_name));
    out.extend(organization.branding.clone().map(|branding| ("branding".to_owned(), branding)));
    if !organization.metadata.is_empty() {
        out.insert("metadata".to_owned(), json!(organization.metadata));
    }
    out.extend(organization.token_quota.clone().map(|quota| ("token_quota".to_owned(), quota)));
    Value::Object(out)
}

fn taken(error: StoreError) -> ApiError {
    match error {
        StoreError::Conflict(key) if matches!(clash(&key), Clash::Unique(_)) => {
            ApiError::conflict("An organization with this name already exists.")
        }
        other => other.into(),
    }
}

/// The answer to a change of memberships that cannot be.
fn refused(error: MemberError) -> ApiError {
    match error {
        MemberError::NoOrganization => inexistent(),
        MemberError::NoMember => ApiError::not_found("The user is not a member of the organization."),
        MemberError::Change(ChangeError::TooManyRoles) => {
            ApiError::new(StatusCode::CONFLICT, "No more roles can be assigned to this organization member.")
        }
        MemberError::Change(error) => roles::refused(error, "this organization member"),
    }
}

/// Lays what a body gives over an organization.
fn lay(organization: &mut Organization, mut given: Map<String, Value>) {
    if let Some(name) = given.get("name").and_then(Value::as_str) {
        if organization.display_name == organization.name {
            name.clone_into(&mut organization.display_name);
        }
        name.clone_into(&mut organization.name);
    }
    if let Some(display_name) = given.get("display_name").and_then(Value::as_str) {
        display_name.clone_into(&mut organization.display_name);
    }
    if let Some(branding) = given.remove("branding") {
        organization.branding = Some(branding).filter(|branding| !branding.is_null());
    }
    if let Some(Value::Object(metadata)) = given.remove("metadata") {
        organization.metadata = metadata.into_iter().filter(|(_, value)| !value.is_null()).collect();
    }
    if let Some(quota) = given.remove("token_quota") {
        organization.token_quota = Some(quota).filter(|quota| !quota.is_null());
    }
}
