//! What a role may hold, and the bodies by which roles and permissions are given and taken. `id` is the server's.

use crate::http::management::body::body_of;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::identity::entitlements::MAX_ROLES_OF_USER;
use crate::identity::role::MAX_PERMISSIONS;

/// Users of one request: each is read and written in the same commit.
const MAX_USERS: usize = 100;

/// `POST /roles`.
pub const CREATE: Schema =
    Schema(&[Field::required("name", Kind::Checked(name)), Field::nullable("description", Kind::Checked(description))]);
body_of!(Create = CREATE);

/// `PATCH /roles/{id}`.
pub const UPDATE: Schema = Schema(&[Field::new("name", Kind::Checked(name)), Field::nullable("description", Kind::Checked(description))]);
body_of!(Update = UPDATE);

/// Roles to give or to take.
pub const ROLES: Schema = Schema(&[Field::required("roles", Kind::Set(&Kind::Text(1, 64), MAX_ROLES_OF_USER))]);
body_of!(Roles = ROLES);

/// Users to give a role to.
pub const USERS: Schema = Schema(&[Field::required("users", Kind::Set(&Kind::Text(1, 300), MAX_USERS))]);
body_of!(Users = USERS);

/// Permissions to give or to take.
pub const PERMISSIONS: Schema = Schema(&[Field::required(
    "permissions",
    Kind::List(
        &Kind::Object(&Schema(&[
            Field::required("resource_server_identifier", Kind::Text(1, 600)),
            Field::required("permission_name", Kind::Text(1, 280)),
        ])),
        MAX_PERMISSIONS,
    ),
)]);
body_of!(Permissions = PERMISSIONS);

fn text(text: &str, least: usize, most: usize) -> Result<(), String> {
    match text.chars().count() {
        n if n < least => Err(format!("String is too short ({n} chars), minimum {least}")),
        n if n > most => Err(format!("String is too long ({n} chars), maximum {most}")),
        _ if text.contains(['<', '>']) => Err("String does not match pattern: ^[^<>]+$".to_owned()),
        _ => Ok(()),
    }
}

fn name(name: &str) -> Result<(), String> {
    text(name, 1, 50)
}

fn description(description: &str) -> Result<(), String> {
    text(description, 0, 255)
}
