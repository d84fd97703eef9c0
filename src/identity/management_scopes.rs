//! The scopes of the Management API, with what each opens.
//!
//! Data below HTTP, because the first start makes the API's resource server and a grant from it. A test compares it with the
//! scopes that the endpoints ask for.

/// Scope and description, in the order of the API.
pub const SCOPES: &[(&str, &str)] = &[
    ("read:actions", "Read Actions, versions, triggers and executions"),
    ("create:actions", "Create and deploy Actions"),
    ("update:actions", "Change Actions and their bindings"),
    ("delete:actions", "Delete Actions"),
    ("read:client_grants", "Read client grants"),
    ("create:client_grants", "Create client grants"),
    ("update:client_grants", "Change client grants"),
    ("delete:client_grants", "Delete client grants"),
    ("read:clients", "Read applications"),
    ("create:clients", "Create applications"),
    ("update:clients", "Change applications"),
    ("delete:clients", "Delete applications"),
    ("read:client_keys", "Read the secrets of applications"),
    ("update:client_keys", "Change the secrets of applications"),
    ("read:client_summary", "Read the names of applications"),
    ("read:connections", "Read connections"),
    ("create:connections", "Create connections"),
    ("update:connections", "Change connections"),
    ("delete:connections", "Delete connections"),
    ("read:resource_servers", "Read APIs"),
    ("create:resource_servers", "Create APIs"),
    ("update:resource_servers", "Change APIs"),
    ("delete:resource_servers", "Delete APIs"),
    ("read:users", "Read users"),
    ("create:users", "Create users"),
    ("update:users", "Change users"),
    ("update:users_app_metadata", "Change the app_metadata of users"),
    ("delete:users", "Delete users"),
    ("read:logs", "Read the tenant log"),
    ("read:logs_users", "Read the log events of users"),
    ("read:signing_keys", "Read signing keys"),
    ("create:signing_keys", "Create signing keys"),
    ("update:signing_keys", "Rotate and revoke signing keys"),
    ("read:tenant_settings", "Read the tenant's settings"),
    ("update:tenant_settings", "Change the tenant's settings"),
];
