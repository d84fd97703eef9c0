//! `/api/v2`: the Management API (reference 2 and 4). One flat list of its endpoints; one file each.
//!
//! Around every handler stands the [`guard`]: token, scope, tenant log. A handler checks its query and its body against
//! tables, acts, and answers.

mod absent;
mod actions;
pub mod auth;
pub mod body;
mod client_grants;
mod clients;
mod connections;
pub mod guard;
mod logs;
pub mod merge;
pub mod paging;
pub mod query;
pub mod redact;
mod resource_servers;
pub mod routes;
pub mod schema;
mod signing_keys;
mod tenant_settings;
pub mod urls;
mod users;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::any;

use self::actions::modules;
use self::routes::{Endpoint, Routes};
use super::Shared;
use super::error::ApiError;
use crate::sandbox::MAX_COMPONENT;

/// The endpoints.
pub fn routes(app: &Shared) -> (Router<Shared>, Vec<Endpoint>) {
    Routes::new(app.clone())
        // Actions
        .get("/actions/actions", &["read:actions"], "Get actions", actions::list)
        .post("/actions/actions", &["create:actions"], "Create an action", actions::create)
        .get("/actions/actions/{id}", &["read:actions"], "Get an action", actions::read)
        .patch("/actions/actions/{id}", &["update:actions"], "Update an action", actions::update)
        .delete("/actions/actions/{id}", &["delete:actions"], "Delete an action", actions::delete)
        .upload("/actions/actions/{id}/component", &["create:actions"], "Upload a component", MAX_COMPONENT, actions::put_component)
        .post("/actions/actions/{id}/deploy", &["create:actions"], "Deploy an action", actions::deploy)
        .post("/actions/actions/{id}/test", &["update:actions"], "Test an Action", actions::test)
        .get("/actions/actions/{id}/versions", &["read:actions"], "Get an action's versions", actions::list_versions)
        .get("/actions/actions/{id}/versions/{version}", &["read:actions"], "Get a specific version of an action", actions::read_version)
        .post(
            "/actions/actions/{id}/versions/{version}/deploy",
            &["create:actions"],
            "Roll back to a previous action version",
            actions::roll_back,
        )
        .get("/actions/executions/{id}", &["read:actions"], "Get an execution", actions::read_execution)
        .get("/actions/modules", &["read:actions"], "List Actions Modules", modules::list)
        .post("/actions/modules", &["create:actions"], "Create a new Actions Module", modules::create)
        .get("/actions/modules/{id}", &["read:actions"], "Get a specific Actions Module by ID", modules::read)
        .patch("/actions/modules/{id}", &["update:actions"], "Update a specific Actions Module", modules::update)
        .delete("/actions/modules/{id}", &["delete:actions"], "Delete a specific Actions Module by ID", modules::delete)
        .get("/actions/modules/{id}/actions", &["read:actions"], "List all actions using an Actions Module", modules::list_actions)
        .post("/actions/modules/{id}/rollback", &["update:actions"], "Rollback an Actions Module to a previous version", modules::roll_back)
        .get("/actions/modules/{id}/versions", &["read:actions"], "List all versions of an Actions Module", modules::list_versions)
        .post("/actions/modules/{id}/versions", &["update:actions"], "Create a new version of an Actions Module", modules::publish)
        .get(
            "/actions/modules/{id}/versions/{version}",
            &["read:actions"],
            "Get a specific version of an Actions Module",
            modules::read_version,
        )
        .get("/actions/triggers", &["read:actions"], "Get triggers", actions::list_triggers)
        .get("/actions/triggers/{id}/bindings", &["read:actions"], "Get trigger bindings", actions::list_bindings)
        .patch("/actions/triggers/{id}/bindings", &["update:actions"], "Update trigger bindings", actions::replace_bindings)
        // Applications
        .get("/clients", &["read:clients", "read:client_keys", "read:client_summary"], "Get clients", clients::list)
        .post("/clients", &["create:clients"], "Create a client", clients::create)
        .get("/clients/{id}", &["read:clients", "read:client_keys", "read:client_summary"], "Get client by ID", clients::read)
        .patch("/clients/{id}", &["update:clients", "update:client_keys"], "Update a client", clients::update)
        .delete("/clients/{id}", &["delete:clients"], "Delete a client", clients::delete)
        .post("/clients/{id}/rotate-secret", &["update:client_keys"], "Rotate a client secret", clients::rotate_secret)
        .get("/client-grants", &["read:client_grants"], "Get client grants", client_grants::list)
        .post("/client-grants", &["create:client_grants"], "Create client grant", client_grants::create)
        .get("/client-grants/{id}", &["read:client_grants"], "Get client grant", client_grants::read)
        .patch("/client-grants/{id}", &["update:client_grants"], "Update client grant", client_grants::update)
        .delete("/client-grants/{id}", &["delete:client_grants"], "Delete client grant", client_grants::delete)
        // APIs
        .get("/resource-servers", &["read:resource_servers"], "Get resource servers", resource_servers::list)
        .post("/resource-servers", &["create:resource_servers"], "Create a resource server", resource_servers::create)
        .get("/resource-servers/{id}", &["read:resource_servers"], "Get a resource server", resource_servers::read)
        .patch("/resource-servers/{id}", &["update:resource_servers"], "Update a resource server", resource_servers::update)
        .delete("/resource-servers/{id}", &["delete:resource_servers"], "Delete a resource server", resource_servers::delete)
        // Connections
        .get("/connections", &["read:connections"], "Get all connections", connections::list)
        .post("/connections", &["create:connections"], "Create a connection", connections::create)
        .get("/connections/{id}", &["read:connections"], "Get a connection", connections::read)
        .patch("/connections/{id}", &["update:connections"], "Update a connection", connections::update)
        .delete("/connections/{id}", &["delete:connections"], "Delete a connection", connections::delete)
        .get("/connections/{id}/clients", &["read:connections"], "Get enabled clients for a connection", connections::list_clients)
        .patch("/connections/{id}/clients", &["update:connections"], "Update enabled clients for a connection", connections::update_clients)
        // Users
        .get("/users", &["read:users"], "List or Search Users", users::list)
        .post("/users", &["create:users"], "Create a User", users::create)
        .get("/users/{id}", &["read:users"], "Get a User", users::read)
        .patch("/users/{id}", &["update:users", "update:users_app_metadata"], "Update a User", users::update)
        .delete("/users/{id}", &["delete:users"], "Delete a User", users::delete)
        .get("/users-by-email", &["read:users"], "Search Users by Email", users::by_email)
        // The tenant
        .get("/keys/signing", &["read:signing_keys"], "Get all Application Signing Keys", signing_keys::list)
        .get("/keys/signing/{kid}", &["read:signing_keys"], "Get an Application Signing Key by its key id", signing_keys::read)
        .post(
            "/keys/signing/rotate",
            &["create:signing_keys", "update:signing_keys"],
            "Rotate the Application Signing Key",
            signing_keys::rotate,
        )
        .put(
            "/keys/signing/{kid}/revoke",
            &["update:signing_keys"],
            "Revoke an Application Signing Key by its key id",
            signing_keys::revoke,
        )
        .get("/logs", &["read:logs", "read:logs_users"], "Search log events", logs::list)
        .get("/logs/{id}", &["read:logs", "read:logs_users"], "Get a log event by id", logs::read)
        .get("/tenants/settings", &["read:tenant_settings"], "Get tenant settings", tenant_settings::read)
        .patch("/tenants/settings", &["update:tenant_settings"], "Update tenant settings", tenant_settings::update)
        // Empty, for clients that read everything
        .get("/branding/phone/templates", &["read:phone_templates"], "Get a list of phone notification templates", absent::phone_templates)
        .get("/event-streams", &["read:event_streams"], "Get event streams", absent::event_streams)
        .get("/flows", &["read:flows"], "Get flows", absent::flows)
        .get("/flows/vault/connections", &["read:flows_vault_connections"], "Get Flows Vault connection list", absent::flow_connections)
        .get("/forms", &["read:forms"], "Get forms", absent::forms)
        .get("/log-streams", &["read:log_streams"], "Get log streams", absent::log_streams)
        .get("/self-service-profiles", &["read:self_service_profiles"], "Get self-service profiles", absent::self_service_profiles)
        .get(
            "/supplemental-signals",
            &["read:attack_protection"],
            "Get the supplemental signals configuration for a tenant",
            absent::supplemental_signals,
        )
        .get("/token-exchange-profiles", &["read:token_exchange_profiles"], "Get token exchange profiles", absent::token_exchange_profiles)
        .finish()
}

/// The whole API: its endpoints, and a JSON answer for every other path below `/api/v2`.
pub fn router(app: &Shared) -> Router<Shared> {
    let (router, _) = routes(app);
    router.route("/api/v2", any(unknown)).route("/api/v2/{*rest}", any(unknown)).method_not_allowed_fallback(unknown)
}

async fn unknown() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "Not Found")
}
